"""What is kept while the radius changes gives what is computed anew."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.coverage.ground import measure_proximity, prepare_ground
from spatial.coverage.straight import coverage, coverage_within
from spatial.errors import NotMetricError, ShapeError
from tests.builders.frames import frame, points, row_of_squares

ZONES = row_of_squares(2, side=1000, population=[100.0, 50.0])
LAND = frame([shapely.box(900, 0, 1100, 100)])
HOUSES = frame(
    [
        *shapely.box(np.arange(0, 1000, 90), 300, np.arange(0, 1000, 90) + 40, 330),
        shapely.Point(5, 5),
    ],
    population=np.arange(1.0, 14.0),
    zone=[0] * 13,
)
GROUND = prepare_ground(ZONES, demand=HOUSES, residential=LAND)

sites = st.lists(st.tuples(st.integers(-500, 2500), st.integers(-500, 1500)), max_size=6)


@settings(max_examples=40)
@given(sites, st.lists(st.floats(0, 3000), min_size=1, max_size=3))
def test_a_ground_kept_for_many_radii_gives_what_is_computed_anew(places, radii):
    facilities = points(*places)
    proximity = measure_proximity(GROUND, facilities)
    for radius in radii:
        kept = coverage_within(proximity, radius=radius)
        anew = coverage(ZONES, facilities, radius=radius, demand=HOUSES, residential=LAND)
        pd.testing.assert_frame_equal(kept.rows, anew.rows, check_exact=True)
        assert kept.total == pytest.approx(anew.total, rel=0, abs=0, nan_ok=True)


def test_polygons_are_zones_then_land():
    zones, land = GROUND.parts(GROUND.polygons.area)
    assert zones.tolist() == [1e6, 1e6]
    assert land.tolist() == [10_000, 10_000]
    assert GROUND.land_owner.tolist() == [0, 1]


def test_people_stand_in_demand_and_in_squares_of_land():
    found = GROUND.points
    assert found.points[:2].tolist() == [[20, 315], [110, 315]]
    # The other zone has no demand: its people are on 100 m x 100 m of land.
    assert found.points[13:].tolist() == [[1025, 25], [1075, 25], [1025, 75], [1075, 75]]
    assert found.sums(found.people).tolist() == GROUND.population.tolist() == [100, 50]


def test_a_ground_without_land_has_no_pieces():
    bare = prepare_ground(ZONES)
    zones, land = bare.parts(bare.polygons.area)
    assert (len(zones), len(land)) == (2, 0)
    assert (bare.basis, GROUND.basis) == ("area", "demand")
    assert prepare_ground(ZONES, residential=LAND).basis == "residential"


def test_facilities_outside_are_counted_by_their_distance_to_the_nearest_zone():
    found = measure_proximity(GROUND, points((500, 500), (2300, 500), (-300, 1400)))
    assert found.apart.tolist() == [300, 500]
    assert found.inside.tolist() == [1, 0]
    assert found.counts(300) == {
        "facilities_counted": 2,
        "facilities_outside": 1,
        "facilities_ignored": 1,
    }
    assert found.counts(np.nextafter(300, 0))["facilities_ignored"] == 2


def test_without_zones_every_facility_is_infinitely_far():
    empty = prepare_ground(ZONES.iloc[:0])
    assert measure_proximity(empty, points((0, 0))).apart.tolist() == [np.inf]


def test_facilities_of_another_system_or_kind_are_refused():
    with pytest.raises(NotMetricError, match="facilities is in"):
        measure_proximity(GROUND, points((0, 0)).to_crs("EPSG:4549"))
    lines = LAND.set_geometry(LAND.boundary)
    with pytest.raises(ShapeError, match="facilities holds LineString"):
        measure_proximity(GROUND, lines)


def test_a_radius_that_is_no_distance_is_refused():
    with pytest.raises(ShapeError, match="radius"):
        coverage_within(measure_proximity(GROUND, points((0, 0))), radius=-1)


@pytest.mark.parametrize("radius", [0.0, 30.0])
def test_people_in_a_wide_site_are_surely_covered(radius):
    """Kind: a bracket that looks at the edge of a site only, and forgets who lives in it.

    A campus of 400 m by 400 m: 30 people in a cell inside it, 20 in one half inside (its point at
    x = 30 is in), 50 in one 300 m off. At 0 m and at 30 m 30 are surely covered, at most 50.
    """
    cells = [
        shapely.box(190, 190, 210, 210),
        shapely.box(-40, 100, 100, 200),
        shapely.box(700, 0, 720, 20),
    ]
    where = frame(cells, population=[30.0, 20.0, 50.0], zone=0)
    ground = prepare_ground(row_of_squares(1, side=1000, population=[100]), demand=where)
    campus = frame([shapely.box(0, 0, 400, 400)])
    found = coverage_within(measure_proximity(ground, campus), radius=radius)
    row = found.rows.iloc[0]
    assert row["covered_population"] == 50
    assert (row["covered_population_low"], row["covered_population_high"]) == (30, 50)
    assert row["covered_area_m2"] >= 160_000
    assert found.total["nearest_m_p50"] == 0


def test_a_site_outside_that_reaches_in_is_counted_at_any_radius():
    """It stands outside, but a strip of 10 m of it lies in the zone, and so may people."""
    ground = prepare_ground(row_of_squares(1, side=1000, population=[100]))
    beside = frame([shapely.box(990, 0, 1500, 500)])
    found = coverage_within(measure_proximity(ground, beside), radius=0)
    assert found.total["facilities_outside"] == 1
    assert found.total["covered_area_m2"] == pytest.approx(5000)
    gated = frame(
        [shapely.Point(1500, 0)],
        drawn=[shapely.box(990, 0, 1500, 500)],
        stands=[shapely.Point(1400, 9)],
    )
    found = coverage_within(measure_proximity(ground, gated), radius=0)
    assert (found.total["facilities_outside"], found.rows["facilities_inside"][0]) == (1, 0)
    assert found.total["covered_area_m2"] == pytest.approx(5000)


def test_sizes_grow_with_what_is_held():
    bare = prepare_ground(ZONES)
    assert prepare_ground(ZONES, residential=LAND).nbytes != bare.nbytes > 0
    near, more = (measure_proximity(GROUND, points(*[(i, 0) for i in range(n)])) for n in (1, 9))
    assert more.nbytes - near.nbytes == 8 * 2 * 8
