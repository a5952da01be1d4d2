import datetime as dt
import os

import pytest
from sqlalchemy import text

from layers.errors import UnknownVersionError
from layers.store import raster_versions, rasters
from layers.store.rasters import PrunedRasterError, UnknownRasterKindError


@pytest.fixture
def put(connection, town, tmp_path):
    """Stores rasters of the bytes it is given: what they show does not matter here."""
    about = {
        "crs": "EPSG:4326", "transform": [0.01, 0, 116.3, 0, -0.01, 40.0],
        "width": 2, "height": 2, "bounds": [116.3, 39.98, 116.32, 40.0], "nodata": None,
    }  # fmt: skip

    def store(content: bytes, kind: str = "canopy", source: str = ""):
        part = tmp_path / "part"
        part.write_bytes(content)
        found = rasters.Checked(part, "a.tif", about)
        return rasters.write_raster(
            connection, town, kind, found, folder=tmp_path, actor="ann", source=source
        )

    return store


def _states(connection, folder, kind="canopy"):
    listed = raster_versions.list_versions(connection, "town", folder=folder, kind=kind)
    return {one.version: one.state for one in listed}


def test_every_version_is_given_back(connection, town, tmp_path, put) -> None:
    first, second = put(b"one"), put(b"two", source="survey")
    assert rasters.read_raster(connection, town, "canopy", folder=tmp_path) == second
    for version, raster in ((1, first), (2, second), (0, None)):
        found = rasters.read_raster(connection, town, "canopy", folder=tmp_path, version=version)
        assert found == raster
    assert first.path.read_bytes() == b"one"
    rasters.delete_raster(connection, town, "canopy", folder=tmp_path, actor="ben")
    assert rasters.read_raster(connection, town, "canopy", folder=tmp_path, version=3) is None
    assert rasters.read_raster(connection, town, "canopy", folder=tmp_path, version=2) == second
    for never in (4, -1):
        with pytest.raises(UnknownVersionError, match="canopy_raster"):
            rasters.read_raster(connection, town, "canopy", folder=tmp_path, version=never)
    listed = raster_versions.list_versions(connection, town, folder=tmp_path)
    assert [(one.version, one.state, one.size) for one in listed] == [
        (3, "none", None), (2, "kept", 3), (1, "kept", 3)
    ]  # fmt: skip
    assert (listed[1].source, listed[0].updated_by, listed[2].sha256) == (
        "survey", "ben", first.sha256
    )  # fmt: skip


def test_the_same_raster_twice_is_stored_once(connection, tmp_path, put) -> None:
    first, second, again = put(b"one"), put(b"two"), put(b"one")
    assert (first.sha256, again.version) == (again.sha256, 3)
    assert {path.suffix for path in tmp_path.iterdir()} == {".tif"}
    assert {path.name for path in tmp_path.iterdir()} == {first.path.name, second.path.name}
    # Pruning the first use of the file leaves it to the last.
    gone = raster_versions.prune(connection, "town", folder=tmp_path, actor="ann")
    assert [one.version for one in gone] == [2, 1]
    assert raster_versions.freed_bytes(connection, gone) == 3
    assert rasters.sweep(connection, tmp_path, grace=-60) == [second.path.name]


def test_pruned_versions_are_named_and_their_files_go(connection, town, tmp_path, put) -> None:
    stored = [put(bytes([number])) for number in range(4)]
    put(b"else", kind="ndvi")
    gone = raster_versions.prune(connection, town, folder=tmp_path, actor="ben", keep=2)
    assert [(one.kind, one.version, one.pruned_by) for one in gone] == [
        ("canopy", 2, "ben"), ("canopy", 1, "ben")
    ]  # fmt: skip
    states = {4: "present", 3: "kept", 2: "pruned", 1: "pruned"}
    assert _states(connection, tmp_path) == states
    assert _states(connection, tmp_path, "ndvi") == {1: "present"}
    with pytest.raises(PrunedRasterError, match="version 1 of raster 'canopy'"):
        rasters.read_raster(connection, town, "canopy", folder=tmp_path, version=1)
    # Who has just stored a file may not have committed its row: young files stay for a while.
    assert rasters.sweep(connection, tmp_path) == []
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    swept = rasters.sweep(connection, tmp_path)
    assert sorted(swept) == sorted(one.path.name for one in stored[:2])
    assert raster_versions.prune(connection, town, folder=tmp_path, actor="ben", keep=2) == []
    assert raster_versions.prune(connection, town, folder=tmp_path, actor="b", kind="ndvi") == []
    listed = raster_versions.list_versions(connection, town, folder=tmp_path, kind="canopy")
    assert listed[-1].pruned_at is not None
    assert listed[-1].sha256 == stored[0].sha256


def test_the_present_raster_is_never_pruned(connection, town, tmp_path, put) -> None:
    put(b"one")
    assert raster_versions.prune(connection, town, folder=tmp_path, actor="ann", keep=0) == []
    rasters.delete_raster(connection, town, "canopy", folder=tmp_path, actor="ann")
    assert raster_versions.prune(connection, town, folder=tmp_path, actor="ann") == []
    gone = raster_versions.prune(connection, town, folder=tmp_path, actor="ann", keep=0)
    assert [one.version for one in gone] == [1]
    assert _states(connection, tmp_path) == {2: "none", 1: "pruned"}


def test_only_what_was_replaced_before_a_day_is_pruned(connection, town, tmp_path, put) -> None:
    put(b"one")
    put(b"two")
    today = dt.datetime.now(tz=dt.UTC).date()
    options = {"folder": tmp_path, "actor": "ann"}
    assert raster_versions.prune(connection, town, before=today, **options) == []
    connection.execute(text("UPDATE raster_versions SET updated_at = '2020-01-01'"))
    assert len(raster_versions.prune(connection, town, before=today, **options)) == 1


def test_a_raster_that_was_present_on_the_day_stays(connection, town, tmp_path, put) -> None:
    put(b"one")
    put(b"two")
    connection.execute(
        text("UPDATE raster_versions SET updated_at = '2020-01-01' WHERE version = 1")
    )
    today = dt.datetime.now(tz=dt.UTC).date()
    options = {"folder": tmp_path, "actor": "ann"}
    assert raster_versions.prune(connection, town, before=today, **options) == []
    tomorrow = today + dt.timedelta(days=1)
    assert len(raster_versions.prune(connection, town, before=tomorrow, **options)) == 1


def test_an_unknown_kind_is_refused(connection, town, tmp_path) -> None:
    with pytest.raises(UnknownRasterKindError):
        raster_versions.list_versions(connection, town, folder=tmp_path, kind="height")
    assert raster_versions.list_versions(connection, town, folder=tmp_path) == []
