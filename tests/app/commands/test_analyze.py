import json

import pytest

from app.commands.analyze import display


def _run(app, *args):
    return app.test_cli_runner().invoke(args=["analyze", *args])


def test_a_table_shows_titles_units_and_what_it_rests_on(app) -> None:
    told = _run(app, "green", "dongcheng", "--by", "area", "--lang", "en")
    assert told.exit_code == 0, told.output
    assert "Green per resident (m² per person)" in told.stdout
    assert "12.29" in told.stdout
    assert "9.90" in told.stdout
    assert "EPSG:4548" in told.stderr
    assert "synthetic" in told.stderr
    assert (
        "人均绿地（常住）" in _run(app, "green", "dongcheng", "--by", "area", "--lang", "zh").stdout
    )


def test_the_suffix_of_the_file_decides_the_format(app, tmp_path) -> None:
    for suffix in ("json", "geojson", "csv", "xlsx", "gpkg"):
        path = tmp_path / f"out.{suffix}"
        told = _run(app, "coverage", "dongcheng", "--facility", "elder_homes", "-o", str(path))
        assert told.exit_code == 0, told.output
        assert path.stat().st_size > 1000
    rows = json.loads((tmp_path / "out.json").read_text())["rows"]
    assert len(rows) == 137
    bad = _run(app, "green", "dongcheng", "-o", str(tmp_path / "out.pdf"), "--lang", "en")
    assert bad.exit_code == 2
    assert ".xlsx" in bad.stderr
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["coverage", "dongcheng"], "facility"),
        (["coverage", "dongcheng", "--facility", "pubs"], "elder_homes"),
        (["coverage", "dongcheng", "--facility", "elder_homes", "--radius", "-1"], "20000"),
        (["coverage", "dongcheng", "--facility", "elder_homes", "--metric", "flying"], "euclid"),
        (["green", "nowhere"], "dongcheng"),
        (["gaps", "dongcheng", "--standard", "x"], "gb50180-2018"),
        (["magic", "dongcheng"], "magic"),
        (["green", "dongcheng", "--radius", "5"], "--radius"),
    ],
)
def test_wrong_use_is_told_with_exit_code_2(app, args, said) -> None:
    known = [*args, "--lang", "en"] if args[0] != "magic" else args
    told = _run(app, *known)
    assert told.exit_code == 2
    assert said in told.stderr


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("area_share", 0.12345, "12.3%"),
        ("area_m2", 1234567.8, "1,234,568"),
        ("green_per_resident_m2", 12.2889, "12.29"),
        ("nearest_m", float("nan"), "-"),
        ("met", True, "True"),
        ("other", 1.5, "1.5"),
        ("name", "东", "东"),
    ],
)
def test_values_are_shown_as_planners_read_them(name, value, shown) -> None:
    assert display(name, value) == shown


def test_a_table_is_as_wide_as_a_reader_can_read_and_says_where_the_rest_is(app) -> None:
    told = _run(app, "coverage", "dongcheng", "--facility", "health_centers", "--lang", "en")
    assert told.exit_code == 0, told.output
    head = told.stdout.split("┡")[0]
    assert "Share of population" in " ".join(head.split())
    assert "at least" not in head
    assert "further columns: --json, or -o FILE" in told.stderr
