"""What make audit concludes from what the tools say."""

import pytest

from tests.ci.machine import ROOT

FOUND = "Found 2 known vulnerabilities in 1 package\nName Version ID Fix Versions"
NPM_FOUND = "# npm audit report\n\nleaflet <1\nSeverity: high"
UNREACHED = "npm error audit endpoint returned an error"
SKIPPED = "ERROR:pip_audit._cli:flask: Dependency not found on PyPI and could not be audited"


@pytest.fixture
def project(tmp_path, machine):
    """A folder with the script, and stubs for uv and npm."""
    folder = tmp_path / "project"
    (folder / ".ci").mkdir(parents=True)
    script = folder / ".ci" / "audit"
    script.write_bytes((ROOT / ".ci" / "audit").read_bytes())
    machine.stub("uv")
    machine.stub("npm")
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "uv").symlink_to(machine.programs / "uv")
    return folder


@pytest.mark.parametrize(
    ("fails", "words", "code", "told"),
    [
        ("", "", 0, "npm audit：没有已知漏洞 / no known vulnerabilities"),
        ("pip-audit", FOUND, 1, "pip-audit：有已知漏洞"),
        ("pip-audit", SKIPPED, 2, "pip-audit: the advisory database could not be asked"),
        ("npm audit", NPM_FOUND, 1, "npm audit：有已知漏洞"),
        ("npm audit", UNREACHED, 2, "npm audit: the advisory database could not be asked"),
    ],
)
def test_nothing_heard_is_not_nothing_known(machine, project, fails, words, code, told) -> None:
    done = machine.run("bash", ".ci/audit", folder=project, FAIL=fails, WORDS=words, CODE="1")
    assert done.returncode == code, done.stderr
    assert told in done.stdout + done.stderr
    assert "--strict" in machine.calls  # else packages without an answer are passed over
    assert "npm audit" in machine.calls
