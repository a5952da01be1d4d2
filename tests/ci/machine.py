"""A machine made of stubs: programs that write down how they were called, and fail when told to."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
STUB = """#!/bin/bash
name="${0##*/}"
said="$name $*"
echo "$said" >>"$CALLS"
if [ -n "${FAIL:-}" ] && [[ "$said" == *"$FAIL"* ]]; then
    [ -z "${WORDS:-}" ] || echo "$WORDS" >&2
    exit "${CODE:-7}"
fi
"""
# What the scripts themselves need of a Debian with nothing on it.
BASE = ("bash", "sh", "env", "basename", "dirname", "sort", "tail", "mkdir", "grep", "cat", "sed")


@dataclass
class Machine:
    """Stubs in `programs`, which is all of PATH, and a folder `root` in place of /."""

    folder: Path

    def __post_init__(self) -> None:
        """Make the folders and bring what every Debian has."""
        self.programs.mkdir(parents=True)
        self.root.mkdir()
        for name in BASE:
            found = shutil.which(name)
            assert found is not None, name
            (self.programs / name).symlink_to(found)
        self.stub("id", "echo 0")

    @property
    def programs(self) -> Path:
        """The folder of the stubs."""
        return self.folder / "bin"

    @property
    def root(self) -> Path:
        """The folder that stands for /."""
        return self.folder / "root"

    @property
    def calls(self) -> str:
        """Every call of a stub, a line each."""
        path = self.folder / "calls"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def stub(self, name: str, body: str = "") -> None:
        """Add a program; `body` is bash."""
        path = self.programs / name
        path.unlink(missing_ok=True)
        path.write_text(STUB + body + "\n", encoding="utf-8")
        path.chmod(0o755)

    def file(self, place: str, *, program: bool = False) -> None:
        """Add an empty file below `root`."""
        path = self.root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        path.chmod(0o755 if program else 0o644)

    def postgres(self, major: int, *, postgis: bool) -> None:
        """Add a PostgreSQL, with PostGIS or without."""
        self.file(f"usr/lib/postgresql/{major}/bin/initdb", program=True)
        if postgis:
            self.file(f"usr/share/postgresql/{major}/extension/postgis.control")

    def run(
        self, *command: str, folder: Path = ROOT, path: str = "", **variables: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command with the stubs as its PATH, `path` after them."""
        environment = {
            "PATH": f"{self.programs}{os.pathsep}{path}" if path else str(self.programs),
            "HOME": str(self.folder),
            "CALLS": str(self.folder / "calls"),
            "PACKAGES_ROOT": str(self.root),
            **variables,
        }
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
