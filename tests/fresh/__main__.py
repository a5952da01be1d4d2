"""make fresh: FRESH="12 13" USERS="root user" TESTS=1 ARGS= KEEP= FRESH_FOLDER="""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fresh.roots import SUITES, FreshError, Root, require_means
from tests.fresh.visit import HEADERS, Visit, visit

USERS = ("root", "user")


def main() -> int:
    """Visit every wanted root; 0 when nothing was found wrong in any."""
    wanted = os.environ.get("FRESH", "12 13").split()
    users = os.environ.get("USERS", "root user").split()
    tests = os.environ.get("TESTS", "1") != "0"
    if set(wanted) - set(SUITES) or set(users) - set(USERS) or not wanted or not users:
        print(f"FRESH: {' '.join(SUITES)}; USERS: {' '.join(USERS)}", file=sys.stderr)
        return 2
    try:
        require_means()
        folder = _folder()
        seen = [_one(folder, debian, user, tests=tests) for debian in wanted for user in users]
    except FreshError as error:
        print(error, file=sys.stderr)
        return 1
    _print(seen)
    print(f"logs: {folder}")
    return 1 if any(one.faults for one in seen) else 0


def _folder() -> Path:
    """Return the folder for roots and logs, with the commit to clone in it."""
    given = os.environ.get("FRESH_FOLDER")
    folder = Path(given) if given else Path(tempfile.mkdtemp(prefix="shequ-fresh-", dir="/var/tmp"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # an ordinary user passes it
    if subprocess.run(["git", "status", "--porcelain"], capture_output=True, check=True).stdout:
        print("note: the changes that are not committed are not tried", file=sys.stderr)
    bundle = folder / "project.bundle"
    subprocess.run(["git", "bundle", "create", "--quiet", str(bundle), "HEAD"], check=True)
    return folder.resolve()


def _one(folder: Path, debian: str, user: str, *, tests: bool) -> Visit:
    logs = folder / f"debian-{debian}-{user}.logs"
    logs.mkdir(exist_ok=True)
    root = Root(folder / f"debian-{debian}-{user}", debian, user)
    root.remove()
    try:
        began = time.monotonic()
        root.build(folder / "project.bundle")
        print(
            f"Debian {debian}, {user}: root built in {time.monotonic() - began:.0f} s", flush=True
        )
        found = visit(root, logs, tests=tests)
    finally:
        if os.environ.get("KEEP"):
            print(f"kept: {root.folder}")
        else:
            root.remove()
    print("  ".join(found.row()), flush=True)
    return found


def _print(seen: list[Visit]) -> None:
    rows = [HEADERS, *(one.row() for one in seen)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADERS))]
    print()
    for row in rows:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


if __name__ == "__main__":
    sys.exit(main())
