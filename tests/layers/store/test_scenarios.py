from typing import Any

import pytest
from sqlalchemy import Connection, text

from layers.store.areas import delete_area
from layers.store.scenario_records import delete_scenario
from layers.store.scenarios import (
    MOST_BYTES,
    MOST_EDITS,
    ScenarioChangedError,
    ScenarioExistsError,
    ScenarioRefusedError,
    ScenarioTooLargeError,
    StoredScenario,
    UnknownScenarioError,
    canonical_json,
    create_scenario,
    digest_of,
    list_scenarios,
    read_scenario,
    update_scenario,
)
from layers.titles import TitleRefusedError

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
    with pytest.raises(TitleRefusedError, match="201 characters"):
        update_scenario(connection, town, "two-clinics", title="x" * 201, actor="third")


def test_what_is_not_there_is_told_with_what_is(connection: Connection, town: str) -> None:
    create(connection, town)
    for call in (
        lambda: read_scenario(connection, town, "none"),
        lambda: delete_scenario(connection, town, "none", actor="x"),
        lambda: update_scenario(connection, town, "none", actor="x"),
    ):
        with pytest.raises(UnknownScenarioError, match="there are: two-clinics"):
            call()


def test_deleting_leaves_the_others_and_an_area_takes_its_own(
    connection: Connection, town: str
) -> None:
    for name in ("a", "b"):
        create(connection, town, name)
    delete_scenario(connection, town, "a", actor="x")
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


def _of_size(size: int) -> list[dict[str, Any]]:
    """Edits that are `size` bytes of compact JSON: `[{"edit":"x…"}]`, Chinese where it fits."""
    room = size - len('[{"edit":""}]')
    return [{"edit": "区" * (room // 3) + "x" * (room % 3)}]


def test_edits_are_stored_up_to_a_size_and_a_number(connection: Connection, town: str) -> None:
    largest = _of_size(MOST_BYTES)
    assert len(canonical_json(largest).encode()) == 1_000_000
    store = {"title": "", "facility": "health_centers", "actor": "planner"}
    made = create_scenario(connection, town, "large", edits=largest, **store)
    assert made.edits == largest
    with pytest.raises(ScenarioTooLargeError, match="1,000,001 bytes"):
        update_scenario(connection, town, "large", edits=_of_size(MOST_BYTES + 1), actor="x")
    many = [{"edit": "close_facility", "facility": 1}] * (MOST_EDITS + 1)
    with pytest.raises(ScenarioTooLargeError, match="201 edits"):
        update_scenario(connection, town, "large", edits=many, actor="x")
    assert read_scenario(connection, town, "large").revision == 1


def test_the_table_refuses_what_is_larger_still(connection: Connection, town: str) -> None:
    create(connection, town)
    with pytest.raises(Exception, match="scenarios_size_check"), connection.begin_nested():
        connection.execute(
            text(
                "UPDATE scenarios SET edits ="
                " jsonb_build_array(jsonb_build_object('a', repeat('x', 4000000)))"
            )
        )


def test_a_list_tells_of_the_edits_without_them(connection: Connection, town: str) -> None:
    made = create(connection, town)
    (entry,) = list_scenarios(connection, town)
    assert not hasattr(entry, "edits")
    assert (entry.edit_count, entry.edits_sha256) == (3, digest_of(EDITS))
    assert made.edits_sha256 == entry.edits_sha256
    for name in ("b", "c", "d"):
        create(connection, town, name)
    page = list_scenarios(connection, town, limit=2, offset=1)
    assert [one.name for one in page] == ["c", "d"]


def test_edits_written_beside_us_have_no_hash_until_read(connection: Connection, town: str) -> None:
    create(connection, town)
    connection.execute(text("UPDATE scenarios SET edits = '[]'"))
    (entry,) = list_scenarios(connection, town)
    assert (entry.edit_count, entry.edits_sha256, entry.revision) == (0, None, 2)
    # The SHA-256 of the two bytes "[]".
    known = "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
    assert read_scenario(connection, town, "two-clinics").edits_sha256 == known


def test_a_negative_zero_has_the_hash_of_what_comes_back(connection: Connection, town: str) -> None:
    edits = [{"edit": "move_facility", "facility": 1, "lon": -0.0, "lat": 5.0}]
    made = create_scenario(
        connection, town, "zero", title="", facility="health_centers", edits=edits, actor="x"
    )
    assert made.edits_sha256 == digest_of(made.edits)


def test_the_same_again_is_no_revision(connection: Connection, town: str) -> None:
    made = create(connection, town)
    again = update_scenario(connection, town, "two-clinics", edits=EDITS, actor="other")
    assert again == made
    assert (made.created_by, made.updated_by) == ("planner", "planner")
    changed = update_scenario(connection, town, "two-clinics", title="x", actor="other")
    assert (changed.revision, changed.created_by, changed.updated_by) == (2, "planner", "other")


def test_a_long_list_of_names_is_cut_and_says_so(connection: Connection, town: str) -> None:
    for number in range(21):
        create(connection, town, f"s{number:02}")
    with pytest.raises(UnknownScenarioError, match="s18, s19, …"):
        read_scenario(connection, town, "none")


@pytest.mark.parametrize("title", ["two\nlines", "a\x00b", "\x1b[31m", "a\u202eb", "\ud800"])
def test_a_title_is_one_line(connection: Connection, town: str, title: str) -> None:
    create(connection, town)
    with pytest.raises(TitleRefusedError):
        update_scenario(connection, town, "two-clinics", title=title, actor="x")
