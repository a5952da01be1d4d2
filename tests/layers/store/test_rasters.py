import datetime as dt
import os

import pytest
from shapely import box

from layers.formats import FileRefusedError
from layers.store import rasters
from layers.store.areas import delete_area
from layers.store.rasters import MissingRasterError, UnknownRasterKindError
from tests.builders.rasters import write_even_raster

HERE = box(116.3, 39.8, 116.5, 40.0)


def _tiff(path, value=1.0, *, crs="EPSG:4326"):
    return write_even_raster(
        path, value, west=116.3, north=40.0, cell=0.01, side=20, nodata=-1, crs=crs
    )


def _put(connection, folder, path, kind="population", **about):
    with rasters.checked(path, folder, kind=kind, boundary=HERE) as found:
        return rasters.write_raster(
            connection, "town", kind, found, folder=folder, actor="me", **about
        )


def test_a_raster_is_stored_replaced_and_taken_away(connection, town, tmp_path) -> None:
    folder = tmp_path / "rasters"
    assert rasters.read_raster(connection, town, "population", folder=folder) is None
    day = dt.date(2020, 1, 1)
    first = _put(connection, folder, _tiff(tmp_path / "a.tif"), source="census", as_of=day)
    assert (first.version, first.name, first.source, first.as_of) == (1, "a.tif", "census", day)
    assert (first.width, first.height, first.cells, first.nodata) == (20, 20, 400, -1)
    assert first.path.name == f"{first.sha256}.tif"
    assert first.transform == pytest.approx((0.01, 0, 116.3, 0, -0.01, 40.0))
    second = _put(connection, folder, _tiff(tmp_path / "b.tif", 2))
    assert (second.version, second.source, second.as_of) == (2, "", None)
    assert second.sha256 != first.sha256
    assert rasters.list_rasters(connection, town, folder=folder) == [second]
    gone = rasters.delete_raster(connection, town, "population", folder=folder, actor="me")
    assert gone == second
    assert rasters.list_rasters(connection, town, folder=folder) == []
    with pytest.raises(MissingRasterError, match="population"):
        rasters.delete_raster(connection, town, "population", folder=folder, actor="me")
    # The version goes on where it stopped: nothing kept for version 2 can be taken for this one.
    assert _put(connection, folder, _tiff(tmp_path / "a.tif")).version == 4


def test_a_refused_file_leaves_nothing_behind(connection, town, tmp_path) -> None:
    folder = tmp_path / "rasters"
    with pytest.raises(FileRefusedError, match="no usable coordinate system"):
        _put(connection, folder, _tiff(tmp_path / "a.tif", crs=None))
    assert list(folder.iterdir()) == []
    with pytest.raises(UnknownRasterKindError, match="accepted: population, land_cover"):
        _put(connection, folder, tmp_path / "a.tif", kind="height")
    assert rasters.list_rasters(connection, town, folder=folder) == []


@pytest.mark.usefixtures("town")
def test_files_that_no_version_names_are_swept_after_a_grace(connection, tmp_path) -> None:
    folder = tmp_path / "rasters"
    assert rasters.sweep(connection, folder) == []
    first = _put(connection, folder, _tiff(tmp_path / "a.tif"))
    second = _put(connection, folder, _tiff(tmp_path / "b.tif", 2))
    # What a crash left: half a file, and one whose row was never committed.
    for name in ("0.part", "0.tif", "kept.txt"):
        (folder / name).write_bytes(b"x")
    assert rasters.sweep(connection, folder) == []
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    assert rasters.sweep(connection, folder) == ["0.part", "0.tif"]
    assert {path.name for path in folder.iterdir()} == {
        first.path.name, second.path.name, "kept.txt"
    }  # fmt: skip


def test_the_same_file_gives_the_same_bytes(connection, town, tmp_path) -> None:
    first = _put(connection, tmp_path, _tiff(tmp_path / "a.tif", 0.5), kind="ndvi")
    again = _put(connection, tmp_path, _tiff(tmp_path / "b.tif", 0.5), kind="ndvi")
    other = _put(connection, tmp_path, _tiff(tmp_path / "c.tif", 0.5), kind="canopy")
    assert {one.sha256 for one in (again, other)} == {first.sha256}
    assert rasters.read_raster(connection, town, "ndvi", folder=tmp_path, version=1) == first


def test_a_raster_whose_file_is_gone_is_missing(connection, town, tmp_path) -> None:
    found = _put(connection, tmp_path, _tiff(tmp_path / "a.tif"), kind="canopy")
    found.path.unlink()
    with pytest.raises(MissingRasterError, match="canopy"):
        rasters.required_raster(connection, town, "canopy", folder=tmp_path)


def test_a_stored_raster_can_be_read_by_the_processes_that_serve(
    connection, town, tmp_path, monkeypatch
) -> None:
    """They are another user's than who imports; where they cannot, it is not called missing."""
    found = _put(connection, tmp_path, _tiff(tmp_path / "a.tif"), kind="canopy")
    assert found.path.stat().st_mode & 0o777 == 0o644
    monkeypatch.setattr(rasters.os, "access", lambda _path, _mode: False)
    with pytest.raises(PermissionError, match="Permission denied"):
        rasters.required_raster(connection, town, "canopy", folder=tmp_path)


def test_rasters_go_with_their_area(connection, town, tmp_path) -> None:
    found = _put(connection, tmp_path, _tiff(tmp_path / "x.tif"), kind="ndvi")
    delete_area(connection, town)
    assert found.path.name in rasters.sweep(connection, tmp_path, grace=-60)
    assert rasters.raster_layer("ndvi") == "ndvi_raster"
