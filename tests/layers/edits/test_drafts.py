import pytest
from shapely import LineString, MultiLineString, Point, Polygon, box

from layers.catalogue import LAYER_TYPES
from layers.edits import Draft, FeatureRefusedError, examine_draft
from layers.intake import IntakeContext
from tests.builders.areas import town_area

CLINICS, COMMUNITIES = LAYER_TYPES["health_centers"], LAYER_TYPES["communities"]
CONTEXT = IntakeContext(boundary=town_area().boundary, community_names=frozenset({"东"}))
HERE = Point(116.4, 39.9)


def refused(kind, draft: Draft, present: Draft | None = None) -> dict[str | None, str]:
    with pytest.raises(FeatureRefusedError) as found:
        examine_draft(kind, draft, CONTEXT, present=present)
    assert found.value.text("zh")
    assert found.value.text("en")
    return {one.field: one.code for one in found.value.problems if one.severity == "error"}


def test_a_new_feature_is_checked_as_a_file_of_one_row() -> None:
    given = {"name": "甲", "floor_area_m2": "1200", "opened_on": "2020年5月1日", "楼": "3 层"}
    found = examine_draft(CLINICS, Draft(given, HERE), CONTEXT)
    assert found.draft.cells["floor_area_m2"] == 1200
    assert str(found.draft.cells["opened_on"]) == "2020-05-01"
    assert found.draft.cells["楼"] == "3 层"
    assert found.draft.geometry == HERE
    assert found.problems == ()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"capacity": "many"}, "value_not_number"),
        ({"capacity": -1}, "value_below_minimum"),
        ({"capacity": 1.5}, "value_not_integer"),
        ({"opened_on": "soon"}, "value_not_date"),
        ({"id": 5}, "field_reserved"),
        ({"geometry": "x"}, "field_reserved"),
    ],
)
def test_each_field_that_is_at_fault_is_named(given: dict, code: str) -> None:
    (field,) = given
    assert refused(CLINICS, Draft(given), Draft({}, HERE)) == {field: code}


def test_a_shape_that_does_not_fit_is_refused() -> None:
    line = LineString([(116.4, 39.9), (116.41, 39.9)])
    assert set(refused(CLINICS, Draft({}, line)).values()) == {"geometry_wrong_family"}
    assert set(refused(CLINICS, Draft({})).values()) == {"geometry_missing"}
    away = Point(10, 10)
    assert set(refused(CLINICS, Draft({}, away)).values()) == {"all_outside"}
    two = MultiLineString([[(116.4, 39.9), (116.41, 39.9)], [(116.4, 39.91), (116.41, 39.91)]])
    assert "geometry_parts" in refused(LAYER_TYPES["streets"], Draft({}, two)).values()


def test_a_bow_tie_is_mended_and_told() -> None:
    tie = Polygon([(116.4, 39.9), (116.41, 39.91), (116.41, 39.9), (116.4, 39.91)])
    found = examine_draft(COMMUNITIES, Draft({"name": "甲"}, tie), CONTEXT)
    assert found.draft.geometry is not None
    assert found.draft.geometry.is_valid
    assert [one.severity for one in found.problems] == ["repaired"]


def test_a_change_is_checked_alone_and_null_empties() -> None:
    present = Draft({"name": "甲", "capacity": -5}, HERE)
    found = examine_draft(CLINICS, Draft({"name": None, "staff": 4}), CONTEXT, present=present)
    assert found.draft.cells == {"name": None, "staff": 4}
    assert found.draft.geometry is None


def test_what_must_be_there_cannot_be_emptied() -> None:
    kind = LAYER_TYPES["land_use"]
    plot = box(116.4, 39.9, 116.41, 39.91)
    present = Draft({"land_class": "residential"}, plot)
    assert refused(kind, Draft({"land_class": None}), present) == {"land_class": "value_missing"}
    assert refused(kind, Draft({}, plot)) == {"land_class": "field_missing"}
    kept = examine_draft(kind, Draft({"name": "x"}), CONTEXT, present=present)
    assert kept.draft.cells == {"name": "x"}


def test_an_unknown_community_is_a_warning_with_the_closest() -> None:
    found = examine_draft(CLINICS, Draft({"community": "东东"}), CONTEXT, present=Draft({}, HERE))
    assert [(one.code, one.severity) for one in found.problems] == [
        ("community_unknown", "warning")
    ]
