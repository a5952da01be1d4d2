"""Who may walk on a street is read from its tags: the same from every file."""

import pytest

from layers.formats.osm.walkability import (
    ALLOWED,
    FORBIDDEN,
    GATES,
    MOTOR_ONLY,
    NO_WAY,
    NOT_YET,
    OWN_END,
    WALLS,
    is_blocked,
    is_gone,
    is_private,
    is_walkable,
)
from layers.intake.streets import joins
from spatial.network import walkers


@pytest.mark.parametrize(
    ("street_class", "tags", "walkable"),
    [
        ("residential", {}, True),
        ("motorway", {}, False),
        ("motorway", {"foot": "yes"}, True),
        ("trunk_link", {}, False),
        ("trunk", {"sidewalk": "right"}, True),
        ("trunk", {"sidewalk:left": "yes"}, True),
        ("trunk", {"sidewalk": "no"}, False),
        ("residential", {"foot": "no"}, False),
        ("primary", {"foot": "use_sidepath"}, False),
        ("service", {"access": "private"}, True),
        ("service", {"access": "no"}, False),
        ("service", {"access": "no", "foot": "private"}, True),
        ("service", {"access": "residents"}, True),
        ("footway", {"access": "permit"}, True),
        ("service", {"access": "emergency"}, False),
        ("track", {"access": "forestry"}, False),
        ("service", {"access": "private", "foot": "designated"}, True),
        ("primary", {"motorroad": "yes"}, False),
        ("primary", {"motorroad": "yes", "foot": "permissive"}, True),
        ("footway", {"access": "yes"}, True),
        ("footway", {"disused": "yes"}, False),
        ("footway", {"construction": "minor"}, True),
        *(
            (value, {}, False)
            for value in (
                "planned",
                "proposed",
                "disused",
                "abandoned",
                "bus_guideway",
                "escape",
                "via_ferrata",
            )
        ),
        ("主干路", {}, True),
    ],
)
def test_the_most_particular_tag_says_who_may_walk(street_class, tags, walkable):
    assert is_walkable(street_class, tags) == walkable


def test_a_private_street_is_no_way_through_unless_walkers_are_let_in():
    assert is_private({"access": "private"})
    assert is_private({"foot": "private"})
    assert not is_private({"access": "private", "foot": "yes"})
    assert is_private({"access": "permit"})
    assert not is_private({"access": "residents", "foot": "permissive"})
    assert not is_private({"access": "customers"})


@pytest.mark.parametrize(
    ("tags", "blocked"),
    [
        ({"barrier": "gate"}, False),
        ({"barrier": "gate", "access": "private"}, False),
        ({"barrier": "gate", "access": "private", "locked": "yes"}, True),
        ({"barrier": "gate", "locked": "yes", "foot": "yes"}, False),
        ({"barrier": "swing_gate", "foot": "no"}, True),
        ({"barrier": "wall"}, True),
        ({"barrier": "bollard"}, False),
        ({}, False),
    ],
)
def test_walls_and_locked_gates_let_nobody_pass(tags, blocked):
    assert is_blocked(tags) == blocked


def test_what_is_out_of_use_is_gone():
    assert is_gone({"disused": "yes"})
    assert is_gone({"abandoned": "clinic"})
    assert not is_gone({"disused": "no", "construction": "residential"})


def test_no_value_says_two_things():
    pairs = (
        (ALLOWED, FORBIDDEN),
        (ALLOWED | FORBIDDEN, OWN_END),
        (GATES, WALLS),
        (MOTOR_ONLY, NO_WAY | NOT_YET),
    )
    assert not any(one & other for one, other in pairs)


def test_methods_read_the_same_words_as_imports():
    """The kind of fault: what is told in two places is told twice differently."""
    assert walkers.PRIVATE == OWN_END
    assert walkers.PASSES == ALLOWED
    assert walkers.NOT_SO == joins.NO
