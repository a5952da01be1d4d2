"""What is drawn as served and not served."""

import math

import pytest
import shapely

from spatial.coverage.bands import service_areas
from spatial.coverage.discs import disc_coverage
from spatial.errors import ShapeError

AREA = shapely.box(0, 0, 3000, 2000)
POINTS = [(500, 500), (900, 700), (3200, 1000), (9000, 9000)]


def test_the_two_parts_make_up_the_area_and_do_not_overlap():
    served, unserved = service_areas(AREA, POINTS, radius=500)
    assert served.area + unserved.area == pytest.approx(AREA.area, rel=1e-12)
    assert served.intersection(unserved).area == pytest.approx(0, abs=1e-6)


def test_the_drawing_loses_a_ten_thousandth_of_the_discs_and_gains_nothing():
    served, _ = service_areas(AREA, POINTS, radius=500)
    exact = disc_coverage([AREA], POINTS, radius=500)[0]
    assert 0 <= exact - served.area <= 1.1e-4 * 3 * math.pi * 500**2


@pytest.mark.parametrize(("points", "radius"), [([], 500), ([(9000, 0)], 500), ([(9, 9)], 0)])
def test_nothing_in_reach_leaves_all_unserved(points, radius):
    served, unserved = service_areas(AREA, points, radius=radius)
    assert served.is_empty
    assert unserved.equals(AREA)


def test_other_shapes_are_refused():
    with pytest.raises(ShapeError, match="area holds Point"):
        service_areas(shapely.Point(0, 0), POINTS, radius=500)
