"""What make sbom reads from locks and metadata."""

import importlib.util
import json
import sys

import pytest
from cyclonedx.output.json import JsonV1Dot6

from tests.ci.machine import ROOT


@pytest.fixture(scope="module")
def sbom():
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("sbom", ROOT / ".ci" / "sbom.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["sbom"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["sbom"]


def test_the_lock_of_npm_becomes_components_with_hash_and_licence(sbom) -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    bom = json.loads(JsonV1Dot6(sbom.npm_bom(lock)).output_as_string())
    assert bom["bomFormat"] == "CycloneDX"
    parts = {one["purl"]: one for one in bom["components"]}
    leaflet = parts["pkg:npm/leaflet@1.9.4"]
    (digest,) = leaflet["hashes"]
    # base64 nxS1yn... begins with the bytes 9f 14 b5
    assert (digest["alg"], digest["content"][:6], len(digest["content"])) == (
        "SHA-512",
        "9f14b5",
        128,
    )
    packages = {one.name: one for one in sbom.npm_packages(bom)}
    assert len(packages) == len(lock["packages"]) - 1
    font, tool = packages["@fontsource-variable/noto-sans-sc"], packages["@biomejs/biome"]
    assert (font.license, font.used, font.fault) == ("OFL-1.1", "product", "")
    assert (tool.license, tool.used, tool.fault) == ("MIT OR Apache-2.0", "tools", "")


@pytest.mark.parametrize(
    ("licenses", "said", "fault"),
    [
        ([{"license": {"id": "MIT"}}], "MIT", ""),
        ([{"expression": "MIT OR Apache-2.0"}], "MIT OR Apache-2.0", ""),
        ([{"license": {"name": "License :: OSI Approved :: BSD License"}}], "BSD-3-Clause", ""),
        (
            [
                {"license": {"id": "BSD-2-Clause"}},
                {"license": {"name": "License :: OSI Approved :: BSD License"}},
            ],
            "BSD-2-Clause",
            "",
        ),
        ([{"license": {"id": "AGPL-3.0-only"}}], "AGPL-3.0-only", "not allowed: AGPL-3.0-only"),
        (
            [{"expression": "MIT AND GPL-3.0-only"}],
            "MIT AND GPL-3.0-only",
            "not allowed: GPL-3.0-only",
        ),
        ([{"license": {"name": "Proprietary"}}], "Proprietary", "not allowed: Proprietary"),
        ([], "", "unknown"),
    ],
)
def test_a_licence_is_allowed_by_every_part_of_it(sbom, licenses, said, fault) -> None:
    (one,) = sbom.python_packages([{"name": "X_y", "version": "1", "licenses": licenses}], {"x-y"})
    assert (one.license, one.used, one.fault) == (said, "product", fault)


def test_a_licence_read_by_a_person_stands_for_one_that_is_not_named(sbom) -> None:
    (one,) = sbom.python_packages([{"name": "cligj", "version": "0.7.2"}], set())
    assert (one.license, one.used, one.fault) == ("BSD-3-Clause", "tools", "")


def test_what_wants_a_decision_is_named_and_ends_with_1(sbom, capsys) -> None:
    good = sbom.Package("good", "1", "MIT", "product")
    assert sbom.report([good]) == 0
    assert sbom.report([good, sbom.Package("secret", "2", "", "product")]) == 1
    told = capsys.readouterr()
    assert "secret 2: unknown" in told.err
    assert "READ or ALLOWED" in told.err


@pytest.mark.slow
def test_it_runs_without_network(sbom, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(sbom, "FOLDER", tmp_path)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nobody listens there
    assert sbom.main() == 0
    pinned = json.loads((tmp_path / "python-pinned.json").read_text(encoding="utf-8"))
    flask = next(one for one in pinned["components"] if one["name"] == "flask")
    hashes = flask["externalReferences"][0]["hashes"]
    assert f"--hash=sha256:{hashes[0]['content']}" in (ROOT / "requirements.txt").read_text("utf-8")
