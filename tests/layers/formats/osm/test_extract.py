"""An extract of a few made-up streets and places: what becomes of each is known."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.formats import FileRefusedError
from layers.formats.isolation.isolated import read_osm_isolated
from layers.formats.osm.extract import read_osm
from tests.builders.extracts import STEP, Extract


@pytest.fixture
def extract():
    return Extract()


def _square(column, row, size=2):
    corners = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)]
    return [(column + dx, row + dy) for dx, dy in corners]


def test_streets_are_split_where_they_share_a_node(tmp_path, extract):
    extract.way(1, [(0, 5), (1, 5), (2, 5), (3, 5), (4, 5)], highway="residential", name="东四大街")
    extract.way(2, [(2, 3), (2, 4), (2, 5), (2, 6)], highway="footway")
    streets = read_osm(extract.write(tmp_path / "a.osm"), None)["streets"]
    ids = [row["osm_id"] for row in streets["properties"]]
    assert ids == ["way/1", "way/1", "way/2", "way/2"]
    assert streets["name"].tolist()[:2] == ["东四大街"] * 2
    ends = shapely.get_coordinates(shapely.boundary(streets.geometry.to_numpy()))
    crossing = np.isclose(ends, [116.402, 39.905]).all(axis=1)
    assert crossing.sum() == 4


def test_a_way_is_split_where_it_meets_itself(tmp_path, extract):
    extract.way(1, [(0, 0), (1, 0), (2, 0), (2, 1), (1, 1), (1, 0), (1, -1)], highway="path")
    streets = read_osm(extract.write(tmp_path / "a.osm"), None)["streets"]
    assert streets.geometry.count_coordinates().tolist() == [2, 5, 2]


def test_splitting_keeps_every_meter(tmp_path, extract):
    ways = [[(x, y) for x in range(6)] for y in range(0, 6, 2)]
    ways += [[(x, y) for y in range(6)] for x in range(0, 6, 3)]
    for number, way in enumerate(ways, start=1):
        extract.way(number, way, highway="residential")
    streets = read_osm(extract.write(tmp_path / "a.osm"), None)["streets"]
    # 3 rows are cut once inside (x=3; x=0 is an end), 2 columns twice inside (y=2, 4; y=0 an end)
    assert len(streets) == 3 * 2 + 2 * 3
    assert np.isclose(shapely.length(streets.geometry.to_numpy()).sum(), (3 * 5 + 2 * 5) * STEP)


def test_a_way_is_cut_where_the_extract_lacks_its_nodes(tmp_path, extract):
    extract.way(1, [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0)], highway="service")
    streets = read_osm(extract.write(tmp_path / "a.osm", missing={200}), None)["streets"]
    assert streets.geometry.to_wkt(rounding_precision=3).tolist() == [
        "LINESTRING (116.4 39.9, 116.401 39.9)",
        "LINESTRING (116.403 39.9, 116.404 39.9)",
    ]


def test_facilities_drawn_twice_count_once(tmp_path, extract):
    extract.way(1, _square(0, 0, 4), amenity="clinic", name="卫生站", building="yes")
    extract.node(1, 1, amenity="clinic", name="卫生站")
    extract.node(2, 1, amenity="clinic")
    extract.node(1, 2, amenity="doctors", name="卫生站")
    extract.node(2, 2, amenity="clinic", name="别的诊所")
    extract.node(9, 9, amenity="clinic", name="卫生站")
    frame = read_osm(extract.write(tmp_path / "a.osm"), None)["health_centers"]
    found = {
        row["osm_id"]: grade for row, grade in zip(frame["properties"], frame["grade"], strict=True)
    }
    assert found == {
        "node/102": "doctors", "node/202": "clinic", "node/909": "clinic", "way/1": "clinic"
    }  # fmt: skip
    assert set(frame.geom_type) == {"Point"}


def test_areas_with_holes_are_assembled(tmp_path, extract):
    extract.way(1, _square(0, 0, 10))
    extract.way(2, _square(4, 4, 2))
    extract.relation(7, {1: "outer", 2: "inner"}, type="multipolygon", leisure="park", name="公园")
    frame = read_osm(extract.write(tmp_path / "a.osm"), None)["green_spaces"]
    assert frame["properties"].tolist() == [{"osm_id": "relation/7"}]
    assert frame["green_class"].tolist() == ["comprehensive_park"]
    assert np.isclose(shapely.area(frame.geometry.to_numpy()).sum(), (100 - 4) * STEP**2)


def test_buildings_carry_use_and_floors(tmp_path, extract):
    extract.way(1, _square(0, 0), building="apartments", **{"building:levels": "6"})
    extract.way(2, _square(5, 5), building="yes", **{"building:levels": "3;4"})
    extract.way(3, _square(9, 9), building="no")
    frame = read_osm(extract.write(tmp_path / "a.osm"), None)["buildings"]
    assert frame["building_use"].tolist() == ["apartments", "yes"]
    assert frame["floors"].isna().tolist() == [False, True]


def test_the_margin_keeps_what_serves_people_inside(tmp_path, extract):
    boundary = shapely.box(116.399, 39.899, 116.401, 39.901)
    for column in (0, 10, 30):  # about 0.0, 0.8 and 2.5 km east of the boundary
        extract.node(column, 0, amenity="police")
        extract.way(column + 1, _square(column, 0), building="yes")
    path = extract.write(tmp_path / "a.osm")
    frames = read_osm(path, boundary)
    assert {layer: len(frames[layer]) for layer in ("police_stations", "buildings")} == {
        "police_stations": 2,
        "buildings": 1,
    }
    assert len(read_osm(path, boundary, margin=0)["police_stations"]) == 1
    assert len(read_osm(path, boundary, margin=3000)["police_stations"]) == 3


def test_an_extract_without_anything_gives_empty_layers(tmp_path, extract):
    extract.node(0, 0)
    frames = read_osm(extract.write(tmp_path / "a.osm"), shapely.box(116, 39, 117, 40))
    assert all(frame.empty and frame.crs.to_epsg() == 4326 for frame in frames.values())
    assert {"police_stations", "streets", "green_spaces", "buildings"} <= set(frames)


def test_the_same_layers_come_out_of_the_reading_process(tmp_path, extract):
    extract.way(1, [(0, 5), (1, 5), (2, 5)], highway="residential", name="东四大街")
    extract.node(1, 2, amenity="library", name="图书馆")
    path = extract.write(tmp_path / "a.osm")
    here, there = read_osm(path, None), read_osm_isolated(path, None)
    assert list(here) == list(there)
    for layer, frame in here.items():
        assert isinstance(there[layer], gpd.GeoDataFrame)
        assert there[layer].geometry.geom_equals_exact(frame.geometry, 0).all(), layer
        assert there[layer].get("properties", []) is not None
    assert there["culture_rooms"]["properties"].tolist() == [{"osm_id": "node/102"}]


@pytest.mark.parametrize("data", [b"", b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18", b"<osm><node"])
def test_damaged_extracts_are_refused_by_name(tmp_path, data):
    path = tmp_path / "城市.osm.pbf"
    path.write_bytes(data)
    with pytest.raises(FileRefusedError, match=r"城市.osm.pbf") as caught:
        read_osm(path, None)
    assert str(tmp_path) not in str(caught.value)


def test_grades_are_read_from_the_tags_that_the_kind_names(tmp_path, extract):
    """Kind: a value that rules ask for, written as the file has it: 'station' was no metro."""
    extract.node(1, 1, railway="station", station="subway", name="a")
    extract.node(2, 2, railway="station", light_rail="yes", name="b")
    extract.node(3, 3, railway="halt", name="c")
    extract.node(4, 4, amenity="school", name="d", **{"isced:level": "1-2"})
    extract.node(5, 5, amenity="school", name="e", **{"isced:level": "1"})
    extract.node(6, 6, amenity="parcel_locker", name="f")
    extract.node(7, 7, healthcare="centre", name="g")
    extract.node(8, 8, amenity="clinic", name="h")
    found = read_osm(extract.write(tmp_path / "a.osm"), None)
    grades = {
        layer: dict(zip(found[layer]["name"], found[layer]["grade"], strict=True))
        for layer in ("rail_stations", "primary_schools", "junior_schools", "parcel_points",
                      "health_centers")
    }  # fmt: skip
    assert grades == {
        "rail_stations": {"a": "metro", "b": "light_rail", "c": "railway"},
        # What no tags tell is told as the tag that made it one.
        "primary_schools": {"d": "nine_year", "e": "school"},
        "junior_schools": {"d": "nine_year"},
        "parcel_points": {"f": "locker"},
        "health_centers": {"g": "center", "h": "clinic"},
    }
