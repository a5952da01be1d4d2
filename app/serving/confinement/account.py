"""Who the children run as: never root, who hands over to a system user of the product."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass

from app.problems.not_served import NotServedError
from layers.text import Text

USER = "shequ"
SHELL = "/usr/sbin/nologin"
LOWEST_OPEN_PORT = 1024


class NoUserError(NotServedError):
    """Root may not make the user that the children are to run as."""

    message = Text(
        "以 root 启动时，网页与计算进程改以系统用户 {user} 运行，但该用户不存在且无法建立："
        "{reason}。请执行 useradd --system --user-group --no-create-home --shell {shell} {user}，"
        "或以普通用户启动",
        "started by root, the web and computing processes run as the system user {user}, which is"
        " not there and could not be made: {reason}. Run useradd --system --user-group"
        " --no-create-home --shell {shell} {user}, or start as an ordinary user",
    )


class NoSetprivError(NotServedError):
    """The program that gives up root's rights is missing."""

    message = Text(
        "缺少 setpriv（util-linux），无法放弃 root 权限；请安装 util-linux，或以普通用户启动",
        "setpriv (util-linux) is missing, so that the rights of root cannot be given up; install"
        " util-linux, or start as an ordinary user",
    )


@dataclass(frozen=True)
class Person:
    """A user of the system, as the kernel knows him."""

    name: str
    uid: int
    gid: int


def service_user() -> Person | None:
    """Return who the children run as; None: as this process, which is not root's.

    Raises
    ------
    NoUserError
        The user is missing and cannot be made.
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(USER)
    except KeyError:
        _make_user()
        entry = pwd.getpwnam(USER)
    if entry.pw_uid == 0:
        raise NoUserError(user=USER, shell=SHELL, reason=f"{USER} is another name of root")
    return Person(USER, entry.pw_uid, entry.pw_gid)


def _make_user() -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", SHELL, USER]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ours
    except subprocess.CalledProcessError as error:
        raise NoUserError(user=USER, shell=SHELL, reason=error.stderr.strip()) from error
    except OSError as error:
        raise NoUserError(user=USER, shell=SHELL, reason=str(error)) from error


def without_rights(person: Person | None, *, port: int = LOWEST_OPEN_PORT) -> list[str]:
    """Return what to put before a command so that it runs as `person`, bound to our own life.

    It can gain no rights, and ends with this process even when that is killed: an orphan would keep
    the port, and the next start would fail. A `port` below 1024 keeps the one right to open it.
    Linux only; elsewhere nothing is put before.

    Raises
    ------
    NoSetprivError
        Root cannot hand over.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        if person is not None:
            raise NoSetprivError
        return []
    command = [setpriv, "--no-new-privs", "--pdeathsig", "INT"]
    if person is None:
        return command
    kept = ",+net_bind_service" if 0 < port < LOWEST_OPEN_PORT else ""
    command += [f"--reuid={person.uid}", f"--regid={person.gid}", "--clear-groups"]
    command += [f"--inh-caps=-all{kept}", f"--bounding-set=-all{kept}"]
    return [*command, *([f"--ambient-caps=-all{kept}"] if kept else [])]
