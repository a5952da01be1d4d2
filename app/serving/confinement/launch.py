"""Run by root as a script: cover folders, give up every right, become the command.

Only the standard library: this runs before anything of the product can be imported. What it gets is
JSON of {"covers": {folder: [needed, ...]}, "folder": where to work}, then the command.

In a mount namespace of its own each covered folder becomes an empty one that everybody may pass,
and in it the needed parts appear at the paths that they always had, read only.
"""

import ctypes
import errno
import json
import os
import stat
import sys
from pathlib import Path

NEW_MOUNTS = 0x00020000  # CLONE_NEWNS
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = (
    1,
    2,
    4,
    32,
    4096,
    16384,
    1 << 18,
)
MOST_FOLDERS = 256
"""A root lies less deep than this; above the highest folder ".." stays where it is."""
REFUSED = 77
"""The exit code when the system gives no namespace or no mounts: a container, for example."""


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def mount(source: str, target: Path, kind: str | None, flags: int, data: str | None = None) -> None:
    """Call mount(2), or raise OSError."""
    words = [None if word is None else os.fsencode(word) for word in (kind, data)]
    done = _libc().mount(os.fsencode(source), os.fsencode(target), words[0], flags, words[1])
    if done != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(target))


def leave_mounts() -> None:
    """Get mounts of our own, which nobody else sees, or raise OSError."""
    if _libc().unshare(NEW_MOUNTS) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    try:
        mount("none", Path("/"), None, MS_REC | MS_PRIVATE)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        _part_from_above()


def _part_from_above() -> None:
    """Do the same below a root that is no mount but a folder of one, as `chroot` makes it.

    That mount can only be named from above, and unparted it would carry each cover over to all
    who see it. Its copies here are our own: go up to the first of them, and come back.
    """
    back = os.open("/", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    os.chroot("/proc")  # any folder would do, and this one is needed anyway
    # The folder that we stand in lies outside of that root: nothing ends the way up.
    os.fchdir(back)
    for _ in range(MOST_FOLDERS):
        os.chdir("..")
    os.chroot(".")
    try:
        mount("none", Path("/"), None, MS_REC | MS_PRIVATE)
    finally:
        os.fchdir(back)
        os.chroot(".")
        os.close(back)


def cover(folder: Path, needed: list[Path]) -> None:
    """Put an empty folder over `folder` in which the `needed` paths below it are still there."""
    # Held open before they are covered: the mounts below find them by these numbers.
    held = [(path, os.open(path, os.O_PATH | os.O_CLOEXEC)) for path in needed]
    mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m")
    for path, number in held:
        if stat.S_ISDIR(os.fstat(number).st_mode):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        mount(f"/proc/self/fd/{number}", path, None, MS_BIND | MS_REC)
        mount("none", path, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
    mount("none", folder, None, MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, "mode=755,size=1m")


def main(arguments: list[str]) -> None:
    """Cover, then become the command; without mounts, exit with `REFUSED`."""
    plan = json.loads(arguments[0])
    os.umask(0o022)
    try:
        leave_mounts()
        for folder, needed in plan["covers"].items():
            cover(Path(folder), [Path(path) for path in needed])
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(REFUSED)
    os.umask(0o077)
    os.chdir(plan["folder"])
    os.execv(arguments[1], arguments[1:])  # noqa: S606 - no shell is meant


if __name__ == "__main__":
    main(sys.argv[1:])
