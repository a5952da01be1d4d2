"""The table of tags agrees with the catalogue and with itself."""

import itertools

import pytest

from layers.catalogue import LAYER_TYPES, shipped_kinds
from layers.formats.osm import tags
from layers.formats.osm.tags import GREEN, LAND


def test_the_tag_table_speaks_the_language_of_the_catalogue():
    classes = {value for values in GREEN.values() for value in values.values()}
    assert classes <= set(LAYER_TYPES["green_spaces"].column("green_class").choices)
    assert set(LAND.values()) <= set(LAYER_TYPES["land_use"].column("land_class").choices)


# A library is a culture room too: studies of culture rooms counted it before it had a kind.
BOTH = {("culture_rooms", "libraries")}


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(shipped_kinds(), 2)))
def test_no_single_tag_makes_a_place_two_facilities(one: str, other: str) -> None:
    first, second = shipped_kinds()[one], shipped_kinds()[other]
    for a, b in itertools.product(first.any, second.any):
        if len(a) == len(b) == 1 and a.keys() == b.keys():
            ((key, values),) = a.items()
            assert (one, other) in BOTH or not values & b[key], key


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
def test_the_usual_tags_are_known(layer: str, key: str, value: str) -> None:
    assert any(value in tags.get(key, ()) for tags in shipped_kinds()[layer].any)


@pytest.mark.parametrize("value", ["pitch", "playground"])
def test_sports_grounds_can_be_left_out_of_parks(value):
    assert GREEN["leisure"][value] == "other"
    assert GREEN["leisure"]["park"] != "other"


def test_green_on_the_land_use_map_is_green_among_the_green_spaces():
    land = {value for value, kind in LAND.items() if kind == "green"}
    assert land <= set(GREEN["landuse"])


def test_the_margin_is_a_walk_of_a_quarter_of_an_hour_and_more():
    # 15 minutes at 80 m a minute are 1200 m
    assert tags.MARGIN >= 15 * 80
