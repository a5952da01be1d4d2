import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.transform import from_origin
from shapely import Point, Polygon, box

from spatial.errors import NotMetricError, ShapeError
from spatial.raster_zones import zonal_stats, zonal_sum
from tests.builders.frames import METRIC
from tests.builders.rasters import write_raster

WEST, NORTH = 450_000, 4_421_000


def _write(path, values, *, crs=METRIC, transform=None, nodata=None):
    """Write cells of 10 m whose first has its corner at WEST, NORTH."""
    transform = transform or from_origin(WEST, NORTH, 10, 10)
    return write_raster(path, values, crs=crs, transform=transform, nodata=nodata)


@pytest.fixture(scope="module")
def raster(tmp_path_factory):
    values = np.random.default_rng(5).integers(0, 100, (100, 100)).astype("float32")
    values[:3, :3] = -9
    return _write(tmp_path_factory.mktemp("raster") / "a.tif", values, nodata=-9)


def _zones(*shapes, crs=METRIC):
    moved = gpd.GeoSeries(shapes, crs=METRIC).translate(WEST, NORTH - 1000)
    return gpd.GeoDataFrame(geometry=moved).to_crs(crs)


def test_shares_of_cells_count_and_cells_without_data_do_not(tmp_path) -> None:
    values = np.array([[1, 2], [4, -1]], dtype="int16")
    path = _write(tmp_path / "a.tif", values, nodata=-1)
    frame = gpd.GeoDataFrame(
        geometry=[
            box(WEST, NORTH - 20, WEST + 20, NORTH),
            box(WEST + 5, NORTH - 5, WEST + 20, NORTH),
            box(WEST + 11, NORTH - 19, WEST + 19, NORTH - 11),
            box(0, 0, 1, 1),
            Polygon(),
        ],
        index=list("abcde"),
        crs=METRIC,
    )
    sums = zonal_sum(path, frame)
    assert sums.index.tolist() == list("abcde")
    assert sums.tolist()[:2] == [7, 1 * 0.25 + 2 * 0.5]
    assert sums.isna().tolist() == [False, False, True, True, True]
    count, mean = zonal_stats(path, frame, ["count", "mean"])
    assert count.tolist() == [3, 0.75, 0, 0, 0]
    assert mean[0] == pytest.approx(7 / 3)


@pytest.mark.slow
@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.floats(-100, 1100), st.floats(-100, 1100), st.floats(1, 400)),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_sums_equal_those_by_cutting_each_cell(raster, discs) -> None:
    zones = _zones(*(Point(x, y).buffer(r, quad_segs=4) for x, y, r in discs))
    with rasterio.open(raster) as source:
        values = source.read(1).astype(float)
    line, column = np.nonzero(values >= 0)
    cells = shapely.box(
        WEST + column * 10, NORTH - line * 10 - 10, WEST + column * 10 + 10, NORTH - line * 10
    )
    found = zonal_sum(raster, zones)
    for shape, ours in zip(zones.geometry, found, strict=True):
        share = shapely.area(shapely.intersection(cells, shape)) / 100
        if share.sum() > 0:
            assert ours == pytest.approx((values[line, column] * share).sum(), rel=1e-6, abs=1e-4)
        else:
            assert np.isnan(ours)


def test_the_size_of_windows_changes_nothing(raster, monkeypatch) -> None:
    rng = np.random.default_rng(3)
    discs = [Point(*rng.uniform(0, 1000, 2)).buffer(rng.uniform(5, 300)) for _ in range(60)]
    zones = _zones(*discs, box(0, 0, 1000, 1000))
    at_once = zonal_sum(raster, zones)
    monkeypatch.setattr("spatial.raster_zones.TILE", 8)
    monkeypatch.setattr("spatial.raster_zones.MOST_CELLS", 900)
    assert zonal_sum(raster, zones).to_numpy() == pytest.approx(at_once.to_numpy(), rel=1e-12)


def test_zones_are_brought_into_the_system_of_the_raster(raster) -> None:
    zones = _zones(box(105, 105, 795, 605))
    there = zonal_sum(raster, zones.to_crs("EPSG:4326"))
    assert there.item() == pytest.approx(zonal_sum(raster, zones).item(), rel=1e-4)


def test_what_has_a_path_is_taken_and_faults_are_refused(raster, tmp_path) -> None:
    class Named:
        path = raster

    zones = _zones(box(100, 100, 200, 200))
    assert zonal_sum(Named(), zones).item() == zonal_sum(raster, zones).item()
    with pytest.raises(NotMetricError, match="no coordinate system"):
        zonal_sum(raster, zones.set_crs(None, allow_override=True))
    with pytest.raises(ShapeError, match="Polygon"):
        zonal_sum(raster, _zones(Point(1, 1)))
    turned = _write(tmp_path / "t.tif", np.ones((4, 4)), transform=Affine(1, 1, 0, 1, -1, 0))
    with pytest.raises(ShapeError, match="turned"):
        zonal_sum(turned, zones)
