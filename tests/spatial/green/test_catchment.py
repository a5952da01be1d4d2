"""Three ways to divide the same parks: each adds up, and none moves with how parks are drawn."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity, box

from spatial.errors import ShapeError
from spatial.green.catchment import BALANCE, by_boundary, by_reach, by_share, ledger_table
from spatial.green.park_distances import straight_line_park_costs
from spatial.green.parks import whole_parks

UNITS = np.array([box(0, 0, 100, 100), box(100, 0, 200, 100)], dtype=object)
ON_THE_BORDER = np.array([box(80, 40, 110, 60)], dtype=object)
"""400 m2 in the first unit, 200 m2 in the second."""


def test_a_park_on_the_border_is_split_at_it():
    account = by_boundary(UNITS, ON_THE_BORDER)
    assert account.area.tolist() == [400.0, 200.0]
    assert account.lines() == {
        "union_m2": 600.0,
        "assigned_m2": 600.0,
        "counted_twice_m2": 0.0,
        "unassigned_m2": 0.0,
        "difference_m2": 0.0,
    }


def test_at_no_distance_shares_are_those_of_the_boundary():
    assert by_share(UNITS, ON_THE_BORDER, distance=0).area.tolist() == [400.0, 200.0]


def test_a_park_is_shared_by_the_land_around_it():
    # A strip of park along the whole border on the first side: 20 m of land each side within 20 m.
    strip = np.array([box(80, -1000, 100, 1000)], dtype=object)
    account = by_share(UNITS, strip, distance=20)
    # [60, 100] x 100 m in the first unit, [100, 120] x 100 m in the second: 2 to 1.
    assert account.area.tolist() == pytest.approx([40_000 * 2 / 3, 40_000 / 3])
    assert account.unassigned == 0


def test_a_park_far_from_all_units_is_a_line_of_its_own():
    parks = np.array([*ON_THE_BORDER, box(900, 0, 910, 10)], dtype=object)
    for account in (by_boundary(UNITS, parks), by_share(UNITS, parks, distance=50)):
        assert account.unassigned == 100.0
        assert account.union == 700.0
        assert account.difference == 0.0


def test_units_that_overlap_tell_what_they_count_twice():
    overlapping = np.array([box(0, 0, 120, 100), box(80, 0, 200, 100)], dtype=object)
    account = by_boundary(overlapping, ON_THE_BORDER)
    assert account.area.tolist() == [600.0, 600.0]
    assert account.counted_twice == 600.0
    assert account.difference == 0.0
    assert by_share(overlapping, ON_THE_BORDER, distance=10).area.sum() == pytest.approx(600)


def test_reach_divides_a_park_among_those_who_reach_it_across_borders():
    points = np.array([[70, 50], [150, 50], [190, 50], [60, 50]])
    cost = straight_line_park_costs(points, ON_THE_BORDER, limit=60)
    found = by_reach(
        cost, [10, 20, 30, 0], [600.0], unit=np.array([0, 1, 1, 0]), units=2, catchment=60
    )
    assert found.per_person.tolist() == [20.0, 20.0, 0.0, 20.0]
    assert found.account.area.tolist() == [200.0, 400.0]
    assert found.unreached == 0


def test_green_that_nobody_reaches_or_only_strangers_reach_is_unassigned():
    parks = np.array([*ON_THE_BORDER, box(900, 0, 910, 10)], dtype=object)
    points = np.array([[70, 50], [100, 70]])
    cost = straight_line_park_costs(points, parks, limit=60)
    found = by_reach(cost, [10, 30], [600.0, 100.0], unit=np.array([0, -1]), units=2, catchment=60)
    assert found.account.area.tolist() == [150.0, 0.0]
    assert found.account.unassigned == 450 + 100
    assert (found.unreached, found.closed.tolist()) == (100.0, [1])
    assert found.account.difference == 0


def test_accounts_stand_side_by_side():
    table = ledger_table({"boundary": by_boundary(UNITS, ON_THE_BORDER)})
    assert table.loc["boundary", "assigned_m2"] == 600.0


def test_faulty_arguments_are_refused():
    with pytest.raises(ShapeError, match="distance"):
        by_share(UNITS, ON_THE_BORDER, distance=-1)
    with pytest.raises(ShapeError, match="unit"):
        by_reach([[1.0]], [1.0], [1.0], unit=np.array([0, 0]), units=1, catchment=5)


coordinate = st.integers(-60, 240)
drawn = st.lists(
    st.tuples(coordinate, coordinate, st.integers(2, 70), st.integers(2, 70), st.integers(0, 89)),
    min_size=1,
    max_size=9,
)
REACH = 33.3


def turned(sizes):
    return [
        affinity.rotate(box(x, y, x + width, y + height), angle, "center")
        for x, y, width, height, angle in sizes
    ]


def redrawn(shapes, random, slope, offset):
    """Repeat one, tear all along a slanted line, and shuffle the pieces."""
    ends = [(-900, offset - 900 * slope), (900, offset + 900 * slope)]
    halves = shapely.get_parts(
        shapely.ops.split(box(-900, -900, 900, 900), shapely.LineString(ends))
    )
    pieces = [*shapes, random.choice(shapes)]
    torn = [part for shape in pieces for part in shapely.intersection(shape, halves)]
    torn = [part for part in shapely.get_parts(torn) if part.area > 0]
    random.shuffle(torn)
    return torn


def accounts(shapes):
    parks = whole_parks(np.array(shapes, dtype=object))
    rng = np.random.default_rng(7)
    points = rng.uniform([-40, -40], [240, 140], (120, 2))
    unit = np.select([points[:, 0] < 0, points[:, 0] < 100, points[:, 0] < 200], [-1, 0, 1], -1)
    people = rng.integers(0, 9, 120).astype(float)
    cost = straight_line_park_costs(points, parks, limit=REACH)
    reached = by_reach(cost, people, shapely.area(parks), unit=unit, units=2, catchment=REACH)
    return {
        "boundary": by_boundary(UNITS, parks),
        "share": by_share(UNITS, parks, distance=REACH),
        "reach": reached.account,
    }, (people, reached)


@settings(max_examples=60)
@given(drawn)
def test_every_account_balances(sizes):
    shapes = turned(sizes)
    found, (people, reached) = accounts(shapes)
    union = shapely.union_all(shapes).area
    for account in found.values():
        assert account.union == pytest.approx(union, rel=BALANCE)
        assert abs(account.difference) <= BALANCE * union
        assert account.counted_twice == pytest.approx(0, abs=BALANCE * union)
        assert (account.area >= 0).all()
    # The green for each person, summed over the people, is the green in reach.
    assert people @ reached.per_person == pytest.approx(union - reached.unreached, rel=BALANCE)


@settings(max_examples=60)
@given(drawn, st.randoms(use_true_random=False), st.floats(-3, 3), st.floats(-60, 200))
def test_no_account_moves_when_parks_are_shuffled_repeated_or_torn(sizes, random, slope, offset):
    shapes = turned(sizes)
    before, _ = accounts(shapes)
    after, _ = accounts(redrawn(shapes, random, slope, offset))
    for name, account in before.items():
        tolerance = BALANCE * account.union
        assert after[name].area.tolist() == pytest.approx(account.area.tolist(), abs=tolerance)
        assert after[name].unassigned == pytest.approx(account.unassigned, abs=tolerance)
