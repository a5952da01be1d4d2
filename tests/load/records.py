"""Records in number: a list of 1,000 scenarios of 1 MB each, and a history of 66 versions pruned.

`python -m tests.load.records` starts a database of its own in a temporary folder, fills it,
measures and removes it. It needs about 1.5 GB of disk and two minutes.
"""

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from flask import Flask
from sqlalchemy import Engine, text

from app import create_app
from layers.postgis import server
from layers.postgis.space import reclaim, size_of
from layers.store import layers as store
from layers.store.areas import create_area
from layers.store.pruning import prune_layers
from layers.store.scenarios import MOST_BYTES, MOST_SCENARIOS, canonical_json, create_scenario
from tests.builders.areas import town_area

LAYER = "health_centers"
ADDRESS = "/api/v1/areas/town/scenarios"
VERSIONS, FEATURES, KEPT = 66, 3_000, 2
MEGABYTE = 1e6
Row = tuple[str, float, float]


def run() -> list[Row]:
    """Return what was measured: what it is, its limit, and what was seen."""
    folder = Path(tempfile.mkdtemp(prefix="shequ-records-"))
    folder.chmod(0o755)  # the server's user must be able to pass
    try:
        with server.running(folder / "postgres", fast=True) as url:
            app = create_app({"database_url": url, "folder": folder / "var"})
            database = app.extensions["database"]
            database.migrate()
            with database.begin() as connection:
                create_area(connection, town_area())
            try:
                return [*_histories(database.engine), *_scenarios(app)]
            finally:
                database.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _scenarios(app: Flask) -> list[Row]:
    edits = _edits_of_a_megabyte()
    engine = app.extensions["database"].engine
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        create_scenario(
            connection, "town", "s0", title="", facility=LAYER, edits=edits, actor="load"
        )
        connection.execute(
            text(
                "INSERT INTO scenarios (area_id, name, facility, edits, edits_sha256, base)"
                " SELECT area_id, 's' || n, facility, edits, edits_sha256, base"
                " FROM scenarios, generate_series(1, :more) AS n"
            ),
            {"more": MOST_SCENARIOS - 1},
        )
    client = app.test_client()
    seconds, size = [], 0
    for _ in range(3):
        begun = time.perf_counter()
        answer = client.get(ADDRESS)
        seconds.append(time.perf_counter() - begun)
        size = len(answer.data)
        assert len(json.loads(answer.data)["scenarios"]) == MOST_SCENARIOS
    begun = time.perf_counter()
    client.get(f"{ADDRESS}?limit=20&offset=500")
    page = time.perf_counter() - begun
    one = len(canonical_json(edits).encode())
    return [
        (f"list {MOST_SCENARIOS} scenarios of {one:,} bytes, slowest of 3 (s)", 1.0, max(seconds)),
        ("one page of 20 of them (s)", 0.2, page),
        ("the whole list (MB)", 2.0, size / MEGABYTE),
    ]


def _edits_of_a_megabyte() -> list[dict[str, object]]:
    rng = np.random.default_rng(7)
    edits: list[dict[str, object]] = []
    size = 2
    while True:
        line = np.round(rng.uniform((116.3, 39.8), (116.5, 40.0), (600, 2)), 7).tolist()
        one = {"edit": "open_street", "line": line}
        size += len(canonical_json([one])) - 1
        if size > MOST_BYTES:
            return edits
        edits.append(one)


def _histories(engine: Engine) -> list[Row]:
    places = shapely.points(np.random.default_rng(7).uniform(116.31, 116.49, FEATURES), 39.9)
    before = _rows(engine), size_of(engine, "history")
    for _ in range(3):
        _import(engine, places, "the same file")
    same = _rows(engine) - before[0]
    for number in range(VERSIONS - 3):
        _import(engine, places, f"file {number}")
    rows, megabytes = _rows(engine), size_of(engine, "history") / MEGABYTE
    begun = time.perf_counter()
    with engine.begin() as connection:
        prune_layers(connection, "town", actor="load", keep=KEPT)
    pruned = time.perf_counter() - begun
    begun = time.perf_counter()
    space = reclaim(engine, "history")
    vacuumed = time.perf_counter() - begun
    left = _rows(engine)
    return [
        (f"history after 3 imports of the same {FEATURES} rows (rows)", FEATURES, same),
        (f"history of {VERSIONS} versions, every row changed (rows)", 2 * 66 * FEATURES, rows),
        ("the same (MB)", 800, megabytes),
        (f"history kept after pruning all but {KEPT} versions (rows)", 2 * FEATURES, left),
        ("the same (MB)", 20, space.after / MEGABYTE),
        ("the prune (s)", 30, pruned),
        ("giving the room back (s)", 30, vacuumed),
    ]


def _import(engine: Engine, places: "np.ndarray[object, np.dtype[np.object_]]", name: str) -> None:
    names = [f"{name} {number}" for number in range(FEATURES)]
    frame = gpd.GeoDataFrame({"name": names}, geometry=places, crs=4326)
    with engine.begin() as connection:
        store.write_layer(
            connection, "town", LAYER, frame, replace=True, actor="load", source="load"
        )


def _rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM history")) or 0)


def main() -> int:
    """Print a table: what, limit, seen; return 1 when a limit is not kept."""
    rows = run()
    for what, limit, seen in rows:
        print(f"{what:75} {limit:10g} {seen:10.4g} {'yes' if seen <= limit else 'NO'}")
    return int(any(seen > limit for _, limit, seen in rows))


if __name__ == "__main__":
    sys.exit(main())
