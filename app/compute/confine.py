"""What a computing process may take: memory, a lower priority, and no life beyond its parent's."""

import ctypes
import gc
import os
import resource
import signal
from pathlib import Path

PR_SET_PDEATHSIG = 1
NICENESS = 5
_libc = ctypes.CDLL(None, use_errno=True)


def confine(memory_bytes: int, *, niceness: int = NICENESS) -> None:
    """Bound what this process may allocate, and let the processes that serve pages go first.

    The bound is on data (`RLIMIT_DATA`), not on addresses: libraries that are mapped but never
    written do not count. A greater allocation raises `MemoryError`.
    """
    die_with_parent()
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(niceness)


def die_with_parent() -> None:
    """Let the kernel end this process when its parent ends, however that ends. Linux only."""
    prctl = getattr(_libc, "prctl", None)
    if prctl is not None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def resident_bytes() -> int:
    """Return the memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def give_back() -> None:
    """Return freed memory to the system, which the allocator would keep."""
    gc.collect()
    trim = getattr(_libc, "malloc_trim", None)
    if trim is not None:
        trim(0)
