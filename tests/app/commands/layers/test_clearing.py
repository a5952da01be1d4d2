"""A layer is emptied in one change that can be taken back."""

import json

import pytest


@pytest.fixture
def town(runner, bare_town, tmp_path):
    """Runs commands on an area `town` with two libraries."""

    def run(command, *args, **more):
        return runner.invoke(args=["layers", command, bare_town, *map(str, args)], **more)

    file = tmp_path / "l.csv"
    file.write_text("名称,lon,lat\n甲,116.405,39.925\n乙,116.406,39.926\n", encoding="utf-8")
    assert run("import", "libraries", file).exit_code == 0
    return run


def _count(town) -> int:
    listed = json.loads(town("list", "--json").stdout)
    return next(one["feature_count"] for one in listed if one["layer"] == "libraries")


def test_a_layer_is_emptied_and_given_back(town) -> None:
    """Kind: advice that no command can follow."""
    assert town("clear", "libraries", input="n\n").exit_code == 1
    assert _count(town) == 2
    told = town("clear", "图书馆", "--yes", "--lang", "en")
    assert told.exit_code == 0, told.output
    assert "2 features removed, version 2; to take it back: flask layers undo town" in told.stderr
    assert _count(town) == 0
    again = town("clear", "libraries", "--json")
    assert json.loads(again.stdout)["removed"] == 0
    assert json.loads(again.stdout)["layer"]["version"] == 2
    assert town("undo", "图书馆").exit_code == 0
    assert _count(town) == 2
    assert town("clear", "pubs", "--yes").exit_code == 2


def test_an_own_kind_goes_once_its_layer_is_empty(town, runner, tmp_path, dog_parks) -> None:
    kind, parks = tmp_path / "k.toml", tmp_path / "p.csv"
    kind.write_text(dog_parks, encoding="utf-8")
    parks.write_text("名称,lon,lat\n甲,116.405,39.925\n", encoding="utf-8")
    assert runner.invoke(args=["kinds", "add", str(kind)]).exit_code == 0
    assert town("import", "dog_parks", parks).exit_code == 0
    refused = runner.invoke(args=["kinds", "remove", "dog_parks", "--lang", "en"])
    assert "flask layers clear" in refused.stderr
    assert town("clear", "dog_parks", "--yes").exit_code == 0
    assert runner.invoke(args=["kinds", "remove", "dog_parks"]).exit_code == 0
