import json
from pathlib import Path

import pytest

from tests.builders import packed
from tests.builders.extracts import Extract


@pytest.fixture
def town(runner, bare_town):
    """Runs commands on an area `town` that has no layers yet."""

    def run(command, *args):
        return runner.invoke(args=["layers", command, bare_town, *map(str, args)])

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
    # Kind: of two ways in, one that says what analyses will lack and one that does not.
    wanted = {one["field"]: one for one in status["problems"]}
    assert wanted["capacity"]["code"] == "column_wanted"
    assert "flask layers export town police_stations -o FILE" in wanted["capacity"]["mend"]
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


def test_an_export_lists_what_its_format_does_not_give_back(town, tmp_path) -> None:
    """Silent losses with exit 0: a further column whose kind CSV cannot hold is named."""
    point = {"type": "Point", "coordinates": [116.405, 39.925]}
    further = {
        "name": "A",
        "常住人口（户籍）": 7,
        "open": True,
        "n": {"层": [1]},
        "fid": 3,
        "FID": "x",
    }
    file = tmp_path / "in.geojson"
    feature = {"type": "Feature", "properties": further, "geometry": point}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert town("import", "elder_homes", file, "--replace").exit_code == 0
    done = town("export", "elder_homes", "-o", tmp_path / "out.csv", "--json")
    assert done.exit_code == 0
    problems = json.loads(done.stdout)["problems"]
    assert {one["field"] for one in problems} == {"open", "n"}
    assert {one["code"] for one in problems} == {"export_changed"}
    told = town("export", "elder_homes", "-o", tmp_path / "again.csv")
    assert "does not come back as it is" in told.output
    for suffix in ("gpkg", "zip", "kml", "fgb", "parquet", "geojson", "xlsx"):
        out = tmp_path / f"out.{suffix}"
        done = town("export", "elder_homes", "-o", out, "--json")
        assert json.loads(done.stdout)["problems"] == []
        assert town("import", "elder_homes", out, "--replace").exit_code == 0
        back = tmp_path / f"{suffix}.geojson"
        assert town("export", "elder_homes", "-o", back).exit_code == 0
        (found,) = json.loads(back.read_text())["features"]
        assert further.items() <= found["properties"].items(), suffix
        assert "source_id" not in found["properties"]


def test_the_row_of_the_headings_may_be_chosen(town, tmp_path) -> None:
    """The kind: two rows of headings, of which one had to be deleted by hand."""
    file = tmp_path / "homes.csv"
    file.write_text("表,,\nname,lon,lat\n名称,经度,纬度\n甲,116.405,39.925\n", encoding="utf-8")
    asked = town("import", "elder_homes", file, "--lang", "en")
    assert asked.exit_code != 0
    assert "2 (name lon lat); 3 (名称 经度 纬度)" in asked.stderr
    done = town("import", "elder_homes", file, "--heading-row", "3")
    assert done.exit_code == 0, done.output
    assert _status(town, "elder_homes")["feature_count"] == 1


def test_the_order_of_dates_and_the_zone_are_stated(town, tmp_path) -> None:
    """Kind: a date that can be read in two ways is guessed."""
    file = tmp_path / "homes.csv"
    row = "a,116.405,39.925,03/04/2026,2026-01-01T20:00Z"
    file.write_text(f"name,lon,lat,opened_on,as_of\n{row}\n", encoding="utf-8")
    asked = town("import", "elder_homes", file, "--lang", "en")
    assert asked.exit_code == 3
    assert "2026-04-03 / 2026-03-04" in asked.output
    options = ["--date-order", "dmy", "--time-zone", "UTC"]
    assert town("import", "elder_homes", file, *options).exit_code == 0
    out = tmp_path / "out.geojson"
    town("export", "elder_homes", "-o", out)
    (feature,) = json.loads(out.read_text())["features"]
    told = feature["properties"]
    assert (told["opened_on"], told["as_of"]) == ("2026-04-03", "2026-01-01")
    wrong = town("import", "elder_homes", file, "--time-zone", "Beijing", "--lang", "en")
    assert wrong.exit_code == 3
    assert "America/Chicago" in wrong.output


def test_the_decimal_mark_is_stated_where_a_number_has_two_readings(town, tmp_path) -> None:
    """Kind: a number that can be read in two ways is guessed."""
    file = tmp_path / "homes.csv"
    file.write_text('name,lon,lat,floor_area_m2\na,116.405,39.925,"1,234"\n', encoding="utf-8")
    asked = town("import", "elder_homes", file, "--lang", "en")
    assert asked.exit_code == 3
    assert "1234 / 1.234" in asked.output
    for decimal, number in (("point", 1234.0), ("comma", 1.234)):
        town("import", "elder_homes", file, "--decimal", decimal, "--replace")
        out = tmp_path / f"{decimal}.geojson"
        town("export", "elder_homes", "-o", out)
        (feature,) = json.loads(out.read_text())["features"]
        assert feature["properties"]["floor_area_m2"] == number
    assert town("import", "elder_homes", file, "--decimal", ",").exit_code == 2
    one = town("import", "elder_homes", file, "--decimal", "floor_area_m2=point", "--replace")
    assert one.exit_code == 0
    none = town("import", "elder_homes", file, "--decimal", "x=point", "--lang", "en")
    assert (none.exit_code, "names a column 'x' that is not there" in none.output) == (3, True)


def test_the_order_of_two_coordinates_in_one_column_is_stated(town, tmp_path) -> None:
    """Kind: longitude and latitude are silently swapped."""
    file = tmp_path / "homes.csv"
    file.write_text('name,location\na,"39.925 116.405"\n', encoding="utf-8")
    english = ["--json", "--lang", "en"]
    found = town("import", "elder_homes", file, *english)
    assert found.exit_code == 0
    texts = [one["text"] for one in json.loads(found.stdout)["problems"]]
    assert any("longitude 116.405, latitude 39.925" in text for text in texts)
    against = town("import", "elder_homes", file, "--coordinate-order", "lonlat", *english)
    assert against.exit_code == 3
    told = json.loads(against.stdout)["problems"]
    assert "error" in [one["severity"] for one in told]


@pytest.mark.parametrize("name", packed.FORMATS)
def test_every_format_that_is_only_read_comes_in_by_the_command(town, tmp_path, name) -> None:
    """A planner's file is read in whatever format the office next door sent it: two stations."""
    file = packed.FORMATS[name](tmp_path / name)
    done = town("import", "police_stations", file, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["layer"]["feature_count"] == 2
    out = tmp_path / "out.geojson"
    assert town("export", "police_stations", "-o", out).exit_code == 0
    found = json.loads(out.read_text("utf-8"))["features"]
    assert [one["properties"]["name"] for one in found] == ["东四站", "安定门站"]
    assert [one["geometry"]["coordinates"] for one in found] == [[116.4, 39.9], [116.401, 39.9]]


def test_a_geodatabase_that_is_not_zipped_is_refused_with_the_way_in(town, tmp_path) -> None:
    (tmp_path / "站点.gdb").mkdir()
    told = town("import", "police_stations", tmp_path / "站点.gdb", "--lang", "en")
    assert told.exit_code == 2
    assert "站点.gdb; zip the whole folder" in " ".join(told.stderr.split())
