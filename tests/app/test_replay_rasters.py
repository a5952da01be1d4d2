"""Replays of results that rest on rasters: older ones are given back until they are pruned."""

from pathlib import Path

import pytest
from flask import Flask

from app.database import Database
from app.services.rasters import Pruning, RasterTarget, delete_raster, import_raster, prune_rasters
from tests.app.replaying import ASKED, again, run_here, states, town_of
from tests.builders.rasters import write_even_raster


@pytest.fixture
def database(empty_app: Flask) -> Database:
    return town_of(empty_app)


def _raster(path: Path, value: float) -> Path:
    return write_even_raster(path, value, west=116.40, north=39.94, cell=0.001, side=20, nodata=-99)


def test_rasters_are_named_too_and_one_that_was_not_there_is_left_out(
    database: Database, tmp_path: Path
) -> None:
    without = run_here(database, **ASKED)
    target = RasterTarget("town", "population", "ann", "survey")
    import_raster(database, target, _raster(tmp_path / "a.tif", 4.0))
    with_raster = run_here(database, **ASKED)
    assert with_raster.receipt["result_sha256"] != without.receipt["result_sha256"]
    found = again(database, without)
    assert (found.reproduced, states(found)["raster population"]) == (True, "changed")
    found = again(database, with_raster)
    assert (found.reproduced, states(found)["raster population"]) == (True, "unchanged")
    import_raster(database, target, _raster(tmp_path / "b.tif", 9.0))
    found = again(database, with_raster)
    assert (found.reproduced, states(found)["raster population"]) == (True, "changed")
    delete_raster(database, "town", "population", actor="ann")
    found = again(database, with_raster)
    assert (found.reproduced, states(found)["raster population"]) == (True, "changed")


def test_an_older_raster_gives_the_same_digest_until_it_is_pruned(
    database: Database, tmp_path: Path
) -> None:
    target = RasterTarget("town", "canopy", "ann", "survey")
    import_raster(database, target, _raster(tmp_path / "a.tif", 40.0))
    before = run_here(database, "green-cover")
    (entry,) = [one for one in before.receipt["layers"] if one["layer"] == "canopy_raster"]
    assert (entry["version"], len(entry["sha256"])) == (1, 64)
    import_raster(database, target, _raster(tmp_path / "b.tif", 10.0))
    after = run_here(database, "green-cover")
    assert after.receipt["result_sha256"] != before.receipt["result_sha256"]
    database.cache.clear()
    found = again(database, before)
    assert found.reproduced
    assert found.result is not None
    assert found.result.receipt["result_sha256"] == before.receipt["result_sha256"]
    gone, _ = prune_rasters(database, Pruning("town"), actor="ann")
    assert [(one.version, one.state) for one in gone] == [(1, "pruned")]
    found = again(database, before)
    (one,) = [one for one in found.inputs if one.name == "raster canopy"]
    assert (found.reproduced, one.state) == (False, "lost")
    assert one.found.startswith("v1 pruned 20")
    # The same raster loaded again has the same content: the receipt holds once more.
    import_raster(database, target, _raster(tmp_path / "a.tif", 40.0))
    found = again(database, before)
    assert (found.reproduced, states(found)["raster canopy"]) == (True, "unchanged")


def test_what_cannot_be_computed_any_more_is_said_with_its_reason(
    database: Database, tmp_path: Path
) -> None:
    target = RasterTarget("town", "ndvi", "ann", "survey")
    _, stored = import_raster(database, target, _raster(tmp_path / "a.tif", 0.4))
    before = run_here(database, "green-cover", raster="ndvi")
    delete_raster(database, "town", "ndvi", actor="ann")
    prune_rasters(database, Pruning("town", "ndvi", keep=0), actor="ann")
    found = again(database, before)
    assert (found.reproduced, found.result) == (False, None)
    assert states(found)["raster ndvi"] == "lost"
    assert found.reason is not None
    assert "no Vegetation index raster" in found.reason.en
    told = found.members()
    assert (told["result_sha256"], told["receipt"]) == (None, None)
    # A file that somebody removed by hand is no longer there either.
    import_raster(database, target, _raster(tmp_path / "a.tif", 0.4))
    stored.path.unlink()
    (one,) = [one for one in again(database, before).inputs if one.name == "raster ndvi"]
    assert (one.state, "file is missing" in one.found) == ("lost", True)


def test_gaps_judged_on_a_canopy_raster_are_given_back(database: Database, tmp_path: Path) -> None:
    asked = {"standard": "three-thirty-300"}
    without = run_here(database, "gaps", **asked)
    for name, value in (("a.tif", 40.0), ("b.tif", 10.0)):
        import_raster(
            database, RasterTarget("town", "canopy", "ann"), _raster(tmp_path / name, value)
        )
        if value > 30:
            green = run_here(database, "gaps", **asked)
    bare = run_here(database, "gaps", **asked)
    met = [
        found.rows.loc[found.rows["rule"] == "thirty-percent-canopy", "met"].tolist()
        for found in (without, green, bare)
    ]
    assert met == [[None, None], [True, True], [False, False]]
    for found, state in ((without, "changed"), (green, "changed"), (bare, "unchanged")):
        repeated = again(database, found)
        assert (repeated.reproduced, states(repeated)["raster canopy"]) == (True, state)
    assert "raster land_cover" in states(again(database, without))
