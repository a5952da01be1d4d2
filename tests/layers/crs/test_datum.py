"""How often the offset of web maps is noticed, and how often it is seen where there is none."""

import numpy as np
import pytest
import shapely
from shapely.geometry import box

from layers.crs import china, datum
from layers.crs.fits import places_on
from tests.builders.frames import lonlat_frame

DISTRICT = box(116.37, 39.86, 116.45, 39.97)
DEGREE_M = 111_319.5
TRIALS = 60


def moved(shapes, offset):
    forward = getattr(china, f"wgs84_to_{offset}")
    shift = lambda points: np.column_stack(forward(points[:, 0], points[:, 1]))  # noqa: E731
    return shapely.transform(np.asarray(shapes, dtype=object), shift)


def scattered(rng, count):
    return rng.uniform((116.37, 39.86), (116.45, 39.97), (count, 2))


def noisy(points, rng, metres):
    return points + rng.normal(0, metres / DEGREE_M, points.shape)


def found(problems):
    return [one.values["option"] for one in problems if one.code == "datum_noticed"]


@pytest.mark.parametrize("offset", ["gcj02", "bd09"])
def test_points_of_the_same_places_are_noticed_every_time(offset):
    rng = np.random.default_rng(7)
    hits = 0
    for _ in range(TRIALS):
        there = scattered(rng, 40)
        again = moved(shapely.points(noisy(there[:25], rng, 15)), offset)
        existing = lonlat_frame(shapely.points(there))
        hits += found(datum.notice(lonlat_frame(again), existing=existing)) == [offset]
    assert hits == TRIALS


@pytest.mark.parametrize(("count", "spread"), [(12, 40), (40, 40), (200, 400)])
def test_unrelated_or_true_points_raise_no_alarm(count, spread):
    rng = np.random.default_rng(11)
    alarms = 0
    for _ in range(TRIALS):
        existing = lonlat_frame(shapely.points(scattered(rng, spread)))
        alarms += bool(
            datum.notice(lonlat_frame(shapely.points(scattered(rng, count))), existing=existing)
        )
        true = noisy(shapely.get_coordinates(existing.geometry)[:count], rng, 30)
        alarms += bool(datum.notice(lonlat_frame(shapely.points(true)), existing=existing))
    assert alarms == 0


@pytest.mark.parametrize("offset", ["gcj02", "bd09"])
def test_communities_are_compared_with_the_boundary_they_fill(offset):
    corners = [(116.37 + 0.02 * i, 39.86 + 0.022 * j) for i in range(4) for j in range(5)]
    cells = [box(x, y, x + 0.02, y + 0.022) for x, y in corners]
    assert found(datum.notice(lonlat_frame(moved(cells, offset)), boundary=DISTRICT)) == [offset]
    assert datum.notice(lonlat_frame(cells), boundary=DISTRICT) == []


def test_the_one_district_of_many_that_matches_is_compared():
    city = [DISTRICT, box(116.2, 39.86, 116.37, 39.97), box(116.45, 39.7, 116.9, 40.1)]
    problems = datum.notice(lonlat_frame(moved(city, "gcj02")), boundary=DISTRICT)
    assert found(problems) == ["gcj02"]
    assert "once converted" in problems[0].text("en")
    assert "--crs gcj02" in problems[0].mend("zh")


def test_invalid_polygons_are_compared_all_the_same():
    corner, below = (116.45, 39.86), (116.45, 39.85)
    spike = shapely.Polygon([*DISTRICT.exterior.coords, below, corner])
    assert not spike.is_valid
    assert found(datum.notice(lonlat_frame(moved([spike], "gcj02")), boundary=DISTRICT)) == [
        "gcj02"
    ]
    assert datum.notice(lonlat_frame([spike]), boundary=DISTRICT) == []


def test_streets_are_compared_along_their_length():
    rng = np.random.default_rng(3)
    ends = [[(x, 39.86), (x, 39.97)] for x in np.linspace(116.37, 116.45, 30)]
    ends += [[(116.37, y), (116.45, y)] for y in np.linspace(39.86, 39.97, 30)]
    streets = [shapely.LineString(noisy(np.array(pair), rng, 3)) for pair in ends]
    existing = lonlat_frame(streets)
    assert found(datum.notice(lonlat_frame(moved(streets[::2], "gcj02")), existing=existing)) == [
        "gcj02"
    ]
    assert datum.notice(lonlat_frame(streets[::2]), existing=existing) == []


def test_lines_and_points_are_sampled_where_they_are():
    parts = shapely.MultiLineString([[[0, 0], [1, 0]], [[5, 0], [6, 0]]])
    places = places_on(np.array([parts], dtype=object))
    assert shapely.distance(shapely.points(places), parts).max() == pytest.approx(0, abs=1e-12)
    assert np.sum(places[:, 0] > 4) == np.sum(places[:, 0] < 2) == 200


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"cp": "x", "childNum": 3}, ["gcj02"]),
        ({"adcode": 110101, "acroutes": "x", "name": "a"}, ["gcj02"]),
        ({"gcj_lng": 1.0}, ["gcj02"]),
        ({"bd_lat": 1.0, "名称": "a"}, ["bd09"]),
        ({"百度经度": 1.0}, ["bd09"]),
        ({"adcode": 110101, "name": "a"}, []),
        ({"cp": 3, "abd_lat": 1, "childhood": 2}, []),
    ],
)
def test_marks_of_web_map_files(columns, expected):
    columns = {name: [value] for name, value in columns.items()}
    assert (
        found(datum.notice(lonlat_frame([box(116.4, 39.9, 116.41, 39.91)], **columns))) == expected
    )


def test_outside_china_and_without_shapes_nothing_is_noticed():
    assert datum.notice(lonlat_frame([shapely.Point(-87.6, 41.8)], cp=[1], childNum=[1])) == []
    assert datum.notice(lonlat_frame([None], cp=[1], childNum=[1])) == []


def test_data_that_lie_right_are_not_doubted_for_a_field_name():
    points = shapely.points(scattered(np.random.default_rng(5), 20))
    assert (
        datum.notice(lonlat_frame(points, gcj_lng=range(20)), existing=lonlat_frame(points)) == []
    )
