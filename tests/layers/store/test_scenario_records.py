import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Connection, text

from layers.store import scenario_records as records
from layers.store.scenario_records import (
    NameTakenError,
    NotDeletedError,
    TooManyDeletedError,
    UnknownRevisionError,
)
from layers.store.scenarios import (
    ScenarioChangedError,
    ScenarioRefusedError,
    StoredScenario,
    UnknownScenarioError,
    create_scenario,
    list_scenarios,
    read_scenario,
    update_scenario,
)

CLOSE = [{"edit": "close_facility", "facility": 3}]


def create(connection: Connection, name: str = "plan", **values: Any) -> StoredScenario:
    given = {"title": "first", "facility": "health_centers", "edits": CLOSE, "actor": "ann"}
    return create_scenario(connection, "town", name, **(given | values))


def change(connection: Connection, title: str, name: str = "plan") -> StoredScenario:
    return update_scenario(connection, "town", name, title=title, edits=[], actor="ben")


def titles(connection: Connection, name: str = "plan") -> dict[int, str]:
    return {one.revision: one.title for one in records.list_revisions(connection, "town", name)}


pytestmark = pytest.mark.usefixtures("town")


def test_every_revision_is_kept_with_who_made_it(connection: Connection) -> None:
    create(connection)
    change(connection, "second")
    newest, first = records.list_revisions(connection, "town", "plan")
    assert (newest.revision, newest.actor, newest.edit_count, newest.present) == (2, "ben", 0, True)
    assert (first.revision, first.actor, first.title, first.edit_count) == (1, "ann", "first", 1)
    assert first.edits_sha256 != newest.edits_sha256


def test_only_the_newest_revisions_are_kept(connection: Connection) -> None:
    create(connection)
    for number in range(2, 31):
        change(connection, f"title {number}")
    kept = list(titles(connection))
    # The present one, number 30, and the twenty before it.
    assert kept == list(range(30, 9, -1))
    assert records.REVISIONS_KEPT == 20


def test_a_change_is_taken_back_and_brought_back(connection: Connection) -> None:
    made = create(connection)
    change(connection, "second")
    undone = records.undo_scenario(connection, "town", "plan", actor="cid")
    assert (undone.revision, undone.title, undone.edits) == (3, "first", CLOSE)
    assert (undone.edits_sha256, undone.updated_by) == (made.edits_sha256, "cid")
    again = records.undo_scenario(connection, "town", "plan", actor="cid")
    assert (again.revision, again.title, again.edits) == (4, "second", [])
    back = records.undo_scenario(
        connection, "town", "plan", actor="cid", revision=1, expected_revision=4
    )
    assert (back.revision, back.title) == (5, "first")
    with pytest.raises(ScenarioChangedError):
        records.undo_scenario(connection, "town", "plan", actor="x", expected_revision=4)


def test_what_is_not_kept_is_told_with_what_is(connection: Connection) -> None:
    create(connection)
    with pytest.raises(UnknownRevisionError, match="go back to: -"):
        records.undo_scenario(connection, "town", "plan", actor="x")
    change(connection, "second")
    with pytest.raises(UnknownRevisionError, match="go back to: 1"):
        records.undo_scenario(connection, "town", "plan", actor="x", revision=2)


def test_a_deleted_scenario_comes_back_as_it_was(connection: Connection) -> None:
    create(connection)
    before = change(connection, "second")
    gone = records.delete_scenario(connection, "town", "plan", actor="cid", expected_revision=2)
    assert (gone.name, gone.revision, gone.deleted_by) == ("plan", 2, "cid")
    assert list_scenarios(connection, "town") == []
    with pytest.raises(UnknownScenarioError):
        read_scenario(connection, "town", "plan")
    assert connection.scalar(text("SELECT count(*) FROM scenario_points")) == 0
    assert records.list_deleted(connection, "town") == [gone]
    back = records.restore_scenario(connection, "town", "plan", actor="dan")
    assert (back.title, back.edits, back.base) == (before.title, before.edits, before.base)
    assert (back.revision, back.updated_by, back.created_by) == (3, "dan", "ann")
    assert records.list_deleted(connection, "town") == []
    assert titles(connection) == {3: "second", 1: "first"}


def test_a_stale_deletion_is_refused(connection: Connection) -> None:
    create(connection)
    change(connection, "second")
    with pytest.raises(ScenarioChangedError):
        records.delete_scenario(connection, "town", "plan", actor="x", expected_revision=1)
    assert len(list_scenarios(connection, "town")) == 1


