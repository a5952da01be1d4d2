import json
from pathlib import Path

import pytest

from tests.builders.extracts import Extract


@pytest.fixture
def town(runner, boundary):
    """Runs commands on an area `town` that has no layers yet."""
    made = runner.invoke(args=["areas", "create", "town", "--boundary", str(boundary)])
    assert made.exit_code == 0, made.output

    def run(command, *args):
        return runner.invoke(args=["layers", command, "town", *map(str, args)])

    return run


def _csv(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["名称,lon,lat", *lines]) + "\n", encoding="utf-8")
    return path


def _status(town, layer):
    statuses = json.loads(town("list", "--json").stdout)
    return next(one for one in statuses if one["layer"] == layer)


def test_import_append_replace_undo_and_history(town, tmp_path) -> None:
    file = _csv(tmp_path / "homes.csv", "甲,116.405,39.925", "乙,116.406,39.926")
    first = town("import", "elder_homes", file, "--json")
    assert first.exit_code == 0, first.output
    assert json.loads(first.stdout)["layer"]["feature_count"] == 2
    town("import", "elder_homes", file)
    assert _status(town, "elder_homes")["feature_count"] == 4
    town("import", "elder_homes", file, "--replace")
    assert _status(town, "elder_homes")["feature_count"] == 2
    assert town("undo", "elder_homes").exit_code == 0
    assert _status(town, "elder_homes")["feature_count"] == 4
    changes = json.loads(town("history", "elder_homes", "--json").stdout)
    assert [change["version"] for change in changes] == [4, 3, 2, 1]
    assert changes[0]["undoes"] == 3
    assert "homes.csv" in town("history", "elder_homes").stdout


def test_a_dry_run_writes_nothing_and_lists_the_same_problems(town, tmp_path) -> None:
    file = _csv(tmp_path / "homes.csv", "甲,116.405,39.925", "乙,,", "丙,116.2,39.1")
    dry = town("import", "elder_homes", file, "--dry-run", "--json")
    real = town("import", "elder_homes", file, "--json")
    assert (dry.exit_code, real.exit_code) == (3, 3)
    listed = json.loads(dry.stdout)["problems"]
    assert listed == json.loads(real.stdout)["problems"]
    assert any(one["row"] == 2 and one["severity"] == "error" for one in listed)
    assert _status(town, "elder_homes")["version"] == 0
    good = _csv(tmp_path / "good.csv", "甲,116.405,39.925")
    tried = town("import", "elder_homes", good, "--dry-run", "--lang", "en")
    assert tried.exit_code == 0
    assert "nothing was written" in tried.stderr
    assert _status(town, "elder_homes")["version"] == 0


def test_rows_with_errors_may_be_left_out_and_are_reported(town, tmp_path) -> None:
    file = _csv(tmp_path / "homes.csv", "甲,116.405,39.925", "乙,,")
    done = town("import", "elder_homes", file, "--skip-errors", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "row 2" in done.stdout
    assert _status(town, "elder_homes")["feature_count"] == 1


def test_columns_can_be_renamed(town, tmp_path) -> None:
    file = tmp_path / "homes.csv"
    file.write_text("label,lon,lat,beds\nA,116.405,39.925,12\n", encoding="utf-8")
    renames = ["--rename", "label=name", "--rename", "beds=capacity"]
    assert town("import", "elder_homes", file, *renames).exit_code == 0
    out = tmp_path / "out.geojson"
    assert town("export", "elder_homes", "-o", out).exit_code == 0
    (feature,) = json.loads(out.read_text())["features"]
    assert (feature["properties"]["name"], feature["properties"]["capacity"]) == ("A", 12)
    assert town("import", "elder_homes", file, "--rename", "label").exit_code == 2


def test_an_osm_extract_fills_the_layers(town, tmp_path) -> None:
    extract = Extract()
    extract.node(5, 25, amenity="police", name="派出所")  # 116.405 E, 39.925 N
    file = extract.write(tmp_path / "town.osm")
    done = town("import-osm", file, "--json")
    assert done.exit_code == 0, done.output
    (status,) = json.loads(done.stdout)
    assert (status["layer"], status["replaced"]) == ("police_stations", None)
    assert _status(town, "police_stations")["feature_count"] == 1


@pytest.mark.parametrize(
    ("content", "code"), [(b"", 3), (b"\x00\x01\x02", 3), (b"%PDF-1.4 not a layer", 3)]
)
def test_what_is_no_layer_is_refused(town, tmp_path, content, code) -> None:
    file = tmp_path / "file.geojson"
    file.write_bytes(content)
    assert town("import", "elder_homes", file).exit_code == code
    assert town("import", "pubs", file).exit_code == 2
    assert town("undo", "elder_homes").exit_code == 1
    assert town("export", "elder_homes", "-o", tmp_path / "x.exe").exit_code == 3


def test_an_extract_says_what_it_replaced_and_how_to_take_it_back(town, tmp_path) -> None:
    """Kind: a loss that is told only by what was written."""
    hand = _csv(tmp_path / "hand.csv", *(f"站{i},116.40{i},39.925" for i in range(1, 4)))
    assert town("import", "police_stations", hand).exit_code == 0
    extract = Extract()
    extract.node(5, 25, amenity="police", name="派出所")
    told = town("import-osm", extract.write(tmp_path / "town.osm"), "--lang", "en")
    assert told.exit_code == 0, told.output
    assert (
        "in the place of 3 features (from hand.csv); to take it back: flask layers undo town"
        in (told.stderr)
    )
    assert town("undo", "police_stations").exit_code == 0
    assert _status(town, "police_stations")["feature_count"] == 3
    # For programs too.
    old = _status(town, "police_stations")
    as_data = town("import-osm", tmp_path / "town.osm", "--json")
    (status,) = json.loads(as_data.stdout)
    assert status["replaced"] == {
        name: old[name] for name in ("feature_count", "version", "source")
    }


def test_tables_have_headings_of_the_language(town) -> None:
    assert "要素数" in town("list", "--lang", "zh").stdout
    assert "操作者" in town("history", "elder_homes", "--lang", "zh").stdout
