"""The systemd unit: what it promises, and that systemd reads it without a complaint."""

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
UNIT = ROOT / "deploy" / "shequ.service"


@pytest.fixture
def service() -> configparser.SectionProxy:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(UNIT, encoding="utf-8")
    return read["Service"]


def test_it_comes_back_and_ends_in_order(service: configparser.SectionProxy) -> None:
    assert service["Restart"] == "always"
    assert service["KillMode"] == "mixed", "the supervisor is told first and ends its children"
    assert int(service["TimeoutStopSec"]) > 30 + 35 + 35


def test_it_has_the_rights_that_handing_over_takes_and_no_others(
    service: configparser.SectionProxy,
) -> None:
    kept = set(service["CapabilityBoundingSet"].split())
    assert {"CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_CHOWN", "CAP_KILL"} <= kept
    assert not kept & {"CAP_SYS_ADMIN", "CAP_SYS_PTRACE", "CAP_SYS_MODULE", "CAP_NET_ADMIN"}
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"] == "/srv/shequ/var"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_reads_it_without_a_complaint(tmp_path: Path) -> None:
    """With the project and the Python of this machine in the place of /srv/shequ."""
    text = UNIT.read_text(encoding="utf-8")
    text = text.replace("/srv/shequ/.venv/bin/python", sys.executable)
    (tmp_path / "shequ.service").write_text(text.replace("/srv/shequ", str(ROOT)))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "shequ.service")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    complaints = [line for line in done.stderr.splitlines() if "shequ.service" in line]
    assert complaints == []
