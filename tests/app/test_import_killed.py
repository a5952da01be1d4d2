"""`kill -9` of a real import: no process stays, and the next import removes what was left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.config import child_environment
from layers.postgis.database import create_engine
from layers.store import layers as store
from tests.builders.areas import town_area
from tests.builders.machine import children, command_line
from tests.load.hostile_shapes import geojson_crossings

ROOT = Path(__file__).parents[2]
KILLS = 3


@pytest.fixture
def importing(database_url, tmp_path):
    """Start `flask layers import` of a file; the temporary folder is `tmp_path/tmp`."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        store.create_area(connection, town_area())
    engine.dispose()
    place = tmp_path / "tmp"
    place.mkdir()
    environment = child_environment(
        DATABASE_URL=database_url, SHEQU_FOLDER=str(tmp_path), TMPDIR=str(place)
    )

    def start(file):
        command = [sys.executable, "-m", "flask", "layers", "import", "town", "green_spaces"]
        return subprocess.Popen(
            [*command, str(file)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    return start, place


def _until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.slow
def test_no_child_and_no_folder_outlives_a_killed_import(importing, tmp_path):
    start, place = importing
    hostile = geojson_crossings(tmp_path)
    for number in range(KILLS):
        parent = start(hostile)
        _until(lambda parent=parent: children(parent.pid))
        (child,) = children(parent.pid)
        _until(lambda child=child: "layers.formats.isolation.child" in command_line(child))
        time.sleep(0.4 * number)
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        _until(
            lambda child=child: "layers.formats.isolation.child" not in command_line(child),
            seconds=5,
        )
        left = [one.name for one in place.iterdir()]
        assert len(left) == 1, "the folder of this import only: the one before was swept"
    missing = tmp_path / "small.geojson"
    missing.write_text('{"type": "FeatureCollection", "features": []}')
    assert start(missing).wait(60) == 3
    assert list(place.iterdir()) == []