def test_a_name_is_free_at_once_and_then_another_is_asked_for(connection: Connection) -> None:
    first = create(connection, title="old")
    records.delete_scenario(connection, "town", "plan", actor="x")
    create(connection, title="new")
    with pytest.raises(NameTakenError, match="plan"):
        records.restore_scenario(connection, "town", "plan", actor="x")
    with pytest.raises(ScenarioRefusedError):
        records.restore_scenario(connection, "town", "plan", actor="x", new_name="Not A Name")
    back = records.restore_scenario(connection, "town", "plan", actor="x", new_name="plan-2")
    assert (back.id, back.name, back.title) == (first.id, "plan-2", "old")
    assert [one.name for one in list_scenarios(connection, "town")] == ["plan", "plan-2"]


def test_of_several_deleted_ones_the_last_or_the_named_comes_back(connection: Connection) -> None:
    keys = []
    for title in ("one", "two"):
        keys.append(create(connection, title=title).id)
        records.delete_scenario(connection, "town", "plan", actor="x")
    assert [one.title for one in records.list_deleted(connection, "town")] == ["two", "one"]
    assert [one.title for one in records.list_deleted(connection, "town", limit=1, offset=1)] == [
        "one"
    ]
    back = records.restore_scenario(connection, "town", "plan", actor="x", identifier=keys[0])
    assert back.title == "one"
    with pytest.raises(NotDeletedError, match="deleted are: plan"):
        records.restore_scenario(connection, "town", "other", actor="x")


def test_deleting_more_than_are_kept_is_refused(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MOST_DELETED", 1)
    create(connection)
    records.delete_scenario(connection, "town", "plan", actor="x")
    create(connection)
    with pytest.raises(TooManyDeletedError, match="flask scenarios prune town"):
        records.delete_scenario(connection, "town", "plan", actor="x")


def test_revisions_are_pruned_by_number(connection: Connection) -> None:
    create(connection)
    for title in ("2", "3", "4"):
        change(connection, title)
    gone = records.prune_scenarios(connection, "town", keep=2)
    assert (gone.revisions, gone.scenarios) == (2, ())
    assert gone.size > 0
    assert titles(connection) == {4: "4", 3: "3"}
    assert records.prune_scenarios(connection, "town", keep=2).rows == 0
    assert records.prune_scenarios(connection, "town", keep=1).revisions == 1
    assert read_scenario(connection, "town", "plan").title == "4"


def _age(connection: Connection, **days: str) -> None:
    """Give what is there another age: table and column -> day."""
    connection.execute(text("ALTER TABLE scenarios DISABLE TRIGGER USER"))
    for place, day in days.items():
        table, column = place.split("__")
        connection.execute(text(f"UPDATE {table} SET {column} = '{day}'"))  # noqa: S608
    connection.execute(text("ALTER TABLE scenarios ENABLE TRIGGER USER"))


def test_a_revision_that_was_present_on_the_day_stays(connection: Connection) -> None:
    create(connection)
    change(connection, "second")
    # Stored in 2020, replaced in 2024.
    _age(connection, scenario_revisions__at="2020-01-01", scenarios__updated_at="2024-01-01")
    day = dt.date(2023, 1, 1)
    assert records.prune_scenarios(connection, "town", before=day).rows == 0
    day = dt.date(2024, 1, 2)
    assert records.prune_scenarios(connection, "town", before=day).revisions == 1


def test_deleted_scenarios_are_pruned_by_age(connection: Connection) -> None:
    for name in ("plan", "other"):
        create(connection, name)
        change(connection, "second", name)
        records.delete_scenario(connection, "town", name, actor="x")
    create(connection, "stays")
    today = dt.datetime.now(tz=dt.UTC).date()
    assert records.prune_scenarios(connection, "town", keep=9, before=today).rows == 0
    _age(connection, scenarios__deleted_at="2020-01-01")
    connection.execute(text("UPDATE scenarios SET deleted_at = NULL WHERE name = 'stays'"))
    gone = records.prune_scenarios(connection, "town", name="plan", before=today)
    assert ([one.name for one in gone.scenarios], gone.revisions, gone.rows) == (["plan"], 1, 2)
    assert [one.name for one in records.list_deleted(connection, "town")] == ["other"]
    with pytest.raises(NotDeletedError):
        records.prune_scenarios(connection, "town", name="plan", before=today)
