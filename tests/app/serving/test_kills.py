"""`kill -9` of every part of the running service: it is ready again by itself."""

import os
import pwd
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from layers.postgis import database
from layers.postgis.cluster import locate
from layers.postgis.roles import APP
from layers.store import layers as store
from tests.app.serving.running import READY_SECONDS, Service
from tests.builders.areas import town_area
from tests.builders.machine import lives, passable_folder

TIMES = 2
SCENARIO = b'{"name": "plan", "facility": "health_centers", "edits": []}'


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with passable_folder("kills", ignore_errors=True) as made:
        yield made
        cluster = locate(made / "postgres")
        if cluster.is_running():
            cluster.stop()


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Service]:
    made = Service(folder, "--empty")
    print(f"\nready after {made.start():.1f} s")
    engine = database.create_engine(made.url())
    with engine.begin() as connection:
        store.create_area(connection, town_area())
    engine.dispose()
    yield made
    if made.process and made.process.poll() is None:
        made.stop()


@pytest.mark.slow
@pytest.mark.parametrize("part", Service.parts)
def test_a_killed_part_comes_back_by_itself(service: Service, part: str) -> None:
    seconds = [service.kill(part) for _ in range(TIMES)]
    print(f"\n{part}: ready after {', '.join(f'{one:.1f}' for one in seconds)} s")
    assert max(seconds) < READY_SECONDS


@pytest.mark.slow
def test_no_part_runs_as_root(service: Service) -> None:
    owners = {part: Path(f"/proc/{service.number(part)}").stat().st_uid for part in Service.parts}
    if os.geteuid() == 0:
        assert owners["master"] == owners["worker"] == pwd.getpwnam("shequ").pw_uid
        assert owners["postmaster"] not in {0, owners["master"]}
    else:
        assert set(owners.values()) == {os.geteuid()}


@pytest.mark.slow
def test_the_web_connects_as_the_application(service: Service) -> None:
    assert service.ready()
    engine = database.create_engine(locate(service.folder / "postgres").url())
    with engine.connect() as connection:
        users = connection.scalars(
            text(
                "SELECT DISTINCT usename FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND backend_type = 'client backend' AND datname = 'shequ'"
            )
        ).all()
    engine.dispose()
    assert users == ["shequ_app"]


@pytest.mark.slow
def test_a_row_that_somebody_holds_is_answered_within_five_seconds(service: Service) -> None:
    path = "/api/v1/areas/town/scenarios"
    assert service.ask(path, method="POST", body=SCENARIO)[0] == 201
    engine = database.create_engine(service.url(APP))
    with engine.connect() as connection:
        connection.execute(text("SELECT FROM scenarios FOR UPDATE"))
        began = time.monotonic()
        status, told = service.ask(f"{path}/plan", method="PUT", body=b'{"title": "x"}')
        waited = time.monotonic() - began
        connection.rollback()
    engine.dispose()
    assert (status, waited < 5) == (503, True)
    assert "somebody else is writing" in told


@pytest.mark.slow
def test_tables_of_a_newer_program_are_told_with_what_to_do(service: Service) -> None:
    engine = database.create_engine(service.url())
    with engine.begin() as connection:
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        status, told = service.get("/readyz")
        assert status == 503
        assert "9999" in told
        assert "update the program" in told
    finally:
        with engine.begin() as connection:
            connection.execute(
                text("UPDATE alembic_version SET version_num = :found"), {"found": found}
            )
        engine.dispose()
    assert service.ready()


@pytest.mark.slow
def test_a_killed_service_leaves_nothing_behind_and_starts_again(service: Service) -> None:
    numbers = [service.number(part) for part in ("master", "worker")]
    assert service.process is not None
    service.process.kill()
    service.process.wait()
    # The kernel tells the children, who end with grace, while the next one starts.
    seconds = service.start()
    print(f"\nthe next service is ready after {seconds:.1f} s")
    assert not any(lives(number) for number in numbers)


@pytest.mark.slow
def test_a_stopped_service_ends_its_database_too(service: Service) -> None:
    numbers = [service.number(part) for part in Service.parts]
    assert service.process is not None
    service.process.send_signal(signal.SIGINT)
    assert service.process.wait(60) == 0
    assert not any(lives(number) for number in numbers)
