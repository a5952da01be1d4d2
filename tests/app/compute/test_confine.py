import resource
import subprocess
import sys

import pytest

from app.compute.confine import give_back, resident_bytes

BOUND = (
    "from app.compute.confine import confine\n"
    "confine({limit})\n"
    "import os\n"
    "try:\n"
    "    bytearray({asked})\n"
    "    print('got it', os.nice(0))\n"
    "except MemoryError:\n"
    "    print('refused', os.nice(0))\n"
)


def _told(limit: int, asked: int) -> str:
    program = BOUND.format(limit=limit, asked=asked)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout.split()[0]


@pytest.mark.slow
def test_a_confined_process_gets_so_much_memory_and_no_more() -> None:
    assert _told(800_000_000, 100_000_000) == "got"
    assert _told(800_000_000, 900_000_000) == "refused"


def test_this_process_is_not_confined() -> None:
    assert resource.getrlimit(resource.RLIMIT_DATA)[0] in {resource.RLIM_INFINITY, -1}


def test_memory_is_told_and_given_back() -> None:
    held = bytearray(80_000_000)
    held[::4096] = b"x" * len(held[::4096])
    full = resident_bytes()
    del held
    give_back()
    assert full - resident_bytes() > 70_000_000
