"""GeoTIFF: what the header claims is judged before GDAL makes room for it."""

import struct

import numpy as np
import pytest
import rasterio

from layers.formats.judging.tiff import require_raster
from layers.formats.options import Limits
from layers.formats.refusal import Refusal
from tests.load import hostile_shapes

PLACE = rasterio.transform.from_origin(116.3, 39.82, 0.001, 0.001)


def refused(path, **limits):
    with pytest.raises(Refusal) as caught:
        require_raster(path, Limits(**limits))
    return caught.value.code, caught.value.values


def image(path, values, **profile):
    height, width = values.shape
    settings = {"dtype": values.dtype, "crs": "EPSG:4326", "transform": PLACE, "count": 1}
    with rasterio.open(
        path, "w", driver="GTiff", width=width, height=height, **settings | profile
    ) as out:
        out.write(values, 1)
    return path


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (hostile_shapes.raster_sparse, "raster_cells"),
        (hostile_shapes.raster_sparse_small, "raster_ratio"),
        (hostile_shapes.raster_block, "raster_block"),
        (hostile_shapes.raster_bands, "raster_bands"),
        (hostile_shapes.raster_tag, "raster_header"),
    ],
)
def test_claims_beyond_the_limits_are_refused(tmp_path, function, code):
    assert refused(function(tmp_path))[0] == code


def test_many_images_and_a_ring_of_them_are_refused(tmp_path):
    code, values = refused(hostile_shapes.raster_directories(tmp_path))
    assert (code, values["what"], values["limit"]) == ("raster_header", "images", 200)
    entries = [(256, 3, 1, 16), (257, 3, 1, 16)]
    ring = tmp_path / "ring.tif"
    body = hostile_shapes._tags(entries) + struct.pack("<Q", 16)
    ring.write_bytes(b"II+\0" + struct.pack("<HHQ", 8, 0, 16) + body + bytes(300))
    assert refused(ring)[0] == "raster_header"


@pytest.mark.parametrize("order", ["little", "big"])
@pytest.mark.parametrize("big", ["YES", "NO"])
def test_ordinary_rasters_pass_in_both_orders_and_sizes(tmp_path, order, big):
    values = np.random.default_rng(1).random((300, 200)).astype("float32")
    profile = {"ENDIANNESS": order.upper(), "BIGTIFF": big}
    require_raster(image(tmp_path / "a.tif", values, **profile), Limits())
    tiles = {"tiled": True, "blockxsize": 128, "blockysize": 128, "compress": "DEFLATE"}
    require_raster(image(tmp_path / "b.tif", values, **profile, **tiles), Limits())
    assert refused(tmp_path / "a.tif", raster_cells=59_999) == (
        "raster_cells",
        {"width": 200, "height": 300, "limit": 59_999},
    )


def test_a_raster_that_is_mostly_empty_passes(tmp_path):
    values = np.zeros((8_000, 8_000), "uint8")
    values[:50] = 1
    path = image(tmp_path / "a.tif", values, compress="DEFLATE", tiled=True)
    assert path.stat().st_size < 300_000
    require_raster(path, Limits())


@pytest.mark.parametrize(
    "data", [b"II", b"II*\0", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\0\1"]
)
def test_cut_off_headers_are_damaged(tmp_path, data):
    path = tmp_path / "a.tif"
    path.write_bytes(data)
    assert refused(path)[0] == "damaged"


def test_other_files_are_no_geotiff(tmp_path):
    (tmp_path / "a.tif").write_bytes(b"\x89PNG")
    assert refused(tmp_path / "a.tif")[0] == "not_geotiff"
