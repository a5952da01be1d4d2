from typing import Any

import pytest
from sqlalchemy import Connection, text

from layers.areas import delete_area
from layers.scenarios import (
    ScenarioChangedError,
    ScenarioExistsError,
    ScenarioRefusedError,
    StoredScenario,
    UnknownScenarioError,
    create_scenario,
    delete_scenario,
    list_scenarios,
    read_scenario,
    update_scenario,
)

EDITS: list[dict[str, Any]] = [
    {"edit": "add_facility", "lon": 116.4, "lat": 39.9, "capacity": 120},
    {"edit": "close_facility", "facility": 3},
    {"edit": "open_street", "line": [[116.4, 39.9], [116.41, 39.9]]},
]


def create(connection: Connection, slug: str, name: str = "two-clinics") -> StoredScenario:
    return create_scenario(
        connection,
        slug,
        name,
        title="两处新诊所",
        facility="health_centers",
        edits=EDITS,
        actor="planner",
    )


def test_a_scenario_comes_back_as_it_was_stored(connection: Connection, town: str) -> None:
    made = create(connection, town)
    assert read_scenario(connection, town, "two-clinics") == made
    assert (made.title, made.facility, made.edits) == ("两处新诊所", "health_centers", EDITS)
    assert made.revision == 1
    assert made.updated_by == "planner"
    assert made.base["health_centers"] == 0


def test_scenarios_are_listed_by_name(connection: Connection, town: str) -> None:
    for name in ("b", "a"):
        create(connection, town, name)
    assert [one.name for one in list_scenarios(connection, town)] == ["a", "b"]


def test_a_name_is_given_once_and_fits_into_an_address(connection: Connection, town: str) -> None:
    create(connection, town)
    with pytest.raises(ScenarioExistsError, match="two-clinics"):
        create(connection, town)
    for name in ("", "Two Clinics", "../a", "方案"):
        with pytest.raises(ScenarioRefusedError, match="lower-case"):
            create(connection, town, name)
    assert len(list_scenarios(connection, town)) == 1


def test_storing_again_raises_the_revision(connection: Connection, town: str) -> None:
    create(connection, town)
    changed = update_scenario(
        connection, town, "two-clinics", edits=EDITS[:1], actor="other", expected_revision=1
    )
    assert (changed.revision, changed.edits) == (2, EDITS[:1])
    assert changed.title == "两处新诊所"
    with pytest.raises(ScenarioChangedError, match="revision 2, not 1"):
        update_scenario(
            connection, town, "two-clinics", title="x", actor="third", expected_revision=1
        )
    with pytest.raises(ScenarioRefusedError):
        update_scenario(connection, town, "two-clinics", title="x" * 201, actor="third")


def test_what_is_not_there_is_told_with_what_is(connection: Connection, town: str) -> None:
    create(connection, town)
    for call in (
        lambda: read_scenario(connection, town, "none"),
        lambda: delete_scenario(connection, town, "none"),
        lambda: update_scenario(connection, town, "none", actor="x"),
    ):
        with pytest.raises(UnknownScenarioError, match="there are: two-clinics"):
            call()


def test_deleting_leaves_the_others_and_an_area_takes_its_own(
    connection: Connection, town: str
) -> None:
    for name in ("a", "b"):
        create(connection, town, name)
    delete_scenario(connection, town, "a")
    assert [one.name for one in list_scenarios(connection, town)] == ["b"]
    delete_area(connection, town)
    assert connection.scalar(text("SELECT count(*) FROM scenarios")) == 0


def test_the_views_show_places_and_streets(connection: Connection, town: str) -> None:
    create(connection, town)
    points = connection.execute(
        text("SELECT number, edit, capacity, ST_AsText(geometry) FROM scenario_points")
    ).all()
    assert [tuple(row) for row in points] == [(1, "add_facility", 120.0, "POINT(116.4 39.9)")]
    lines = connection.execute(text("SELECT number, ST_AsText(geometry) FROM scenario_lines")).all()
    assert [tuple(row) for row in lines] == [(3, "LINESTRING(116.4 39.9,116.41 39.9)")]


def test_the_table_refuses_what_is_no_list_of_edits(connection: Connection, town: str) -> None:
    create(connection, town)
    for edits in ("{}", "[1]", "[[]]"):
        with pytest.raises(Exception, match="scenarios_edits_check"), connection.begin_nested():
            connection.execute(
                text("UPDATE scenarios SET edits = CAST(:edits AS jsonb)"), {"edits": edits}
            )
