import json
from typing import Any

import pytest
from flask import Flask

from layers.store import layers as store
from layers.store.areas import create_area
from tests.builders.areas import town_area
from tests.builders.frames import named_points

LAYER = "health_centers"


@pytest.fixture
def town(empty_app: Flask) -> Flask:
    """An area with three versions of one layer and two of its title."""
    database = empty_app.extensions["database"]
    area = town_area()
    with database.begin() as connection:
        create_area(connection, area)
    for names in (["a"], ["a", "b"], ["c"]):
        frame = named_points(*names)
        with database.begin() as connection:
            store.write_layer(
                connection, "town", LAYER, frame, replace=True, actor="ann", source="file"
            )
    return empty_app


@pytest.fixture
def call(town: Flask) -> Any:
    def run(*words: str, code: int = 0, typed: str = "") -> Any:
        done = town.test_cli_runner().invoke(args=[*words, "--lang", "en"], input=typed)
        assert done.exit_code == code, done.output
        return done

    return run


def test_a_prune_tells_what_goes_asks_and_gives_room_back(call: Any) -> None:
    assert "--older-than" in call("layers", "prune", "town", code=2).stderr
    dry = json.loads(
        call("layers", "prune", "town", LAYER, "--keep", "2", "--dry-run", "--json").stdout
    )
    (gone,) = dry["pruned"]
    assert (gone["layer"], gone["first"], gone["last"], gone["rows"]) == (LAYER, 1, 1, 2)
    assert (dry["dry_run"], dry["space"]) == (True, None)
    asked = call("layers", "prune", "town", "--keep", "1", code=1, typed="n\n")
    # Versions 1 and 2 added a feature each; at the third a went as c and b was removed.
    assert "2 old versions would be pruned, 5 rows" in asked.stderr
    assert "1 - 2" in asked.stdout
    assert "1 - 3" in asked.stdout
    done = call("layers", "prune", "town", "--keep", "1", "--yes")
    assert "2 old versions pruned, 5 rows" in done.stderr
    assert "the tables shrank from" in done.stderr
    assert "no old version" in call("layers", "prune", "town", "--keep", "1", "--yes").stderr


def test_undo_and_history_say_what_was_pruned(call: Any) -> None:
    call("layers", "prune", "town", LAYER, "--keep", "1", "--yes")
    refused = call("layers", "undo", "town", LAYER, code=1)
    assert "version 3 of layer 'health_centers' was pruned" in refused.stderr
    listed = json.loads(call("layers", "history", "town", LAYER, "--json").stdout)
    assert [one["version"] for one in listed] == [3, 2, 1]
    assert all(one["pruned_at"] for one in listed)
    assert "pruned" in call("layers", "history", "town", LAYER).stdout


def test_young_versions_stay_when_pruned_by_age(call: Any) -> None:
    for age in (["--older-than", "1d"], ["--before", "2020-01-01"]):
        assert "no old version" in call("layers", "prune", "town", *age, "--yes").stderr
    both = ["--older-than", "1d", "--before", "2020-01-01"]
    assert "not both" in call("layers", "prune", "town", *both, code=2).stderr
    call("layers", "prune", "town", "streams", "--keep", "1", code=2)


def test_the_versions_of_an_area_are_pruned(call: Any) -> None:
    call("areas", "update", "town", "--title-en", "City")
    assert "must" not in call("areas", "prune", "town", code=2).stderr.lower()[:4]
    dry = json.loads(call("areas", "prune", "town", "--keep", "1", "--dry-run", "--json").stdout)
    assert [one["version"] for one in dry["pruned"]] == [1]
    assert dry["pruned"][0]["bytes"] > 0
    call("areas", "prune", "town", "--keep", "1", code=1, typed="n\n")
    assert "1 old version of the area pruned" in (
        call("areas", "prune", "town", "--keep", "1", "--yes").stderr
    )
    assert "pruned on" in call("areas", "history", "town").stdout
    listed = json.loads(call("areas", "history", "town", "--json").stdout)
    assert [one["version"] for one in listed] == [2, 1]
    assert listed[1]["pruned_at"] is not None
    assert "no old version" in call("areas", "prune", "town", "--keep", "1").stderr
