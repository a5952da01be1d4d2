"""Land within reach of sites that are areas: what they hold is covered at every radius."""

import math

import numpy as np
import pytest
from shapely import MultiPoint, Point, box

from spatial.coverage import cover_by_sites, measured_polygons
from spatial.coverage.discs import disc_coverage
from spatial.site_points import site_points

CAMPUS = box(0, 0, 400, 400)


def cover(zones, sites):
    return cover_by_sites(measured_polygons(np.array(zones, dtype=object)), sites)


def test_a_wide_site_is_covered_whole_at_any_radius() -> None:
    """Kind: the middle of a wide site lies further from its edge than the radius.

    A campus of 16 ha across two zones, a third of it in the first; at 0 m only itself.
    """
    zones = [box(-1000, -1000, 100, 1000), box(100, -1000, 1000, 1000)]
    found = cover(zones, site_points([CAMPUS]))
    assert found.within(0.0).tolist() == pytest.approx([40_000.0, 120_000.0])
    # 60 m around: four strips of 400 x 60 and four quarters of a circle, less the scallops between
    # points 20 m apart: at most 20 x s^2 / (8 r) for each of 80 of them.
    whole = 160_000 + 4 * 400 * 60 + math.pi * 60**2
    least = whole - 80 * 20 * 20**2 / (8 * 60) * 1.02
    assert least <= found.within(60.0).sum() <= whole + 1e-6
    assert found.within(1e5).tolist() == [1100 * 2000, 900 * 2000]
    assert found.nbytes > 0


def test_narrow_beside_the_radius_discs_hold_all_of_it() -> None:
    site = site_points([box(0, 0, 100, 40)])
    zone = box(-500, -500, 500, 500)
    assert cover([zone], site).within(300.0) == disc_coverage([zone], site.points, radius=300.0)


def test_a_site_entered_by_gates_is_covered_whole_too() -> None:
    sites = site_points([MultiPoint([(0, 200)]), Point(5000, 0)], drawn=[CAMPUS, None])
    found = cover([box(-1000, -1000, 1000, 1000)], sites).within(50.0)[0]
    # The campus, and half a disc before its gate.
    assert found == pytest.approx(160_000 + math.pi * 50**2 / 2)


def test_zones_that_a_site_fills_are_covered_to_the_last_metre() -> None:
    found = cover([box(100, 100, 200, 200), box(900, 0, 950, 50)], site_points([CAMPUS]))
    assert found.within(0.0).tolist() == [10_000.0, 0.0]
