import json


def _run(runner, *args):
    return runner.invoke(args=["areas", *args])


def test_create_list_and_delete(runner, boundary) -> None:
    made = _run(
        runner, "create", "town", "--boundary", str(boundary),
        "--title-zh", "小镇", "--title-en", "Town", "--json",
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    assert json.loads(made.stdout)["crs"] == "EPSG:4548"
    (area,) = json.loads(_run(runner, "list", "--json").stdout)
    assert (area["slug"], area["title_zh"], area["synthetic"]) == ("town", "小镇", False)
    assert "town" in _run(runner, "list").stdout
    assert _run(runner, "delete", "town", "--yes").exit_code == 0
    assert json.loads(_run(runner, "list", "--json").stdout) == []


def test_a_name_twice_is_a_failure_that_says_so(runner, boundary) -> None:
    _run(runner, "create", "town", "--boundary", str(boundary))
    again = _run(runner, "create", "town", "--boundary", str(boundary), "--lang", "en")
    assert again.exit_code == 1
    assert "exists already" in again.stderr


def test_wrong_use_is_2_and_a_bad_boundary_3(runner, tmp_path) -> None:
    assert _run(runner, "create", "town").exit_code == 2
    assert _run(runner, "delete", "nowhere", "--yes").exit_code == 2
    bad = tmp_path / "bad.geojson"
    bad.write_text("{}")
    assert _run(runner, "create", "town", "--boundary", str(bad)).exit_code == 3
    assert json.loads(_run(runner, "list", "--json").stdout) == []


def test_a_replaced_boundary_is_kept(runner, boundary, tmp_path) -> None:
    _run(runner, "create", "town", "--boundary", str(boundary))
    wider = tmp_path / "wider.geojson"
    wider.write_text(boundary.read_text("utf-8").replace("116.41", "116.43"), "utf-8")
    done = _run(runner, "update", "town", "--boundary", str(wider), "--source", "survey", "--json")
    assert done.exit_code == 0, done.output
    area = json.loads(done.stdout)
    assert (area["version"], area["bbox"][2], area["source"]) == (2, 116.43, "survey")
    named = _run(runner, "update", "town", "--title-en", "Town", "--lang", "en")
    assert "version 3" in named.stderr
    listed = json.loads(_run(runner, "history", "town", "--json").stdout)
    assert [one["version"] for one in listed] == [3, 2, 1]
    assert [one["bbox"][2] for one in listed] == [116.43, 116.43, 116.41]
    assert [one["title_en"] for one in listed] == ["Town", "town", "town"]
    assert "survey" in _run(runner, "history", "town").stdout
    assert _run(runner, "update", "nowhere", "--title-en", "x").exit_code == 2
    assert _run(runner, "history", "nowhere").exit_code == 2


def test_a_wide_area_says_its_projection_and_error_or_is_refused(runner, tmp_path) -> None:
    """Kind: 59 degrees in one zone, 541 m for 500, without a word."""

    def boundary_of(south, north):
        path = tmp_path / f"{south}.geojson"
        ring = [[75, south], [134, south], [134, north], [75, north], [75, south]]
        path.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
        return str(path)

    made = _run(runner, "create", "strip", "--boundary", boundary_of(40, 41))
    assert made.exit_code == 0
    assert "Lambert conformal conic (104.5, 40.5), lengths within 0.002%" in made.output, (
        made.output
    )
    listed = json.loads(_run(runner, "list", "--json").stdout)
    strip = next(one for one in listed if one["slug"] == "strip")
    assert strip["scale_error"] == {"lengths": 1.9e-05, "areas": 3.8e-05}
    refused = _run(runner, "create", "land", "--boundary", boundary_of(20, 50))
    assert refused.exit_code != 0
    assert "EPSG:4544 13.37%" in refused.output, refused.output


def test_a_boundary_may_come_from_a_table_below_its_title(runner, tmp_path) -> None:
    """The kind: an option that a message names and this command did not have."""
    shape = "POLYGON ((116.39 39.91, 116.41 39.91, 116.41 39.93, 116.39 39.93, 116.39 39.91))"
    path = tmp_path / "a.csv"
    lines = ["name,wkt", "名称,图形", f'城区边界,"{shape}"', ""]
    path.write_bytes("\n".join(lines).encode("gbk"))
    create = ["areas", "create", "centre", "--boundary", str(path), "--lang", "en"]
    asked = runner.invoke(args=create)
    assert asked.exit_code != 0
    assert "--heading-row" in asked.output
    done = runner.invoke(args=[*create, "--heading-row", "2", "--encoding", "gbk", "--json"])
    assert done.exit_code == 0, done.output
    codes = [one["code"] for one in json.loads(done.stdout)["problems"]]
    assert "encoding_guessed" not in codes


def test_a_boundary_takes_the_order_of_its_coordinates(runner, tmp_path) -> None:
    """The kind: an option that a message names and this command did not have."""
    turned = "POLYGON ((39.91 116.39, 39.91 116.41, 39.93 116.41, 39.93 116.39, 39.91 116.39))"
    path = tmp_path / "a.csv"
    path.write_text(f'name,wkt\ncentre,"{turned}"\n', "utf-8")
    create = ["areas", "create", "centre", "--boundary", str(path), "--lang", "en", "--json"]
    refused = runner.invoke(args=create)
    assert refused.exit_code == 3, refused.output
    done = runner.invoke(args=[*create, "--coordinate-order", "latlon"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["bbox"] == [116.39, 39.91, 116.41, 39.93]
