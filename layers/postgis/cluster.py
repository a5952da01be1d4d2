"""A private PostgreSQL cluster: made once in a folder, started on a port of its own, stopped."""

import hashlib
import json
import logging
import os
import secrets
import shutil
import signal
import socket
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from sqlalchemy.engine import URL

from layers.errors import ServerError
from layers.postgis.cluster_settings import CLOSED, HOST, settings_text
from layers.postgis.postgres import (
    Account,
    CommandFailedError,
    Installation,
    PostgresMissingError,
    choose,
    installations,
    run,
    server_account,
    write_private,
)
from layers.postgis.roles import ADMINISTRATOR, Role
from layers.postgis.roles.cluster_roles import (
    MADE_MEANWHILE,
    close_maintenance,
    make_roles,
    over_again,
    password,
    prepare_database,
)
from layers.postgis.server_files import last_words, lock_file, may_come_up, wanted_port
from layers.text import Text

logger = logging.getLogger(__name__)

NAME = "shequ"
START_SECONDS = 120
LONGEST_LOG = 20_000_000


class OtherMajorError(ServerError):
    """The data folder was made by a PostgreSQL that is not installed here."""

    message = Text(
        "数据文件夹 {folder} 由 PostgreSQL {major} 建立，"
        "而本机没有该版本的 PostGIS（现有：{found}）。请执行 "
        "apt-get install -y postgresql-{major} postgresql-{major}-postgis-3；"
        "若不再需要其中数据，可移走该文件夹后重新启动",
        "the data folder {folder} was made by PostgreSQL {major}, which is not installed here with"
        " PostGIS (found: {found}). Run apt-get install -y postgresql-{major}"
        " postgresql-{major}-postgis-3; or move the folder away to begin with an empty database",
    )


class NotStartedError(ServerError):
    """The server did not come up."""

    message = Text(
        "数据库服务器未能启动：{reason}；日志：{log}",
        "the database server did not start: {reason}; its log: {log}",
    )


