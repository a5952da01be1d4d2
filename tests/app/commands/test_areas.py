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
