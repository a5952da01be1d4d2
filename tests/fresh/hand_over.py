"""What a root is told of the network: the settings of this machine, never of a person.

A machine behind a proxy or with a registry of its own says so in variables, in apt's settings and
in certificates; without them nothing in the root could be reached. Files below a home are not
handed over: they may hold passwords.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

PREFIXES = ("PIP_", "UV_", "NPM_CONFIG_", "NODE_EXTRA_", "SSL_CERT_")
NAMES = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"})
NOT_OURS = frozenset({"PIP_FIND_LINKS", "UV_LINK_MODE", "UV_COMPILE_BYTECODE"})
FILES = ("/etc/resolv.conf", "/etc/hosts", "/etc/pip.conf", "/etc/npmrc", "/etc/uv/uv.toml")
CERTIFICATES = Path("/usr/local/share/ca-certificates")
APT = ("Acquire::http", "Acquire::https", "Acquire::Check-", "Acquire::Retries")
KEPT = Path("/etc/handed-over")


def copy_files(root: Path) -> None:
    """Copy resolver, certificates of the organization, and the settings of pip, npm and apt."""
    for name in FILES:
        if Path(name).exists():
            target = root / name.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            shutil.copy(name, target)
    if CERTIFICATES.is_dir():
        shutil.copytree(CERTIFICATES, root / str(CERTIFICATES).lstrip("/"), dirs_exist_ok=True)
    settings = root / "etc/apt/apt.conf.d/90-handed-over"
    settings.write_text("".join(f"{line}\n" for line in apt_settings()), encoding="utf-8")


def apt_settings() -> list[str]:
    """Return the lines of apt's settings that say how a mirror is reached."""
    if not shutil.which("apt-config"):
        return []
    told = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
    return [line for line in told.splitlines() if line.startswith(APT)]


def variables(root: Path) -> dict[str, str]:
    """Return the variables for the root; a file or folder that one names is copied along.

    Copied to a place of its own, because Debian writes its bundle of certificates anew.
    """
    handed = {}
    for name, value in _ours():
        given = Path(value)
        if given.is_absolute() and given.exists():
            kept = KEPT / name.lower() / given.name
            target = root / str(kept).lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if given.is_dir() else shutil.copy)(given, target)
            handed[name] = str(kept)
        else:
            handed[name] = value
    return handed


def _ours() -> Iterator[tuple[str, str]]:
    for name, value in os.environ.items():
        upper = name.upper()
        if upper not in NOT_OURS and (upper in NAMES or upper.startswith(PREFIXES)):
            yield name, value


def sources(suite: str) -> list[str]:
    """Return apt's source lines for `suite`, from this machine's mirrors; empty: the default."""
    if not shutil.which("apt-get"):
        return []
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(LABEL) $(REPO_URI)", "Identifier: Packages"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    mirrors = dict(line.split(" ", 1) for line in told.splitlines() if " " in line)
    lines = []
    if "Debian" in mirrors:
        lines += [f"deb {mirrors['Debian']} {s} main" for s in (suite, f"{suite}-updates")]
    if lines and "Debian-Security" in mirrors:
        lines.append(f"deb {mirrors['Debian-Security']} {suite}-security main")
    return lines