class FolderRefusedError(ServerError):
    """The folder of the cluster cannot be used by this user."""

    message = Text(
        "无法使用数据库文件夹 {folder}：{reason}",
        "cannot use the database folder {folder}: {reason}",
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


@dataclass(frozen=True)
class Cluster:
    """The cluster of `folder`; its data lie in `home`, which belongs to `account`."""

    folder: Path
    home: Path
    account: Account
    fast: bool = False

    @property
    def data(self) -> Path:
        """The data folder of PostgreSQL."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server says about itself."""
        return self.home / "server.log"

    def url(self, database: str = NAME, role: Role | None = None) -> str:
        """Return the SQLAlchemy URL of `database`, password included.

        Without a `role` it is the superuser's, who is to administer the cluster only.
        """
        if role is None:
            secret = (self.folder / "password").read_text(encoding="utf-8").strip()
        else:
            secret = password(self.folder, role)
        return URL.create(
            "postgresql+psycopg2",
            role.name if role else ADMINISTRATOR,
            secret,
            HOST,
            lock_file(self.data)[1] or wanted_port(self.data),
            database,
        ).render_as_string(hide_password=False)

    def _address(self, database: str) -> str:
        """Return the superuser's URL of `database` as libpq reads it."""
        return self.url(database).replace("+psycopg2", "", 1)

    def prepare(self) -> None:
        """Make the roles, and hand the database over to its owner, as far as not done yet."""
        over_again(lambda: make_roles(self._address("postgres"), self.folder))
        over_again(lambda: close_maintenance(self._address("postgres")))
        over_again(lambda: prepare_database(self._address(NAME), NAME))

    def installation(self) -> Installation:
        """Return the PostgreSQL that fits the data folder, or the newest when there is none.

        Raises
        ------
        OtherMajorError, PostgresMissingError
            When the PostgreSQL that made the folder, or any, is not installed.
        """
        found = installations()
        version = self.data / "PG_VERSION"
        if not version.exists():
            return choose(found)
        major = int(version.read_text(encoding="ascii"))
        for one in found:
            if one.major == major:
                return choose([one])
        if not found:
            packages = f"postgresql-{major} postgresql-{major}-postgis-3"
            raise PostgresMissingError(missing="PostgreSQL", packages=packages)
        present = ", ".join(str(one.major) for one in found)
        raise OtherMajorError(folder=self.data, major=major, found=present)

    def create(self) -> None:
        """Make the data folder unless it is there; a half-made one is thrown away first."""
        if (self.data / "PG_VERSION").exists():
            return
        programs = self.installation().programs
        password = secrets.token_urlsafe(32)
        write_private(self.folder / "password", password)
        for left in self.home.glob("data.draft*"):
            shutil.rmtree(left, ignore_errors=True)
        # A name of its own: the program that a killed start began may still be writing.
        draft = self.home / f"data.draft-{secrets.token_hex(4)}"
        first = self.home / "first-password"
        write_private(first, password, self.account)
        command = [str(programs / "initdb"), f"--pgdata={draft}", f"--username={ADMINISTRATOR}"]
        command += [f"--pwfile={first}", "--auth=scram-sha-256", "--encoding=UTF8"]
        command += ["--locale=C.UTF-8", *(["--no-sync"] if self.fast else [])]
        run(command, self.account, folder=self.home)
        first.unlink()
        with (draft / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write("\ninclude_if_exists = 'shequ.conf'\n")
        draft.rename(self.data)
        logger.info("made a PostgreSQL cluster in %s", self.home)

    def start(self) -> None:
        """Start the server, on another port when a stranger took the last one; return when up.

        Raises
        ------
        NotStartedError
            When it does not come up in time.
        """
        programs = self.installation().programs
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.unlink()
        deadline = time.monotonic() + START_SECONDS
        while True:
            self._forget_dead_server()
            self._configure()
            command = [str(programs / "pg_ctl"), "start", f"--pgdata={self.data}", "--wait"]
            command += [f"--log={self.log}", f"--timeout={START_SECONDS}", "--silent"]
            try:
                # Through sh, because the server would keep a pipe of ours open for all its life.
                quiet = ["/bin/sh", "-c", 'exec "$@" >/dev/null 2>&1', "sh", *command]
                run(quiet, self.account, folder=self.home, timeout=START_SECONDS + 10)
            except CommandFailedError as error:
                if time.monotonic() > deadline or not may_come_up(self.log):
                    raise NotStartedError(reason=last_words(self.log), log=self.log) from error
                time.sleep(0.3)
            else:
                return

    def stop(self) -> None:
        """Stop the server: sessions are ended, everything committed is kept."""
        programs = self.installation().programs
        command = [str(programs / "pg_ctl"), "stop", f"--pgdata={self.data}", "--mode=fast"]
        run([*command, "--wait", "--timeout=60", "--silent"], self.account, folder=self.home)

    def is_running(self) -> bool:
        """Whether a server of this very data folder is alive (a reused process id is none)."""
        process, _ = lock_file(self.data)
        if process is None:
            return False
        try:
            words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
            state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return False
        alive = state.rpartition(")")[2].split()[0] not in {"Z", "X"}
        return alive and os.fsencode(str(self.data)) in b" ".join(words)

    def wait_until_ready(self) -> None:
        """Return when the server answers (it may be recovering), and see to its database.

        Raises
        ------
        NotStartedError
            When it does not answer in time.
        """
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                _create_database(self._address("postgres"))
            except (psycopg2.OperationalError, *MADE_MEANWHILE) as error:
                if time.monotonic() > deadline or not self.is_running():
                    raise NotStartedError(reason=str(error).strip(), log=self.log) from error
                time.sleep(0.2)
            else:
                return

    def _forget_dead_server(self) -> None:
        """Remove the lock file whose process id is a stranger's by now.

        Of a dead process PostgreSQL finds out itself, and looks for sessions that outlived it.
        """
        process, _ = lock_file(self.data)
        if process is not None and Path(f"/proc/{process}").exists() and not self.is_running():
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def accept_changes(self, *, accepted: bool = True) -> None:
        """Let changes in, or, when its disk is full, take no more.

        Sessions see this at their next transaction. It outlives a restart of the server.
        """
        mark = self.home / CLOSED
        if mark.exists() is not accepted:
            return
        if accepted:
            mark.unlink()
        else:
            mark.touch()
        port = wanted_port(self.data)
        if port is not None:
            text = settings_text(self.home, port, fast=self.fast)
            write_private(self.data / "shequ.conf", text, self.account)
        process, _ = lock_file(self.data)
        if process is not None and self.is_running():
            # Not by a connection: a server that is only just recovering takes none.
            os.kill(process, signal.SIGHUP)

    def break_off_changes(self) -> None:
        """Cancel the statements of all transactions that have changed something."""
        connection = psycopg2.connect(self._address("postgres"), connect_timeout=5)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
                    " WHERE backend_xid IS NOT NULL AND backend_type = 'client backend'"
                )
        finally:
            connection.close()

    def _configure(self) -> None:
        port = wanted_port(self.data)
        if port is None or not _port_is_free(port):
            port = _free_port()
        text = settings_text(self.home, port, fast=self.fast)
        write_private(self.data / "shequ.conf", text, self.account)


def _create_database(address: str) -> None:
    connection = psycopg2.connect(address, connect_timeout=10)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (NAME,))
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {NAME}")
    finally:
        connection.close()


