"""Where PostgreSQL is installed, which user may run it, and how its programs are called."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from layers.errors import ServerError
from layers.text import Text

DEBIAN_ROOT = Path("/usr/lib/postgresql")
# Of the user's environment nothing reaches the server: PGDATA or PGPORT of another cluster would.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


class PostgresMissingError(ServerError):
    """PostgreSQL or its PostGIS extension is not installed."""

    message = Text(
        "本机没有安装 {missing}。请执行：apt-get install -y {packages}；"
        "或在环境变量 DATABASE_URL 中指定一个已有的 PostGIS 数据库",
        "{missing} is not installed here. Run: apt-get install -y {packages}; or name an existing"
        " PostGIS database in DATABASE_URL",
    )


class CommandFailedError(ServerError):
    """A program of PostgreSQL did not succeed."""

    message = Text("{program} 执行失败：{reason}", "{program} failed: {reason}")


@dataclass(frozen=True)
class Installation:
    """One installed major version of PostgreSQL: where its programs are, whether with PostGIS."""

    major: int
    programs: Path
    has_postgis: bool


def _major(programs: Path) -> int | None:
    """Return the major version that `postgres --version` states."""
    try:
        answer = run([str(programs / "postgres"), "--version"])
    except (CommandFailedError, OSError):
        return None
    found = re.search(r"(\d+)", answer)
    return int(found[1]) if found else None


def _has_postgis(programs: Path, major: int) -> bool:
    shares = [Path(f"/usr/share/postgresql/{major}")]
    if (programs / "pg_config").exists():
        shares.append(Path(run([str(programs / "pg_config"), "--sharedir"]).strip()))
    return any((share / "extension" / "postgis.control").exists() for share in shares)


def installations(root: Path = DEBIAN_ROOT) -> list[Installation]:
    """Return what is installed, newest first: Debian's folders, then the one on the PATH."""
    folders = [path.parent for path in root.glob("*/bin/pg_ctl")]
    on_path = shutil.which("pg_ctl") if root == DEBIAN_ROOT else None
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    found = {}
    for folder in folders:
        major = _major(folder) if (folder / "initdb").exists() else None
        if major and major not in found:
            found[major] = Installation(major, folder, _has_postgis(folder, major))
    return sorted(found.values(), key=lambda one: one.major, reverse=True)


def choose(found: Sequence[Installation]) -> Installation:
    """Return the newest installation with PostGIS, for a cluster that is yet to be made.

    Raises
    ------
    PostgresMissingError
        When there is none, or none with PostGIS.
    """
    for one in found:
        if one.has_postgis:
            return one
    if not found:
        raise PostgresMissingError(missing="PostgreSQL", packages="postgresql postgresql-postgis")
    raise PostgresMissingError(
        missing=f"PostGIS (PostgreSQL {found[0].major})",
        packages=f"postgresql-{found[0].major}-postgis-3",
    )


@dataclass(frozen=True)
class Account:
    """The user that the server runs as; `None` is the user of this process."""

    name: str | None = None

    @property
    def uid(self) -> int:
        """Its number."""
        return pwd.getpwnam(self.name).pw_uid if self.name else os.geteuid()

    @property
    def gid(self) -> int:
        """The number of its group."""
        return pwd.getpwnam(self.name).pw_gid if self.name else os.getegid()

    def can_enter(self, folder: Path) -> bool:
        """Whether this user can pass through every parent and enter `folder`."""
        try:
            # Under a name of its own: several processes may ask at once.
            probe = 'cd -- "$1" && : > .probe.$$ && rm .probe.$$'
            run(["/bin/sh", "-c", probe, "sh", str(folder)], self)
        except CommandFailedError:
            return False
        return True


def write_private(path: Path, text: str, account: Account | None = None) -> None:
    """Replace `path` in one step by a file that only `account` (else this user) reads."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
        if account and account.name:
            os.fchown(file.fileno(), account.uid, account.gid)
    Path(name).replace(path)


def server_account() -> Account:
    """Return who runs the server: PostgreSQL refuses root, so root hands over to `postgres`."""
    if os.geteuid() != 0:
        return Account()
    names = {entry.pw_name for entry in pwd.getpwall()}
    return Account("postgres" if "postgres" in names else "nobody")


def run(
    command: Sequence[str],
    account: Account | None = None,
    *,
    folder: Path = Path("/"),
    timeout: float = 180,
) -> str:
    """Run `command` as `account` in `folder` and return what it wrote, or raise with its reason.

    Raises
    ------
    CommandFailedError
        The program is missing, was refused, took too long or ended with an error.
    """
    name = account.name if account else None
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours, no shell reads it
            command,
            cwd=folder,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            user=name,
            group=account.gid if account and name else None,
            extra_groups=[] if name else None,
            umask=0o077,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        reason = (error.stderr or error.stdout or "").strip() or f"exit code {error.returncode}"
        raise CommandFailedError(program=Path(command[0]).name, reason=reason) from error
    except (OSError, subprocess.SubprocessError) as error:
        raise CommandFailedError(program=Path(command[0]).name, reason=str(error)) from error
    return done.stdout
