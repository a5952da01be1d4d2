"""A disk that is really full: nothing half stored, reading goes on, and room mends everything."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import numpy as np
import psycopg2
import pytest
import shapely
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from app.problems.errors import describe
from app.serving.keeper import Keeper
from layers.errors import ServerError
from layers.postgis import database, server
from layers.postgis.cluster import locate
from layers.store import history
from layers.store import layers as store
from tests.app.serving.running import Service
from tests.builders.areas import town_area
from tests.builders.frames import lonlat_frame

SIZE_MB = 280
ROWS = 20_000
SCENARIO = b'{"name": "plan", "facility": "health_centers", "edits": []}'


def _mount(folder: Path) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m,mode=755", "tmpfs", str(folder)]
    return (
        os.geteuid() == 0
        and subprocess.run(command, check=False, capture_output=True).returncode == 0
    )


@pytest.fixture
def small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="shequ-full-"))
    folder.chmod(0o755)
    if not _mount(folder):
        folder.rmdir()
        pytest.skip("only root can mount a small disk, and not in every container")
    yield folder
    cluster = locate(folder / "postgres")
    if cluster.is_running():
        cluster.stop()
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    shutil.rmtree(folder)


@pytest.fixture
def service(small_disk: Path) -> Iterator[Service]:
    made = Service(small_disk, "--empty", "--workers", "1")
    made.start()
    yield made
    assert made.stop() == 0


@pytest.fixture
def engine(service: Service) -> Iterator[Engine]:
    made = database.create_engine(service.url())
    yield made
    made.dispose()


def _frame(number: int) -> gpd.GeoDataFrame:
    points = shapely.points(np.linspace(116.3, 116.5, ROWS), 39.9)
    return lonlat_frame(points, name=[f"{number} " + "x" * 200] * ROWS)


def _import(engine: Engine, number: int) -> None:
    with engine.begin() as connection:
        store.write_layer(
            connection,
            "town",
            "culture_rooms",
            _frame(number),
            replace=False,
            actor="ann",
            source=f"import {number}",
        )


def _fill(engine: Engine) -> tuple[int, Exception]:
    """Import until the disk refuses; return how many imports got through, and the refusal."""
    for number in range(1, 100):
        try:
            _import(engine, number)
        except Exception as error:  # noqa: BLE001 - whatever the disk makes of it
            return number - 1, error
    pytest.fail("the disk never filled")


def _wait_until_ready(service: Service) -> None:
    deadline = time.monotonic() + 60
    while not service.ready():
        assert time.monotonic() < deadline, service.log.read_text()
        time.sleep(0.2)


@pytest.mark.slow
def test_a_full_disk_loses_nothing_and_says_so(
    small_disk: Path, service: Service, engine: Engine
) -> None:
    with engine.begin() as connection:
        store.create_area(connection, town_area())
    filler = small_disk / "filler"
    with filler.open("wb") as file:
        room = shutil.disk_usage(small_disk).free
        os.posix_fallocate(file.fileno(), 0, max(1, room - 90_000_000))
    done, refusal = _fill(engine)
    problem = describe(refusal, "en")
    print(f"\n{done} imports of {ROWS} rows, then {problem.status} {problem.slug}: {refusal}"[:300])
    assert problem.slug in {"storage-full", "read-only"}, problem
    _wait_until_ready(service)
    _check(service, engine, done)

    status, told = service.ask("/api/v1/areas/town/scenarios", method="POST", body=SCENARIO)
    assert json.loads(told)["type"].rpartition(":")[2] in {"storage-full", "read-only"}, told
    assert status in {503, 507}

    filler.unlink()
    deadline = time.monotonic() + 60
    while status != 201:
        assert time.monotonic() < deadline, service.log.read_text()
        time.sleep(0.3)
        status, told = service.ask("/api/v1/areas/town/scenarios", method="POST", body=SCENARIO)
    _import(engine, done + 1)
    _check(service, engine, done + 1)


def _check(service: Service, engine: Engine, imports: int) -> None:
    """Every import is there whole or not at all, and the service reads them."""
    with engine.connect() as connection:
        frame = store.read_layer(connection, "town", "culture_rooms")
        recorded = history.list_history(connection, "town", "culture_rooms")
        assert len(frame) == imports * ROWS
        assert [change.version for change in recorded] == list(range(imports, 0, -1))
        assert all(change.inserted == ROWS for change in recorded)
        assert store.read_versions(connection, "town").get("culture_rooms") == imports
    status, told = service.get("/api/v1/areas/town/layers/culture_rooms?limit=1")
    assert status == 200, told


@pytest.mark.slow
def test_a_server_that_a_full_disk_brought_down_comes_up_to_be_read(small_disk: Path) -> None:
    """Without a keeper at that moment PostgreSQL may stop in the middle of its log of changes."""
    with server.running(small_disk / "postgres") as url:
        database.migrate(url)
        keeper = Keeper(small_disk / "postgres")
        keeper.look()
        assert keeper.reserve.exists()
        engine = database.create_engine(url)
        with engine.begin() as connection:
            store.create_area(connection, town_area())
        filler = small_disk / "filler"
        with filler.open("wb") as file:
            room = shutil.disk_usage(small_disk).free
            os.posix_fallocate(file.fileno(), 0, room - 50_000_000)
        done, refusal = _fill(engine)
        print(f"\n{done} imports, then {describe(refusal, 'en').slug}: {refusal}"[:200])
        deadline = time.monotonic() + 60
        while True:
            assert time.monotonic() < deadline
            with suppress(ServerError, psycopg2.Error):
                keeper.look()
            with suppress(OperationalError), engine.connect() as connection:
                assert store.read_versions(connection, "town").get("culture_rooms") == done
                break
            time.sleep(0.2)
        assert keeper.closed
        filler.unlink()
        keeper.look()
        _import(engine, done + 1)
        engine.dispose()
