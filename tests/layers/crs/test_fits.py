"""The offset is noticed where everything is near something, and nothing is where there is none."""

import itertools

import numpy as np
import pytest
import shapely
from shapely.geometry import box

from layers.crs import china, datum
from layers.crs.fits import Fit, Shift, inside_once_moved, measure, places_on, strokes
from tests.builders.frames import lonlat_frame

DISTRICT = box(116.37, 39.86, 116.45, 39.97)
DEGREE_M = 111_319.5
TRIALS = 12


def moved(shapes, offset="gcj02"):
    forward = getattr(china, f"wgs84_to_{offset}")
    shift = lambda points: np.column_stack(forward(points[:, 0], points[:, 1]))  # noqa: E731
    return shapely.transform(np.asarray(shapes, dtype=object), shift)


def dense_streets(rng, noise=0.0):
    """Return some 3,000 streets about 60 m apart, as in an old town."""
    xs = np.sort(rng.uniform(116.37, 116.45, 110))
    ys = np.sort(rng.uniform(39.86, 39.97, 200))
    blocks = np.linspace(0, 1, 11)
    lines = []
    for x in xs:
        lines += [[(x, 39.86 + 0.11 * a), (x, 39.86 + 0.11 * b)] for a, b in pairs(blocks)]
    for y in ys:
        lines += [[(116.37 + 0.08 * a, y), (116.37 + 0.08 * b, y)] for a, b in pairs(blocks)]
    ends = np.array(lines) + rng.normal(0, noise / DEGREE_M, (len(lines), 2, 2))
    return shapely.linestrings(ends)


def pairs(values):
    return itertools.pairwise(values)


def cells(step=0.001):
    x, y = np.meshgrid(np.arange(116.37, 116.45, step), np.arange(39.86, 39.97, step))
    return shapely.box(x.ravel(), y.ravel(), x.ravel() + step, y.ravel() + step)


def found(shapes, **known):
    problems = datum.notice(lonlat_frame(shapes), boundary=DISTRICT, **known)
    return [(one.code, one.values["option"]) for one in problems]


@pytest.mark.parametrize("offset", ["gcj02", "bd09"])
@pytest.mark.parametrize("noise", [0, 3])
def test_dense_streets_in_an_offset_are_noticed(offset, noise):
    """Kind: a guard that asks for 20 m sees nothing where a street is 15 m from anywhere."""
    rng = np.random.default_rng(5)
    there = dense_streets(rng)
    again = shapely.transform(there, lambda p: p + rng.normal(0, noise / DEGREE_M, p.shape))
    existing = lonlat_frame(there)
    assert found(moved(again, offset), existing=existing) == [("datum_noticed", offset)]
    assert found(again, existing=existing) == []


@pytest.mark.parametrize("offset", ["gcj02", "bd09"])
def test_cells_of_people_in_an_offset_are_noticed(offset):
    """Kind: the same with cells of 100 m, as squares and as their middles."""
    for shapes in (cells(), shapely.centroid(cells())):
        existing = lonlat_frame(shapes)
        assert found(moved(shapes, offset), existing=existing) == [("datum_noticed", offset)]
        assert found(shapes, existing=existing) == []


@pytest.mark.parametrize("shapes", [dense_streets(np.random.default_rng(9)), cells()])
def test_a_first_layer_cut_out_along_the_boundary_is_noticed(shapes):
    """Kind: an empty layer has nothing to compare with; the boundary it was cut out by does."""
    inside = shapely.intersection(shapes, DISTRICT)
    assert found(moved(inside)) == [("datum_noticed", "gcj02")]
    assert found(inside) == []


def test_wgs84_data_in_an_area_drawn_in_an_offset_are_noticed():
    """Kind: the opposite: the boundary and the layers are in GCJ-02, the new file is not."""
    streets = dense_streets(np.random.default_rng(3))
    area = moved([DISTRICT])[0]
    known = {"boundary": area, "existing": lonlat_frame(moved(streets))}
    for case in (known, {"boundary": area}):
        problems = datum.notice(lonlat_frame(streets), **case)
        assert [one.code for one in problems] == ["datum_of_area_noticed"]
        assert "--crs gcj02" in problems[0].mend("en")
    whole = datum.notice(lonlat_frame([DISTRICT]), boundary=area)
    assert [one.code for one in whole] == ["datum_of_area_noticed"]
    assert datum.notice(lonlat_frame(moved(streets)), **known) == []


def test_data_that_are_right_raise_no_alarm_whatever_their_extent():
    """Data beyond the boundary, in a corner, on one side, or of other places: nothing is said."""
    rng = np.random.default_rng(17)
    alarms = []
    for _ in range(TRIALS):
        west, south = rng.uniform((116.3, 39.8), (116.4, 39.9))
        width, height = rng.uniform(0.02, 0.2, 2)
        spots = shapely.points(rng.uniform((west, south), (west + width, south + height), (300, 2)))
        others = dense_streets(rng)
        alarms += found(spots)
        alarms += found(spots, existing=lonlat_frame(others))
        alarms += found(dense_streets(rng), existing=lonlat_frame(others))
    assert alarms == []


def test_first_streets_are_compared_with_the_outlines_of_communities():
    """Kind: an empty layer of streets; nine of ten lie within a community, on no outline."""
    streets = dense_streets(np.random.default_rng(21))
    spread = shapely.transform(streets, lambda p: p * 1.0 + (p - p.mean(axis=0)) * 0.3)
    xs, ys = (np.unique(shapely.get_coordinates(spread)[:, axis].round(9))[::40] for axis in (0, 1))
    outlines = [box(a, c, b, d) for a, b in pairs(xs) for c, d in pairs(ys)]
    known = {"existing": lonlat_frame(outlines)}
    assert found(moved(spread), **known) == [("datum_noticed", "gcj02")]
    assert found(spread, **known) == []


def test_few_places_or_a_fit_no_better_than_chance_say_nothing():
    gcj = Shift("gcj02", undone=True)
    assert Fit(15.0, {gcj: 5.0}, elsewhere=14.0, places=60).best() == gcj
    assert Fit(15.0, {gcj: 5.0}, elsewhere=8.0, places=60).best() is None
    assert Fit(15.0, {gcj: 5.0}, elsewhere=14.0, places=30).best() is None
    assert Fit(1.0, {gcj: 0.1}, elsewhere=14.0, places=400).best() is None
    assert inside_once_moved(shapely.points([[116.4, 39.9]] * 60), DISTRICT) is None


def test_a_few_straight_streets_are_little_evidence() -> None:
    """The kind: an alarm by chance. Four streets are four strokes, whatever places they hold."""
    streets = shapely.linestrings([[(0, i), (1, i)] for i in range(4)])
    assert strokes(streets) == 4
    assert strokes(shapely.points([(0, 0), (1, 1), (1, 1)])) == 2
    found = measure(places_on(streets), streets, drawn=strokes(streets))
    assert found is not None
    assert found.places == 4
