"""Rasters: what is accepted comes out cell for cell, what is not is refused by its reason."""

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from shapely import box

from layers.formats.options import Limits
from layers.formats.raster.geotiff import store_geotiff, windows
from layers.formats.refusal import Refusal
from tests.builders.rasters import write_raster

HERE = box(116.30, 39.80, 116.32, 39.82)


def write(path, values, *, crs="EPSG:4326", transform=None, **profile):
    """Write a GeoTIFF; its first cell has its corner at 116.30 E, 39.82 N."""
    transform = transform or from_origin(116.30, 39.82, 0.001, 0.001)
    return write_raster(path, values, transform=transform, crs=crs, **profile)


def store(path, kind="population", limits=None):
    goal = path.with_suffix(".cog")
    return store_geotiff(path, goal, kind=kind, boundary=HERE, limits=limits or Limits()), goal


def refusal(path, kind="population", limits=None):
    with pytest.raises(Refusal) as caught:
        store(path, kind, limits)
    return caught.value.code


def test_cells_come_out_as_they_went_in(tmp_path):
    values = np.arange(600, dtype="float32").reshape(20, 30)
    values[3, 4] = -9999
    about, goal = store(write(tmp_path / "a.tif", values, nodata=-9999))
    assert (about["width"], about["height"], about["nodata"]) == (30, 20, -9999)
    assert about["cells"] == 599
    assert about["transform"] == pytest.approx([0.001, 0, 116.30, 0, -0.001, 39.82])
    assert about["bounds"] == pytest.approx([116.30, 39.80, 116.33, 39.82])
    with rasterio.open(goal) as stored:
        assert (stored.read(1) == values).all()
        assert stored.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert stored.crs.to_epsg() == 4326


def test_missing_numbers_are_no_data(tmp_path):
    values = np.full((20, 20), np.nan, dtype="float64")
    assert refusal(write(tmp_path / "a.tif", values)) == "raster_no_data"
    values[0, 0] = 5
    about, _ = store(write(tmp_path / "b.tif", values))
    assert about["cells"] == 1
    assert np.isnan(about["nodata"])


@pytest.mark.parametrize(
    ("values", "kind", "settings", "code"),
    [
        (np.ones((9, 9), "f4"), "population", {"bands": 3}, "raster_bands"),
        (np.ones((9, 9), "c8"), "population", {}, "raster_type"),
        (np.ones((9, 9), "f4"), "population", {"crs": None}, "raster_no_crs"),
        (
            np.ones((9, 9), "f4"),
            "population",
            {"transform": rasterio.Affine(0.001, 0.0002, 116.3, 0.0002, -0.001, 39.82)},
            "raster_turned",
        ),
        (
            np.ones((9, 9), "f4"),
            "population",
            {"transform": from_origin(10, 50, 0.001, 0.001)},
            "raster_outside",
        ),
        (np.full((9, 9), -1, "f4"), "population", {}, "raster_range"),
        (np.full((9, 9), np.inf, "f4"), "population", {}, "raster_range"),
        (np.full((9, 9), 0.2, "f4") * 10, "ndvi", {}, "raster_range"),
        (np.full((9, 9), 1.5, "f4"), "land_cover", {}, "raster_classes"),
        (np.full((9, 9), 7, "i2"), "population", {"nodata": 7}, "raster_no_data"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path, values, kind, settings, code):
    assert refusal(write(tmp_path / "a.tif", values, **settings), kind) == code


def test_other_files_and_cut_off_ones_are_refused(tmp_path):
    (tmp_path / "a.tif").write_bytes(b"\x89PNG\r\n")
    assert refusal(tmp_path / "a.tif") == "not_geotiff"
    whole = write(tmp_path / "b.tif", np.random.default_rng(1).random((200, 200)))
    (tmp_path / "c.tif").write_bytes(whole.read_bytes()[:9000])
    assert refusal(tmp_path / "c.tif") == "damaged"
    (tmp_path / "d.tif").write_bytes(b"II*\x00" + b"\xff" * 40)
    assert refusal(tmp_path / "d.tif") == "damaged"
    assert refusal(whole, limits=Limits(file_bytes=100)) == "too_large"


def test_a_projected_raster_is_compared_with_the_area_in_its_own_system(tmp_path):
    far = write(
        tmp_path / "far.tif",
        np.ones((9, 9), "f4"),
        crs="EPSG:4548",
        transform=from_origin(500_000, 4_300_000, 100, 100),
    )
    assert refusal(far) == "raster_outside"
    near = write(
        tmp_path / "near.tif",
        np.ones((90, 90), "f4"),
        crs="EPSG:4548",
        transform=from_origin(438_000, 4_412_000, 100, 100),
    )
    assert store(near)[0]["cells"] == 8100


def test_windows_hold_every_cell_once(tmp_path, monkeypatch):
    monkeypatch.setattr("layers.formats.raster.geotiff._CELLS_AT_ONCE", 1000)
    values = np.arange(70 * 1300, dtype="int32").reshape(70, 1300)
    path = write(tmp_path / "a.tif", values, tiled=True, blockxsize=64, blockysize=32)
    with rasterio.open(path) as source:
        parts = list(windows(source))
    assert max(part.size for part in parts) <= 1000
    assert sorted(np.concatenate([part.ravel() for part in parts])) == list(range(values.size))
