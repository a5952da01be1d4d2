"""Write what the product is made of to var/sbom, and print every licence: make sbom.

Three files in the format CycloneDX, none of which needs the network: the pinned Python packages
with their hashes, the installed ones with their licences, and the npm packages with both. Ends
with 1 when a licence is unknown or not among ALLOWED.
"""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, License, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "sbom"
# What the product, which is MIT, may ship or use. LGPL and MPL: as unchanged libraries.
ALLOWED = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MPL-2.0"),
        *("LGPL-2.1-or-later", "LGPL-3.0-or-later", "OFL-1.1", "PSF-2.0", "Python-2.0"),
        *("Unlicense", "ZPL-2.1", "Zlib"),
    }
)
CLASSIFIERS = {
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "License :: OSI Approved :: GNU Library or Lesser General Public License (LGPL)": (
        "LGPL-3.0-or-later"
    ),
}
# Read by a person in the licence file of the package, which names it in no other place.
READ = {
    "cligj": "BSD-3-Clause",
    "exactextract": "Apache-2.0 AND LGPL-2.1-or-later",
    "protobuf": "BSD-3-Clause",
}
EXPRESSION = re.compile(r"[A-Za-z0-9.+-]+")


class Package(NamedTuple):
    """One package as the table shows it; `used` is "product" or "tools"."""

    name: str
    version: str
    license: str
    used: str

    @property
    def fault(self) -> str:
        """What is wrong with the licence; empty when nothing is."""
        if not self.license:
            return "unknown"
        stray = set(EXPRESSION.findall(self.license)) - {"AND", "OR", "WITH"} - ALLOWED
        return f"not allowed: {', '.join(sorted(stray))}" if stray else ""


def main() -> int:
    """Write the three files and print the table; 1 when a licence wants a decision."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    pinned = _cyclonedx("requirements", "requirements.txt", FOLDER / "python-pinned.json")
    installed = _cyclonedx("environment", sys.executable, FOLDER / "python-installed.json")
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    text = JsonV1Dot6(npm_bom(lock)).output_as_string(indent=2)
    (FOLDER / "npm.json").write_text(text, encoding="utf-8")
    names = {_plain(one["name"]) for one in pinned["components"]}
    found = [*python_packages(installed["components"], names), *npm_packages(json.loads(text))]
    return report(sorted(found, key=lambda one: (one.used, one.name.lower())))


def report(found: list[Package]) -> int:
    """Print the table, then the packages that want a decision."""
    table = Table(title=f"{len(found)} packages; SBOM in {FOLDER}", title_justify="left")
    for header in ("package", "version", "licence", "used by", "fault"):
        table.add_column(header)
    for one in found:
        table.add_row(*one, one.fault)
    Console(width=None if sys.stdout.isatty() else 160, markup=False).print(table)
    faults = [one for one in found if one.fault]
    for one in faults:
        print(f"{one.name} {one.version}: {one.fault}", file=sys.stderr)
    if faults:
        print(
            "许可证未知或未被允许：阅读后在 .ci/sbom.py 的 READ 或 ALLOWED 中登记，或换掉该包\n"
            "Unknown or not allowed: read the licence, then enter it in READ or ALLOWED of"
            " .ci/sbom.py, or do without the package",
            file=sys.stderr,
        )
    return 1 if faults else 0


def _cyclonedx(kind: str, source: str, target: Path) -> dict[str, Any]:
    """Have cyclonedx-py write an SBOM and return it."""
    command = [sys.executable, "-m", "cyclonedx_py", kind, source, "--output-file", str(target)]
    subprocess.run([*command, "--output-reproducible"], cwd=ROOT, check=True)  # noqa: S603 - ours
    found: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return found


def python_packages(components: Iterable[dict[str, Any]], product: set[str]) -> Iterator[Package]:
    """Yield the installed packages; those of `product` are used by it, the others by its tools."""
    for one in components:
        name = _plain(one["name"])
        used = "product" if name in product else "tools"
        yield Package(one["name"], one["version"], READ.get(name) or license_of(one), used)


def npm_packages(bom: dict[str, Any]) -> Iterator[Package]:
    """Yield the npm packages: those that are served to browsers, and those of our tools."""
    for one in bom["components"]:
        name = f"{one['group']}/{one['name']}" if one.get("group") else one["name"]
        used = "tools" if one.get("scope") == ComponentScope.EXCLUDED.value else "product"
        yield Package(name, one["version"], license_of(one), used)


def license_of(component: dict[str, Any]) -> str:
    """Return the licence of a component as an SPDX expression; empty when it names none.

    A classifier beside an identifier says the same less exactly, so the identifier wins.
    """
    exact, loose = [], []
    for entry in component.get("licenses", []):
        one = entry.get("license", {})
        if known := entry.get("expression") or one.get("id"):
            exact.append(known)
        elif one.get("name"):
            loose.append(CLASSIFIERS.get(one["name"], one["name"]))
    return " AND ".join(dict.fromkeys(exact or loose))


def npm_bom(lock: dict[str, Any]) -> Bom:
    """Return the SBOM of a package-lock.json, from what the lock itself says."""
    bom = Bom()
    for place, entry in lock["packages"].items():
        if not place:  # the project itself
            continue
        group, _, name = place.rpartition("node_modules/")[2].rpartition("/")
        algorithm, _, digest = entry["integrity"].partition("-")
        content = base64.b64decode(digest).hex()
        scope = ComponentScope.EXCLUDED if entry.get("dev") else ComponentScope.REQUIRED
        bom.components.add(
            Component(
                type=ComponentType.LIBRARY,
                group=group or None,
                name=name,
                version=entry["version"],
                purl=PackageURL("npm", group or None, name, entry["version"]),
                bom_ref=f"{place}@{entry['version']}",
                scope=scope,
                licenses=_licenses(entry.get("license", "")),
                hashes=[
                    HashType(
                        alg=HashAlgorithm(algorithm.replace("sha", "SHA-").upper()), content=content
                    )
                ],
            )
        )
    return bom


def _licenses(said: str) -> list[License]:
    """Return what npm calls the licence of a package: an identifier, or several that are joined."""
    if not said:
        return []
    return [LicenseExpression(said) if " " in said else DisjunctiveLicense(id=said)]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
