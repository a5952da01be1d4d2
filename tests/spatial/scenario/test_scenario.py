"""What a scenario holds after any edits equals computing it anew, to the last bit."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.errors import ShapeError
from spatial.network.network import Network
from spatial.scenario.competition import Sharing, shares
from spatial.scenario.edits import (
    AddFacility,
    ChangePopulation,
    CloseFacility,
    CloseStreet,
    MoveFacility,
    OpenStreet,
    ResizeFacility,
)
from spatial.scenario.scenario import Places, Scenario
from spatial.scenario.walking import WalkingNearest
from tests.builders.streets import network_of

POINT = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(lambda p: (p[0] * 50.0, p[1] * 50.0))
COORDINATE = st.floats(-20, 420).map(lambda x: round(x, 3))
CATCHMENT = 120.0
ANY_POINT = st.tuples(COORDINATE, COORDINATE)


def assert_equal(one, other):
    assert np.array_equal(one.distance, other.distance)
    assert np.array_equal(one.facility, other.facility)
    for mine, theirs in zip(one.sums, other.sums, strict=True):
        assert np.array_equal(mine, theirs)


def assert_all_equal(scenario):
    """What is held, and what competition makes of it, equals a full recomputation."""
    assert_equal(scenario.values, scenario.recompute())
    held, anew = scenario.costs(CATCHMENT), scenario.costs(CATCHMENT, anew=True)
    assert held.shape == anew.shape
    for part in ("indptr", "indices", "data"):
        assert np.array_equal(getattr(held, part), getattr(anew, part))
    sharing = Sharing(CATCHMENT, "gaussian")
    unit, units = np.arange(scenario.places.zones), scenario.places.zones
    pairs = zip(
        shares(scenario, sharing, unit, units),
        shares(scenario, sharing, unit, units, costs=anew),
        strict=True,
    )
    assert all(np.array_equal(one, other, equal_nan=True) for one, other in pairs)


@st.composite
def towns(draw, point):
    """Return places where people live and facilities, some at the same point."""
    places = draw(st.lists(point, max_size=25))
    facilities = draw(st.lists(point, max_size=5))
    people = draw(st.lists(st.floats(0, 1e4), min_size=len(places), max_size=len(places)))
    zone = draw(st.lists(st.integers(0, 2), min_size=len(places), max_size=len(places)))
    where = np.array(places, dtype=float).reshape(-1, 2)
    return (
        Places(where, np.array(people, dtype=float), np.array(zone, dtype=np.int64), 3),
        np.array(facilities, dtype=float).reshape(-1, 2),
    )


def capacities(facilities):
    """Return a number for each facility, some of them not known."""
    size = st.floats(0, 100) | st.just(np.nan)
    return st.lists(size, min_size=len(facilities), max_size=len(facilities))


@st.composite
def lines(draw):
    """Return streets: a grid with equal lengths and gaps, or any lines between some vertices."""
    if draw(st.booleans()):
        step, side = draw(st.sampled_from([100.0, 100.3])), draw(st.integers(2, 5))
        found = [
            [(i * step, j * step), ((i + di) * step, (j + dj) * step)]
            for i in range(side)
            for j in range(side)
            for di, dj in ((1, 0), (0, 1))
            if i + di < side and j + dj < side and draw(st.integers(0, 4))
        ]
    else:
        corners = draw(st.lists(ANY_POINT, min_size=2, max_size=12, unique=True))
        pair = st.lists(st.sampled_from(corners), min_size=2, max_size=3, unique=True)
        found = draw(st.lists(pair, max_size=15))
    found.append([(600.0, 0.0), (600.0, 450.0), (700.0, 450.0)])  # a component of its own
    return np.array([shapely.LineString(one) for one in found], dtype=object)


def draw_edit(draw, scenario, point, *, walking=False):
    """Return an edit that the scenario accepts."""
    serving = scenario.serving.tolist()
    kinds = ["add"] + (["close", "move", "resize"] if serving else [])
    streets = scenario.nearest.network if walking else None
    if streets is not None:
        kinds += ["open"] + (["shut"] if streets.edge_open.any() else [])
    kinds += ["people"] if len(scenario.people) else []
    made = {
        "add": lambda: AddFacility(draw(point), 10.0),
        "close": lambda: CloseFacility(draw(st.sampled_from(serving))),
        "move": lambda: MoveFacility(draw(st.sampled_from(serving)), draw(point)),
        "resize": lambda: ResizeFacility(draw(st.sampled_from(serving)), draw(st.floats(0, 100))),
        "shut": lambda: CloseStreet(draw_edges(draw, streets)),
        "open": lambda: OpenStreet(draw_line(draw, streets, point)),
        "people": lambda: draw_people(draw, scenario),
    }
    return made[draw(st.sampled_from(kinds))]()


def draw_edges(draw, streets):
    edges = st.sampled_from(np.flatnonzero(streets.edge_open).tolist())
    return tuple(draw(st.lists(edges, min_size=1, max_size=2, unique=True)))


def draw_line(draw, streets, point):
    known = [tuple(place) for place in streets.vertices.tolist()]
    ends = st.sampled_from(known) | point if known else point
    return shapely.LineString(draw(st.lists(ends, min_size=2, max_size=3, unique=True)))


def draw_people(draw, scenario):
    zone = int(draw(st.sampled_from(scenario.places.zone.tolist())))
    number = draw(st.floats(0, 1e3))
    if draw(st.booleans()):
        return ChangePopulation(zone, factor=number)
    return ChangePopulation(zone, total=number)


@pytest.mark.slow
@settings(max_examples=100)
@given(data=st.data(), point=st.sampled_from([POINT, ANY_POINT]))
def test_straight_line_edits_equal_a_full_recomputation(data, point):
    places, facilities = data.draw(towns(point))
    known = data.draw(capacities(facilities))
    scenario = Scenario.straight(places, facilities, radius=150.0, capacity=known)
    assert_all_equal(scenario)
    for _ in range(data.draw(st.integers(1, 8))):
        scenario.apply(draw_edit(data.draw, scenario, point))
        assert_all_equal(scenario)


@pytest.mark.slow
@settings(max_examples=100)
@given(data=st.data(), point=st.sampled_from([POINT, ANY_POINT]))
def test_walking_edits_equal_a_full_recomputation(data, point):
    places, facilities = data.draw(towns(point))
    network = Network.from_lines(data.draw(lines()))
    snap = data.draw(st.sampled_from([None, 60.0]))
    nearest = WalkingNearest(network, places.points, facilities, max_snap=snap)
    known = data.draw(capacities(facilities))
    scenario = Scenario(places, nearest, radius=150.0, capacity=known)
    assert_all_equal(scenario)
    for _ in range(data.draw(st.integers(1, 8))):
        before = scenario.copy()
        scenario.apply(draw_edit(data.draw, scenario, point, walking=True))
        assert_all_equal(scenario)
        assert_all_equal(before)


@pytest.fixture
def street():
    """Three places of 10 people along a street of 300 m, each a zone; facilities at both ends."""
    network = network_of([(0, 0), (100, 0), (200, 0), (300, 0)])
    points = np.array([(50.0, 0.0), (140.0, 0.0), (250.0, 0.0)])
    places = Places(points, np.full(3, 10.0), np.arange(3), 3)
    nearest = WalkingNearest(network, points, [(0.0, 0.0), (300.0, 0.0)])
    return Scenario(places, nearest, radius=100.0, capacity=[20, 5])


def test_what_edits_do_to_a_street_that_a_reader_can_walk(street):
    assert street.distance.tolist() == [50, 140, 50]
    assert street.facility.tolist() == [0, 0, 1]
    assert street.sums.covered.tolist() == [10, 0, 10]
    assert street.loads().tolist() == [20, 10]
    touched = street.apply(AddFacility((150.0, 0.0), 7.0))
    assert touched.places.tolist() == touched.zones.tolist() == [1]
    assert street.distance.tolist() == [50, 10, 50]
    street.apply(CloseFacility(0))
    assert street.distance.tolist() == [100, 10, 50]
    assert street.facility.tolist() == [2, 2, 1]
    street.apply(ResizeFacility(2, 30.0))
    assert street.capacity.tolist() == [20, 5, 30]
    street.apply(ChangePopulation(1, total=99.0))
    assert street.sums.people.tolist() == [10, 99, 10]


def test_a_closed_street_sends_people_the_other_way(street):
    street.apply(MoveFacility(1, (0.0, 0.0)))
    assert street.distance.tolist() == [50, 140, 250]
    assert (street.facility == 0).all()  # of two at one place the lower row
    street.apply(OpenStreet(shapely.LineString([(0, 0), (100, 100), (200, 0)])))
    assert street.distance[2] == 250
    street.apply(CloseStreet((int(street.nearest.attached.demand.edge[0]),)))
    # the place at 50 m reaches the new street after 35.355 m, halfway up its first piece
    assert street.distance[0] == pytest.approx(2 * 35.355339)
    assert street.distance[2] == pytest.approx(2 * 141.421356 + 50)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (CloseFacility(2), "does not serve"),
        (MoveFacility(-1, (0.0, 0.0)), "does not serve"),
        (ResizeFacility(9, 1.0), "does not serve"),
        (ChangePopulation(3, factor=2.0), "0 to 2"),
        (CloseStreet((99,)), "open edges"),
        (CloseStreet(()), "open edges"),
    ],
)
def test_an_edit_of_what_is_not_there_leaves_everything_as_it_was(street, edit, words):
    with pytest.raises(ShapeError, match=words):
        street.apply(edit)
    assert_equal(street.values, street.recompute())


def test_what_is_closed_stays_closed(street):
    street.apply(CloseFacility(0))
    with pytest.raises(ShapeError, match="does not serve"):
        street.apply(CloseFacility(0))
    street.apply(CloseStreet((0,)))
    with pytest.raises(ShapeError, match="open edges"):
        street.apply(CloseStreet((0,)))


def test_streets_mean_nothing_in_a_straight_line():
    places = Places(np.zeros((1, 2)), np.ones(1), np.zeros(1, dtype=np.int64), 1)
    scenario = Scenario.straight(places, [(0.0, 0.0)], radius=10.0)
    with pytest.raises(ShapeError, match="straight line"):
        scenario.apply(CloseStreet((0,)))


def test_a_total_is_shared_out_evenly_where_nobody_lived():
    places = Places(np.zeros((2, 2)), np.zeros(2), np.zeros(2, dtype=np.int64), 1)
    scenario = Scenario.straight(places, [(0.0, 0.0)], radius=10.0)
    scenario.apply(ChangePopulation(0, total=30.0))
    assert scenario.people.tolist() == [15, 15]
    assert places.people.tolist() == [0, 0]


def test_a_zone_without_places_cannot_get_people():
    places = Places(np.zeros((1, 2)), np.ones(1), np.zeros(1, dtype=np.int64), 2)
    scenario = Scenario.straight(places, [(0.0, 0.0)], radius=10.0)
    with pytest.raises(ShapeError, match="no place"):
        scenario.apply(ChangePopulation(1, total=30.0))


def test_arrays_that_do_not_go_together_are_refused():
    with pytest.raises(ShapeError, match="as many of each"):
        Places(np.zeros((2, 2)), np.ones(1), np.zeros(2, dtype=np.int64), 1)
    with pytest.raises(ShapeError, match="negative or missing"):
        Places(np.zeros((1, 2)), np.array([np.nan]), np.zeros(1, dtype=np.int64), 1)
    places = Places(np.zeros((1, 2)), np.ones(1), np.zeros(1, dtype=np.int64), 1)
    with pytest.raises(ShapeError, match="capacity"):
        Scenario.straight(places, [(0.0, 0.0)], radius=10.0, capacity=[1.0, 2.0])
