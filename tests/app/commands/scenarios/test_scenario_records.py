import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from layers.store.areas import create_area
from layers.store.scenarios import create_scenario, update_scenario
from tests.builders.areas import town_area


@pytest.fixture
def town(empty_app: Flask) -> Flask:
    """An area with one scenario at its second revision."""
    with empty_app.extensions["database"].begin() as connection:
        create_area(connection, town_area())
        values: dict[str, Any] = {"facility": "health_centers", "edits": [], "actor": "ann"}
        create_scenario(connection, "town", "one", title="first", **values)
    with empty_app.extensions["database"].begin() as connection:
        update_scenario(connection, "town", "one", title="second", actor="ben")
    return empty_app


@pytest.fixture
def call(town: Flask) -> Any:
    def run(*words: str, code: int = 0, typed: str = "") -> Any:
        done = town.test_cli_runner().invoke(
            args=["scenarios", *words, "--lang", "en"], input=typed
        )
        assert done.exit_code == code, done.output
        return done

    return run


def test_revisions_are_listed_and_undone(call: Any) -> None:
    shown = call("revisions", "town", "one").stdout
    assert "second" in shown
    assert "ann" in shown
    assert "revision 3" in call("undo", "town", "one", "--revision", "2").stderr
    listed = json.loads(call("revisions", "town", "one", "--json").stdout)
    assert [one["title"] for one in listed] == ["first", "second", "first"]
    call("undo", "town", "one", "--to", "9", code=1)
    call("undo", "town", "one", "--revision", "2", code=1)


def test_a_deleted_scenario_is_listed_and_restored(call: Any) -> None:
    call("delete", "town", "one", code=1, typed="n\n")
    call("delete", "town", "one", "--revision", "1", "--yes", code=1)
    told = call("delete", "town", "one", "--yes").stderr
    assert "flask scenarios undelete town one --id" in told
    assert "one" not in call("list", "town").stdout
    (gone,) = json.loads(call("list", "town", "--deleted", "--json").stdout)
    assert gone["deleted_by"] != ""
    assert "deleted_at" in call("list", "town", "--deleted").stdout
    call("undelete", "town", "none", code=2)
    assert "revision 3" in call("undelete", "town", "one", "--as", "two").stderr
    assert [one["name"] for one in json.loads(call("list", "town", "--json").stdout)] == ["two"]


def test_a_prune_says_what_goes_and_asks(call: Any, town: Flask) -> None:
    assert "no old version" in call("prune", "town").stderr
    dry = json.loads(call("prune", "town", "--keep", "1", "--dry-run", "--json").stdout)
    assert (dry["revisions"], dry["scenarios"], dry["dry_run"]) == (1, [], True)
    asked = call("prune", "town", "--keep", "1", code=1, typed="n\n")
    assert "1 earlier revision and 0 deleted scenarios would be pruned" in asked.stderr
    assert "1 earlier revision" in call("prune", "town", "--keep", "1", "--yes").stderr
    assert len(json.loads(call("revisions", "town", "one", "--json").stdout)) == 1
    call("delete", "town", "one", "--yes")
    assert "no old version" in call("prune", "town", "--older-than", "1d", "--yes").stderr
    with town.extensions["database"].begin() as connection:
        connection.execute(text("UPDATE scenarios SET deleted_at = now() - interval '181 days'"))
    done = json.loads(call("prune", "town", "--yes", "--json").stdout)
    assert [one["name"] for one in done["scenarios"]] == ["one"]
    call("undelete", "town", "one", code=2)
