"""`kill -9` of a program that imports: the layer is whole or absent, version and history agree."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from layers.store import history
from layers.store import layers as store
from tests.builders.areas import town_area

ROOT = Path(__file__).parent.parent.parent
ROWS = 2000
KILLS = 20
# The imports of Python take seconds: done once, then every import runs in a fork.
PROGRAM = """
import os, sys, geopandas as gpd, numpy as np, shapely
from layers.postgis import database; from layers.store import layers as store

rows = int(sys.argv[2])
points = shapely.points(np.linspace(116.3, 116.5, rows), 39.9)

def work(number):
    engine = database.create_engine(sys.argv[1])
    run = 0
    while True:
        run += 1
        name = f"{number} {run}"
        frame = gpd.GeoDataFrame({"name": [name] * rows}, geometry=points, crs=4326)
        with engine.begin() as connection:
            store.write_layer(connection, "town", "culture_rooms", frame, replace=True,
                              actor="child", source=name)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        work(int(line))
    print(child, flush=True)
    os.waitpid(child, 0)
    print("dead", flush=True)
"""


@contextmanager
def _importer(url: str) -> Iterator[subprocess.Popen[str]]:
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, url, str(ROWS)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with program:
        yield program
        assert program.stdin is not None
        program.stdin.close()
        assert program.wait(30) == 0


def _import_and_kill(program: subprocess.Popen[str], number: int, seconds: float) -> None:
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write(f"{number}\n")
    program.stdin.flush()
    child = int(program.stdout.readline())
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    assert program.stdout.readline() == "dead\n"


def _check(connection: Connection) -> int:
    """Check that layer, version and history tell the same; return the version."""
    frame = store.read_layer(connection, "town", "culture_rooms")
    version = store.read_versions(connection, "town")["culture_rooms"]
    recorded = history.list_history(connection, "town", "culture_rooms", limit=10_000)
    assert len(frame) == (ROWS if version else 0)
    assert [change.version for change in recorded] == list(range(version, 0, -1))
    assert all(change.inserted == ROWS for change in recorded)
    if version:
        assert set(frame["name"]) == {recorded[0].source}, "one import, not parts of two"
        known = store.fingerprint(connection, "town", "culture_rooms")
        connection.execute(text("UPDATE layers SET sha256 = NULL"))
        assert store.fingerprint(connection, "town", "culture_rooms") == known
    return version


@pytest.mark.slow
def test_a_killed_import_leaves_the_layer_whole(engine: Engine, database_url: str) -> None:
    with engine.begin() as connection:
        store.create_area(connection, town_area())
    moments = random.Random(20260101)  # noqa: S311 - moments of a test
    versions = []
    with _importer(database_url) as program:
        for number in range(KILLS):
            seconds = moments.uniform(0.02, 0.8) if number else 4.0  # one gets through
            _import_and_kill(program, number, seconds)
            with engine.begin() as connection:
                # What the server had begun for the dead client ends by itself: wait for that.
                connection.execute(text("SELECT FROM layers FOR UPDATE"))
                versions.append(_check(connection))
    assert versions == sorted(versions)
    assert versions[-1] > 0, "at least one import got through"
