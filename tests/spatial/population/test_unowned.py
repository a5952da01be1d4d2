"""Who was counted and lies in no zone.

The kind: a total that leaves people out without a word.
"""

import geopandas as gpd
import numpy as np
import pytest
from rasterio.transform import from_origin
from shapely import Point, box

from spatial.population import Unowned, left_out, raster_left_out, raster_places
from tests.builders.rasters import write_raster

CRS = "EPSG:4548"


@pytest.fixture
def people(tmp_path):
    """A raster of 4 x 4 cells of 100 m from the origin, with 0 to 15 people: 120 in all."""
    return write_raster(
        tmp_path / "people.tif",
        np.arange(16, dtype="float32").reshape(4, 4),
        transform=from_origin(450_000, 4_420_400, 100, 100),
    )


def _frame(*shapes, **columns):
    moved = gpd.GeoSeries(shapes, crs=CRS).translate(450_000, 4_420_000)
    return gpd.GeoDataFrame(columns, geometry=moved)


def _shape(shape):
    return _frame(shape).geometry.iloc[0]


def test_places_are_in_a_zone_between_or_beyond() -> None:
    """5 in the zone, 3 of the cell whose middle lies beside it, 2 outside the boundary."""
    cells = _frame(Point(10, 10), box(90, 0, 130, 10), Point(500, 10), population=[5.0, 3.0, 2.0])
    found = left_out(cells, _frame(box(0, 0, 100, 100)), _shape(box(0, 0, 200, 100)))
    assert found == Unowned(10.0, 3.0, 2.0)


def test_cells_of_a_raster_are_cut(people) -> None:
    """Half of column 1 is in the zone, the other half and column 2 between, column 3 beyond.

    Columns hold 24, 28, 32 and 36 people.
    """
    zones = _frame(box(0, 0, 150, 400))
    found = raster_left_out(people, zones, _shape(box(0, 0, 300, 400)))
    assert found == pytest.approx(Unowned(120, 14 + 32, 36))
    inside = raster_places(people, zones)["population"].sum()
    assert inside == pytest.approx(found.counted - found.between - found.beyond)


def test_zones_that_overlap_hold_a_person_once(people) -> None:
    zones = _frame(box(0, 0, 150, 400), box(50, 0, 150, 400))
    found = raster_left_out(people, zones, _shape(box(0, 0, 400, 400)))
    assert found == pytest.approx(Unowned(120, 14 + 32 + 36, 0))


def test_zones_that_fill_a_raster_leave_nobody_out(people, monkeypatch) -> None:
    """Read in pieces, in degrees as in meters: exactly nobody."""
    monkeypatch.setattr("spatial.population.unowned.MOST_VALUES", 5)
    zones = _frame(box(0, 0, 133, 400), box(133, 0, 400, 400))
    found = raster_left_out(people, zones, _shape(box(0, 0, 400, 400)))
    assert found == Unowned(120.0, 0.0, 0.0)


def test_zones_may_reach_beyond_the_boundary_and_the_raster_far_beyond_both(people) -> None:
    """Column 1 lies in a zone outside the boundary: counted. Columns 2 and 3 are beyond both."""
    zones = _frame(box(0, 0, 200, 400))
    found = raster_left_out(people, zones, _shape(box(0, 0, 100, 400)))
    assert found == pytest.approx(Unowned(120, 0, 32 + 36))
    far = _frame(box(5000, 0, 5100, 100))
    assert raster_left_out(people, far, _shape(box(5000, 0, 5100, 100))) == Unowned(120, 0, 120)
