from pathlib import Path

import pytest

from tests.ci.machine import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A Debian with python3 and nothing else."""
    made = Machine(tmp_path / "machine")
    made.stub("python3")
    return made
