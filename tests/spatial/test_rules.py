from dataclasses import FrozenInstanceError, dataclass, fields
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import catalogue
from spatial.rules import (
    GREEN_CLASSES,
    LEVELS,
    OTHER_LAYERS,
    SETTINGS,
    Rule,
    SizeClass,
    Standard,
    declared,
)
from tests.builders.rules import rule_of

NUMBERS = st.none() | st.floats(0, 1e6)


rule = partial(rule_of, measure="coverage")


@pytest.mark.parametrize(
    ("old", "new", "targets"),
    [
        (None, None, [0.8, 0.8, 0.8, 0.8]),
        (0.5, None, [0.8, 0.5, 0.8, 0.5]),
        (None, 0.9, [0.8, 0.8, 0.9, 0.8]),
        (0.0, 0.9, [0.8, 0.0, 0.9, 0.0]),
    ],
)
def test_old_areas_ease_historic_ones_too(old, new, targets):
    one = rule(required=0.8, required_old=old, required_new=new)
    assert [one.target(setting) for setting in ("general", "old", "new", "historic")] == targets
    assert one.target() == 0.8


@given(NUMBERS, NUMBERS, NUMBERS)
def test_without_a_value_of_its_own_every_setting_has_the_general_one(general, old, new):
    one = rule(required=general, required_old=old, required_new=new)
    own = {"old": old, "historic": old, "new": new, "general": None}
    for setting in SETTINGS:
        assert one.target(setting) == (general if own[setting] is None else own[setting])


@pytest.mark.parametrize(
    ("only", "where"),
    [
        (None, ["general", "old", "new", "historic"]),
        ("general", ["general"]),
        ("old", ["old", "historic"]),
        ("new", ["new"]),
        ("historic", ["historic"]),
    ],
)
def test_rule_for_one_setting_holds_only_there(only, where):
    assert [setting for setting in SETTINGS if rule(applies_to=only).applies(setting)] == where


def test_rules_are_found_by_id():
    standard = Standard(
        id="sample",
        title_zh="示例",
        title_en="Sample",
        source="sample",
        population="resident",
        rules=(rule(id="room"), rule(id="park")),
    )
    assert standard.rule("park") is standard.rules[1]
    with pytest.raises(KeyError, match="theatre"):
        standard.rule("theatre")


def test_rules_cannot_be_changed_once_read():
    with pytest.raises(FrozenInstanceError):
        rule().required = 0.1


def test_what_is_left_out_is_nothing_and_what_is_needed_cannot_be_left_out():
    assert SizeClass(min_m2=1, radius_m=2).max_m2 is None
    assert rule().green_classes == ()
    with pytest.raises(TypeError, match="radius_m"):
        SizeClass(min_m2=1)


def test_declared_fields_carry_their_checks():
    @dataclass(frozen=True, kw_only=True)
    class Sample:
        share: float | None = declared("number", "a share", minimum=0, above=-1)
        names: tuple[str, ...] = declared("texts", "names", choices=("a", "b"))

    share, names = fields(Sample)
    assert share.metadata == {
        "kind": "number",
        "about": "a share",
        "choices": (),
        "minimum": 0,
        "above": -1,
        "required": False,
    }
    assert names.metadata["choices"] == ("a", "b")
    assert Sample() == Sample(share=None, names=())


@pytest.mark.parametrize("kind", [Rule, SizeClass, Standard])
def test_every_field_says_what_it_is_for(kind):
    kinds = {"text", "number", "date", "texts", "classes", "rules"}
    for one in fields(kind):
        assert one.metadata["kind"] in kinds, one.name
        assert one.metadata["about"], one.name


def test_levels_run_from_narrow_to_wide():
    """Rules are rolled up along this order (`spatial.standards.verdicts`)."""
    assert LEVELS == ("community", "subdistrict", "area")


def test_vocabulary_is_that_of_the_layers():
    assert set(OTHER_LAYERS) == {"green_spaces", "land_use"} <= set(catalogue.LAYER_TYPES)
    assert set(GREEN_CLASSES) == set(catalogue.GREEN_CLASSES)
