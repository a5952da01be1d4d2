"""A broker with its computing processes on the reference district, once for all tests here."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.compute import BrokerCompute
from app.config import ROOT, child_environment
from app.problems.overload import ComputeUnavailableError


@pytest.fixture(scope="session")
def broker(district_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrokerCompute]:
    """A client of a running broker with two computing processes."""
    folder = tmp_path_factory.mktemp("var")
    with tempfile.TemporaryDirectory(prefix="shequ-") as short:
        path = Path(short) / "compute.sock"
        environment = child_environment(
            DATABASE_URL=district_url,
            SHEQU_FOLDER=str(folder),
            SHEQU_COMPUTE_SOCKET=str(path),
            SHEQU_COMPUTE_WORKERS="2",
            SHEQU_COMPUTE_WAITING="2",
            # A busy machine is no reason to refuse anything here.
            SHEQU_COMPUTE_WAIT="600",
            SHEQU_REQUEST_SECONDS="600",
            OPENBLAS_NUM_THREADS="1",
        )
        process = subprocess.Popen([sys.executable, "-m", "app.compute"], cwd=ROOT, env=environment)
        client = BrokerCompute(path)
        try:
            wait_for(client)
            yield client
        finally:
            process.terminate()
            assert process.wait(30) == 0


def wait_for(client: BrokerCompute, *, seconds: float = 120) -> None:
    """Return once the broker answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            client.ping()
        except ComputeUnavailableError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return
