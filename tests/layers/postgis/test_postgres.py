import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from layers.postgis import postgres
from layers.postgis.postgres import Account, CommandFailedError, Installation, PostgresMissingError


def _install(root: Path, major: int) -> Path:
    """Lay out programs as Debian does; `postgres` states its version."""
    programs = root / str(major) / "bin"
    programs.mkdir(parents=True)
    for name in ("pg_ctl", "initdb", "postgres"):
        program = programs / name
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.4 (Debian)'\n")
        program.chmod(0o755)
    return programs


def test_every_installed_version_is_found_the_newest_first(tmp_path: Path) -> None:
    folders = {major: _install(tmp_path, major) for major in (15, 9, 17)}
    found = postgres.installations(tmp_path)
    assert [(one.major, one.programs) for one in found] == [
        (17, folders[17]),
        (15, folders[15]),
        (9, folders[9]),
    ]


def test_a_client_without_a_server_is_no_installation(tmp_path: Path) -> None:
    programs = _install(tmp_path, 16)
    (programs / "initdb").unlink()
    assert postgres.installations(tmp_path) == []


def test_the_newest_version_with_postgis_is_chosen() -> None:
    found = [Installation(17, Path("/17"), False), Installation(15, Path("/15"), True)]  # noqa: FBT003
    assert postgres.choose(found).major == 15


def test_a_missing_server_is_answered_with_the_command_to_run() -> None:
    with pytest.raises(PostgresMissingError) as caught:
        postgres.choose([])
    assert "apt-get install -y postgresql postgresql-postgis" in caught.value.text("en")
    assert "apt-get install -y postgresql postgresql-postgis" in caught.value.text("zh")
    assert "DATABASE_URL" in caught.value.text("zh")


def test_a_missing_extension_is_asked_for_in_the_version_of_the_server() -> None:
    found = [Installation(17, Path("/17"), False)]  # noqa: FBT003
    with pytest.raises(PostgresMissingError, match="apt-get install -y postgresql-17-postgis-3"):
        postgres.choose(found)


def test_root_hands_the_server_over() -> None:
    account = postgres.server_account()
    if os.geteuid() == 0:
        assert account.name in {"postgres", "nobody"}
        assert account.uid != 0
    else:
        assert account == Account(None)
        assert account.uid == os.geteuid()


def test_a_command_runs_as_its_account_and_without_our_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGDATA", "/somewhere/else")
    account = postgres.server_account()
    said = postgres.run(["/bin/sh", "-c", 'echo "$(id -u) ${PGDATA-none}"'], account)
    assert said == f"{account.uid} none\n"


def test_a_failing_command_tells_its_reason() -> None:
    with pytest.raises(CommandFailedError, match=r"sh failed: no space left$"):
        postgres.run(["/bin/sh", "-c", "echo no space left >&2; exit 3"])


def test_a_command_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandFailedError, match="initdb-of-nobody failed"):
        postgres.run(["/usr/bin/initdb-of-nobody"])


def test_a_command_is_not_waited_for_without_end() -> None:
    with pytest.raises(CommandFailedError, match="timed out"):
        postgres.run(["/bin/sleep", "10"], timeout=0.2)


def test_many_may_ask_at_once_whether_a_folder_can_be_entered(tmp_path: Path) -> None:
    """One removed the file that another had just made, and took the folder for closed."""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: Account().can_enter(tmp_path), range(100)))
    assert all(found)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_behind_a_closed_door_cannot_be_entered(tmp_path: Path) -> None:
    inner = tmp_path / "closed" / "inner"
    inner.mkdir(parents=True)
    inner.chmod(0o777)
    account = Account("nobody") if os.geteuid() == 0 else Account()
    for folder in (tmp_path, *tmp_path.parents):
        if os.geteuid() == 0 and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o001)
    assert account.can_enter(inner)
    inner.parent.chmod(0o700 if os.geteuid() == 0 else 0o600)
    assert not account.can_enter(inner)
    inner.parent.chmod(0o700)
