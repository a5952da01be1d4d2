"""`kill -9` of every part of the service at random moments of imports, saves and undo.

    .venv/bin/python -m tests.load.kills [--times 20] [--parts postmaster,master,...] [--seed 1]

Three writers work without a pause: one imports a layer and takes imports back (as the owner, like
the commands), one saves a scenario over HTTP, one edits features as QGIS does. After every kill the
service must be ready within 30 s by itself, each layer must be whole, and its version must be that
of its history. A table of limits and what was seen is printed; the exit code is 1 when one is
broken.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import numpy as np
import psycopg2
import shapely
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from layers.errors import NothingToUndoError, ServerError
from layers.postgis import database
from layers.postgis.cluster import locate
from layers.postgis.roles import OWNER, QGIS
from layers.store import history
from layers.store import layers as store
from layers.store.scenarios import read_scenario
from tests.app.serving.running import READY_SECONDS, Service
from tests.builders.areas import town_area

ROWS = 1_000
LAYER, EDITED = "culture_rooms", "police_stations"
SCENARIOS = "/api/v1/areas/town/scenarios"
PASSING = (SQLAlchemyError, psycopg2.Error, ServerError)


class Writers:
    """Change data without a pause until `over`; what fails because of a kill is tried again."""

    def __init__(self, service: Service, seed: int) -> None:
        self.service = service
        self.random = random.Random(seed)  # noqa: S311 - moments of a test
        self.over = threading.Event()
        self.counts: Counter[str] = Counter()
        self.saved = 0
        works = (self._import_and_undo, self._save, self._edit)
        self.threads = [threading.Thread(target=self._repeat, args=(work,)) for work in works]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _repeat(self, work) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            try:
                work(number)
                self.counts[work.__name__.strip("_")] += 1
            except PASSING:
                self.counts["broken off"] += 1
                time.sleep(0.1)

    def _import_and_undo(self, number: int) -> None:
        engine = database.create_engine(self.service.url(OWNER))
        points = shapely.points(np.linspace(116.3, 116.5, ROWS), 39.9)
        frame = gpd.GeoDataFrame({"name": [str(number)] * ROWS}, geometry=points, crs=4326)
        try:
            with engine.begin() as connection:
                store.write_layer(
                    connection,
                    "town",
                    LAYER,
                    frame,
                    replace=True,
                    actor="ann",
                    source=f"import {number}",
                )
            if number % 3 == 0:
                with engine.begin() as connection, suppress(NothingToUndoError):
                    history.undo(connection, "town", LAYER, actor="ann")
        finally:
            engine.dispose()

    def _save(self, number: int) -> None:
        """Save a scenario; what was answered with 200 must be there afterwards."""
        body = json.dumps({"title": f"title {number}"}).encode()
        status, _ = self.service.ask(f"{SCENARIOS}/plan", method="PUT", body=body)
        self.counts[f"save {status}"] += 1
        if status == 200:
            self.saved = number
        else:
            time.sleep(0.05)

    def _edit(self, number: int) -> None:
        address = self.service.url(QGIS).replace("+psycopg2", "", 1)
        connection = psycopg2.connect(address, connect_timeout=5)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE {EDITED} SET name = %s",  # noqa: S608 - a constant
                    (str(number),),
                )
        finally:
            connection.close()


def check(connection: Connection, layer: str) -> list[str]:
    """Return what is wrong with a layer: its rows, its version, its history."""
    wrong = []
    connection.execute(text("SELECT FROM layers WHERE layer = :layer FOR UPDATE"), {"layer": layer})
    frame = store.read_layer(connection, "town", layer)
    version = store.read_versions(connection, "town")[layer]
    changes = history.list_history(connection, "town", layer, limit=100_000)
    if [one.version for one in changes] != list(range(version, 0, -1)):
        wrong.append(f"{layer}: version {version}, history {len(changes)}")
    whole = {0, ROWS} if layer == LAYER else {3}
    if len(frame) not in whole or frame["name"].nunique() > 1:
        wrong.append(f"{layer}: {len(frame)} rows of {frame['name'].nunique()} imports")
    known = store.fingerprint(connection, "town", layer)
    connection.execute(
        text("UPDATE layers SET sha256 = NULL WHERE layer = :layer"), {"layer": layer}
    )
    if store.fingerprint(connection, "town", layer) != known:
        wrong.append(f"{layer}: the kept fingerprint is not that of its rows")
    return wrong


def check_scenario(connection: Connection, saved: int) -> list[str]:
    """Return what is wrong with the scenario when number `saved` was answered with 200."""
    found = read_scenario(connection, "town", "plan")
    stored = int(found.title.rpartition(" ")[2] or 0)
    return [f"scenario: {stored} is stored, {saved} was confirmed"] if stored < saved else []


def prepare(engine: Engine, service: Service) -> None:
    """Make an area, three features to edit, and a scenario to save."""
    points = shapely.points([116.35, 116.4, 116.45], 39.9)
    frame = gpd.GeoDataFrame({"name": ["0"] * 3}, geometry=points, crs=4326)
    with engine.begin() as connection:
        store.create_area(connection, town_area())
        store.write_layer(
            connection, "town", EDITED, frame, replace=True, actor="ann", source="first"
        )
    body = json.dumps({"name": "plan", "facility": LAYER, "edits": []}).encode()
    status, told = service.ask(SCENARIOS, method="POST", body=body)
    assert status == 201, told


def campaign(service: Service, parts: list[str], times: int, seed: int) -> list[tuple[str, ...]]:
    """Kill every part `times` times; return the rows of the table."""
    engine = database.create_engine(service.url())
    prepare(engine, service)
    writers = Writers(service, seed)
    writers.start()
    rows = []
    try:
        for part in parts:
            seconds, wrong = [], []
            for _ in range(times):
                time.sleep(writers.random.uniform(0.05, 1.5))
                if part == "supervisor":
                    assert service.process is not None
                    service.process.kill()
                    service.process.wait()
                    seconds.append(service.start())
                else:
                    seconds.append(service.kill(part))
                engine.dispose()
                saved = writers.saved
                with engine.begin() as connection:
                    wrong += check_scenario(connection, saved)
                    for layer in (LAYER, EDITED):
                        wrong += check(connection, layer)
            # A killed supervisor is started again by us (or by systemd): only the data count.
            limit = "whole" if part == "supervisor" else f"ready in {READY_SECONDS} s, whole"
            seen = f"{max(seconds):.1f} s at most, {sum(seconds) / len(seconds):.1f} s on average"
            rows.append((part, f"{times} kills", limit, seen, "; ".join(wrong) or "whole"))
    finally:
        writers.stop()
        engine.dispose()
    print(dict(sorted(writers.counts.items())))
    return rows


def main() -> int:
    """Run the campaign on a service of its own."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=20)
    options.add_argument("--parts", default=",".join((*Service.parts, "supervisor")))
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="shequ-campaign-"))
    folder.chmod(0o755)
    service = Service(folder, "--empty")
    try:
        service.start()
        rows = campaign(service, chosen.parts.split(","), chosen.times, chosen.seed)
    finally:
        if service.process and service.process.poll() is None:
            service.stop()
        cluster = locate(folder / "postgres")
        if cluster.is_running():
            cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{'part':12} {'done':10} {'limit':22} {'seen':38} data")
    for row in rows:
        print(f"{row[0]:12} {row[1]:10} {row[2]:22} {row[3]:38} {row[4]}")
    return 1 if any(row[4] != "whole" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