def _pointer(folder: Path) -> Path | None:
    """Return where the data of `folder` were put when its user could not reach them there."""
    try:
        stated = json.loads((folder / "location.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    home, owner = Path(stated["home"]), Path(stated["folder"])
    # A copied project brings the pointer along: it must not share the data of the original.
    copied = owner != folder and (owner / "location.json").exists()
    return home if home.is_dir() and not copied else None


def locate(folder: Path, *, fast: bool = False, elsewhere: Path = Path("/var/lib")) -> Cluster:
    """Return the cluster of `folder`, made reachable for the user that the server runs as.

    As root under a folder that others cannot pass (a clone in /root), the data go to a new folder
    in `elsewhere`, and `location.json` in `folder` names it.

    Raises
    ------
    FolderRefusedError
        When the folder belongs to somebody else or cannot be entered.
    """
    folder = folder.absolute()
    account = server_account()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        home = _pointer(folder)
        if home is None:
            home = folder / "cluster"
            if not _prepare(home, account):
                if (home / "data").exists():
                    # An empty database elsewhere would look as if the data were lost.
                    reason = f"user {account.name} cannot enter it"
                    raise FolderRefusedError(folder=home, reason=reason)
                home = _move_away(folder, account, elsewhere)
    except OSError as error:
        raise FolderRefusedError(folder=folder, reason=error.strerror or str(error)) from error
    return Cluster(folder, home, account, fast)


def _prepare(home: Path, account: Account) -> bool:
    """Make `home` for `account`; whether it can be used."""
    home.mkdir(mode=0o700, exist_ok=True)
    owner = home.stat().st_uid
    if account.name and owner != account.uid and not any(home.iterdir()):
        try:
            os.chown(home, account.uid, account.gid)
        except OSError:
            return False
    elif owner != account.uid:
        raise FolderRefusedError(folder=home, reason=f"it belongs to user {owner}")
    return account.can_enter(home)


def _move_away(folder: Path, account: Account, elsewhere: Path) -> Path:
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    home = Path(tempfile.mkdtemp(prefix=f"shequ-{mark}-", dir=elsewhere))
    if not _prepare(home, account):
        raise FolderRefusedError(folder=home, reason=f"user {account.name} cannot enter it")
    (folder / "location.json").write_text(
        json.dumps({"home": str(home), "folder": str(folder)}), encoding="utf-8"
    )
    logger.warning("user %s cannot enter %s: its data are in %s", account.name, folder, home)
    return home
