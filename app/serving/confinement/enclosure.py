"""Letting another user reach the program below a folder that only root may enter.

A clone or a Python in the home of root cannot be read by the user that root hands over to.
Rather than open such a folder to everybody, the children see an empty one in its place, with the
needed parts in it (`launch`). Where nothing is in the way, nothing is covered.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from app.config import ROOT
from app.problems.not_served import NotServedError
from app.serving.confinement import launch
from app.serving.confinement.account import Person, without_rights
from layers.text import Text

CHECK_SECONDS = 30
# A Python that cannot read its own library may start with another one of the system instead.
PROBE = """
import os, sys
if sys.base_prefix != sys.argv[2]:
    sys.exit(f"it would run with the Python of {sys.base_prefix}, not of {sys.argv[2]}")
import gunicorn
for part in ("app", "layers", "spatial", "data"):
    for folder, _, names in os.walk(os.path.join(sys.argv[1], part), onerror=sys.exit):
        for path in (folder, *(os.path.join(folder, name) for name in names)):
            if not os.access(path, os.R_OK):
                sys.exit(f"{path} cannot be read")
"""
READ_ALL, ENTER_ALL = 0o044, 0o011


class OutOfReachError(NotServedError):
    """The user that root hands over to cannot read the program, and this cannot be arranged."""

    message = Text(
        "以 root 启动时，网页与计算进程改以用户 {user} 运行，但该用户无法使用 {path}（{reason}）。"
        "请把项目移到各用户可进入的位置（如 /srv/shequ），Python 选用 PYTHON=/usr/bin/python3，"
        "并执行 chmod -R go+rX {project}；或以普通用户启动",
        "started by root, the web and computing processes run as user {user}, who cannot use {path}"
        " ({reason}). Move the project where everybody may enter (such as /srv/shequ), choose"
        " PYTHON=/usr/bin/python3, and run chmod -R go+rX {project}; or start as an ordinary user",
    )


@dataclass(frozen=True)
class Enclosure:
    """What stands before a command so that it runs as `person` and finds the program.

    `covers` names each folder that he cannot pass, with the paths below it that he needs.
    """

    person: Person | None = None
    covers: dict[Path, list[Path]] = field(default_factory=dict)
    port: int = 0

    def command(self, command: list[str]) -> list[str]:
        """Return the command with what goes before it."""
        bare = [*without_rights(self.person, port=self.port), *command]
        if not self.covers:
            return bare
        plan = {
            "covers": {str(key): [str(one) for one in paths] for key, paths in self.covers.items()},
            "folder": str(ROOT),
        }
        return [sys.executable, "-I", str(Path(launch.__file__)), json.dumps(plan), *bare]


def may_pass(folder: Path, person: Person) -> bool:
    """Whether the modes of `folder` let this user go through it."""
    found = folder.stat()
    if found.st_uid == person.uid:
        return bool(found.st_mode & 0o100)
    return bool(found.st_mode & (0o010 if found.st_gid == person.gid else 0o001))


def needed_paths(*more: Path) -> list[Path]:
    """Return the folders that the children read: the program, its Python, and `more`."""
    wanted = [ROOT, Path(sys.prefix), Path(sys.base_prefix), *more]
    program = Path(sys.executable)
    while program.is_symlink():
        wanted.append(program.parent)
        program = program.parent / program.readlink()
    wanted.append(program.parent)
    return list(dict.fromkeys(path for one in wanted for path in (one.absolute(), one.resolve())))


def covers_for(paths: list[Path], person: Person) -> dict[Path, list[Path]]:
    """Return the folders that hide any of `paths` from this user, each with what it hides."""
    covers: dict[Path, list[Path]] = {}
    for path in sorted(set(paths)):
        above = [one for one in reversed(path.parents) if not may_pass(one, person)]
        if not above:
            continue
        hidden = covers.setdefault(above[0], [])
        if not any(path.is_relative_to(one) for one in hidden):
            hidden.append(path)
    return covers


def enclosure(person: Person | None, *more: Path, port: int = 0) -> Enclosure:
    """Return the enclosure in which `person` reaches the program, tried out.

    Raises
    ------
    OutOfReachError
        The files themselves are closed to him, or the system gives no namespace.
    """
    if person is None:
        return Enclosure(port=port)
    made = Enclosure(person, covers_for(needed_paths(*more), person), port)
    _try_out(made, person)
    return made


def _try_out(made: Enclosure, person: Person) -> None:
    """Start the Python and read the program as the children would."""
    program = [sys.executable, "-B", "-c", PROBE, str(ROOT), sys.base_prefix]
    done = subprocess.run(  # noqa: S603 - our own program
        made.command(program),
        cwd="/",
        capture_output=True,
        text=True,
        errors="replace",
        timeout=CHECK_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        path = next(iter(made.covers), Path(sys.executable))
        raise OutOfReachError(user=person.name, path=path, reason=lines[-1], project=ROOT)


def open_for_reading(*folders: Path) -> None:
    """Let everybody read these folders, which hold nothing private: standards and rasters."""
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        for path in (folder, *folder.iterdir()):
            if not path.is_symlink():
                extra = READ_ALL | (ENTER_ALL if path.is_dir() else 0)
                path.chmod(path.stat().st_mode & 0o7777 | extra)
