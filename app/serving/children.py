"""The processes that serve, in the order in which they start; they end in the opposite order."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.config import Settings
from app.serving.http.command import arguments

# The processes share the cores among them: more threads in each would only wait for each other,
# and each thread of the allocator would keep memory of its own.
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    # Arrow's own allocator would reserve addresses that the limit of a process counts as memory.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}


@dataclass(frozen=True)
class Child:
    """One process to keep alive: its name in messages, its command, and what its environment adds.

    `listens` says that it opens the port of the service, which must be free before it starts.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    listens: bool = False


def declared(settings: Settings, folder: Path) -> tuple[Child, ...]:
    """Return the children; `folder` is private to them, for sockets and caches."""
    everyone = {
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder),
        "SHEQU_FOLDER": str(settings.folder),
        # The owner's address is not theirs to read, nor the file of the key, which only pages need.
        "SHEQU_SECRET_KEY": "",
        "SHEQU_APP_DATABASE_URL": "",
    }
    everyone["SHEQU_COMPUTE_SOCKET"] = str(folder / "compute.sock")
    compute = Child("compute", [sys.executable, "-m", "app.compute"], everyone | ONE_THREAD)
    key = {"SHEQU_SECRET_KEY": settings.secret_key()}
    return (compute, Child("web", arguments(settings), everyone | key, listens=True))
