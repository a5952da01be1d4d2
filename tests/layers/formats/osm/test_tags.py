"""The table of tags agrees with the catalogue and with itself."""

import itertools

import pytest

from layers.catalogue import LAYER_TYPES
from layers.formats.osm import tags
from layers.formats.osm.tags import FACILITIES, GREEN, LAND


def test_the_tag_table_speaks_the_language_of_the_catalogue():
    assert set(FACILITIES) <= {key for key, layer in LAYER_TYPES.items() if layer.is_facility}
    classes = {value for values in GREEN.values() for value in values.values()}
    assert classes <= set(LAYER_TYPES["green_spaces"].column("green_class").choices)
    assert set(LAND.values()) <= set(LAYER_TYPES["land_use"].column("land_class").choices)


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(FACILITIES, 2)))
def test_no_tag_makes_a_place_two_facilities(one, other):
    for key in FACILITIES[one].keys() & FACILITIES[other].keys():
        assert not FACILITIES[one][key] & FACILITIES[other][key], key


@pytest.mark.parametrize(
    ("layer", "key", "value"),
    [
        ("police_stations", "amenity", "police"),
        ("health_centers", "amenity", "clinic"),
        ("culture_rooms", "amenity", "library"),
        ("elder_homes", "social_facility", "nursing_home"),
        ("service_centers", "amenity", "townhall"),
    ],
)
def test_the_usual_tags_are_known(layer, key, value):
    assert value in FACILITIES[layer][key]


@pytest.mark.parametrize("value", ["pitch", "playground"])
def test_sports_grounds_can_be_left_out_of_parks(value):
    assert GREEN["leisure"][value] == "other"
    assert GREEN["leisure"]["park"] != "other"


def test_green_on_the_land_use_map_is_green_among_the_green_spaces():
    land = {value for value, kind in LAND.items() if kind == "green"}
    assert land <= set(GREEN["landuse"])


def test_a_tag_never_both_allows_and_forbids():
    assert not tags.ALLOWED & tags.FORBIDDEN
    assert not tags.SIDEWALKS & tags.FORBIDDEN
    assert not tags.MOTOR_ONLY & tags.NOT_STREETS


def test_the_margin_is_a_walk_of_a_quarter_of_an_hour_and_more():
    # 15 minutes at 80 m a minute are 1200 m
    assert tags.MARGIN >= 15 * 80
