import geopandas as gpd
import numpy as np
import pytest
from rasterio.transform import from_origin
from shapely import box

from spatial.errors import NotMetricError, ShapeError
from spatial.green.cover import CellGreenness, green_cover, summed_cover
from tests.builders.rasters import write_raster

CRS = "EPSG:32650"
X, Y = 450_000.0, 4_420_000.0


@pytest.fixture
def write(tmp_path):
    def make(values, nodata=None, crs=CRS):
        """Cells of 10 m; the first row of `values` is the northernmost."""
        return write_raster(
            tmp_path / "cover.tif",
            values,
            transform=from_origin(X, Y, 10, 10),
            crs=crs,
            nodata=nodata,
        )

    return make


def zones(*bounds):
    shapes = [box(X + west, Y + south, X + east, Y + north) for west, south, east, north in bounds]
    return gpd.GeoDataFrame(geometry=shapes, index=[f"z{i}" for i in range(len(shapes))], crs=CRS)


WHOLE = (0, -20, 20, 0)


def test_cells_of_some_classes_count_by_the_share_inside(write):
    path = write(np.array([[10, 50], [30, 80]], dtype="uint8"))
    found = green_cover(path, zones(WHOLE, (0, -10, 15, 0)), cover=CellGreenness(classes=(10, 30)))
    assert found.index.tolist() == ["z0", "z1"]
    assert found["canopy_ratio"].tolist() == [0.5, pytest.approx(100 / 150)]
    assert found["valid_share"].tolist() == [1.0, 1.0]


def test_an_index_is_green_from_the_threshold_on(write):
    path = write(np.array([[0.3, 0.29], [0.8, -1.0]], dtype="float32"))
    ratio = green_cover(path, zones(WHOLE), cover=CellGreenness(threshold=np.float32(0.3).item()))
    assert ratio["canopy_ratio"].item() == 0.5


def test_percents_count_in_proportion(write):
    path = write(np.array([[100, 50], [0, 250]], dtype="uint8"))
    assert (
        green_cover(path, zones(WHOLE), cover=CellGreenness(full=100))["canopy_ratio"].item()
        == 0.625
    )


def test_cells_without_a_value_widen_the_bounds(write):
    path = write(np.array([[10, 50], [255, 255]], dtype="uint8"), nodata=255)
    found = green_cover(path, zones(WHOLE, (0, -20, 20, -10)), cover=CellGreenness(classes=(10,)))
    assert found.loc["z0"].tolist() == [0.5, 0.25, 0.75, 0.5]
    assert np.isnan(found.loc["z1", "canopy_ratio"])
    assert found.loc["z1"].tolist()[1:] == [0.0, 1.0, 0.0]


def test_what_lies_off_the_raster_has_no_value(write):
    path = write(np.array([[np.nan, 1.0], [1.0, 1.0]], dtype="float32"))
    found = green_cover(
        path, zones((10, -10, 30, 0), (500, 0, 600, 9)), cover=CellGreenness(threshold=0.5)
    )
    assert found["valid_share"].tolist() == [0.5, 0.0]
    assert found.loc["z0", "canopy_ratio"] == 1.0
    nan = green_cover(path, zones(WHOLE), cover=CellGreenness(threshold=0.5))
    assert nan["valid_share"].item() == 0.75


def test_zones_are_brought_to_the_raster_not_the_raster_to_them(write):
    path = write(np.array([[10, 50], [30, 80]], dtype="uint8"))
    away = zones(WHOLE).to_crs(4326)
    found = green_cover(path, away, cover=CellGreenness(classes=(10, 30)))
    assert found["canopy_ratio"].item() == pytest.approx(0.5, abs=1e-6)


def test_all_zones_count_by_their_area_with_values(write):
    path = write(np.array([[10, 50], [255, 10]], dtype="uint8"), nodata=255)
    units = zones((0, -10, 20, 0), (0, -20, 20, -10))
    rows = green_cover(path, units, cover=CellGreenness(classes=(10,)))
    assert summed_cover(rows, units.area) == {
        "canopy_ratio": pytest.approx(2 / 3),
        "canopy_ratio_low": 0.5,
        "canopy_ratio_high": 0.75,
        "valid_share": 0.75,
    }
    assert summed_cover(rows.iloc[:0], [])["canopy_ratio"] is None


def test_no_zones_have_no_rows(write):
    path = write(np.array([[10]], dtype="uint8"))
    assert green_cover(path, zones(WHOLE).iloc[:0], cover=CellGreenness(full=1)).empty


@pytest.mark.parametrize(
    "options",
    [{}, {"threshold": 0.3, "full": 1}, {"full": 0}, {"threshold": float("nan")}],
)
def test_covers_that_mean_nothing_are_refused(options):
    with pytest.raises(ShapeError):
        CellGreenness(**options)


def test_zones_without_a_system_are_refused(write):
    path = write(np.array([[10]], dtype="uint8"))
    bare = gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)])
    with pytest.raises(NotMetricError):
        green_cover(path, bare, cover=CellGreenness(full=1))
