"""What a server leaves in its folders: its lock file, its port, and its last words."""

import re
from pathlib import Path


def lock_file(data: Path) -> tuple[int | None, int | None]:
    """Return the process id and port that the running or last server wrote down."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return abs(int(lines[0])), int(lines[3]) if len(lines) > 3 else None  # noqa: PLR2004 - its fourth line
    except (OSError, ValueError, IndexError):
        return None, None


def wanted_port(data: Path) -> int | None:
    """Return the port that the settings in the data folder name, or None."""
    try:
        text = (data / "shequ.conf").read_text(encoding="utf-8")
    except OSError:
        return None
    found = re.search(r"^port = (\d+)$", text, re.MULTILINE)
    return int(found[1]) if found else None


def last_words(log: Path) -> str:
    """Return what the log says of a failure, in one line."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "it left no log"
    return "; ".join(line for line in lines[-20:] if "FATAL" in line or "HINT" in line)


def may_come_up(log: Path) -> bool:
    """Whether the last failure passes by itself: a taken port, children of a killed server."""
    try:
        tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
    except OSError:
        return False
    return "is still in use" in tail or "could not create any TCP/IP sockets" in tail
