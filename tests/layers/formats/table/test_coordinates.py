"""Tables with coordinates: which columns hold them, and which cells are numbers."""

import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.formats.options import Limits, ReadOptions
from layers.formats.refusal import Refusal
from layers.formats.table.coordinates import frame_of


def _table(heading, *rows):
    cells = [[cell or None for cell in row.split(";")] for row in rows]
    return pd.DataFrame(cells, columns=heading.split(";"), dtype=object)


def _column(*cells):
    table = pd.DataFrame({"v": list(cells), "x": "1", "y": "2"}, dtype=object)
    return frame_of(table, ReadOptions())[0]["v"]


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=20))
def test_every_finite_pair_becomes_its_point(pairs):
    table = pd.DataFrame([[repr(x), repr(y)] for x, y in pairs], columns=["lon", "lat"])
    frame, notes = frame_of(table, ReadOptions())
    assert notes == []
    assert shapely.get_coordinates(frame.geometry.to_numpy()).tolist() == [list(p) for p in pairs]


@pytest.mark.parametrize(
    ("heading", "taken", "left"),
    [
        ("x;y;经度;纬度", (3, 4), ["x", "y"]),
        ("LON;lat;Lon;y", (1, 2), ["Lon", "y"]),
        ("lon;y;x;n", (3, 2), ["lon", "n"]),
        ("经度（GCJ-02）;n;纬度（GCJ-02）;m", (1, 3), ["n", "m"]),
        ("m;Point X;point_y;n", (2, 3), ["m", "n"]),
    ],
)
def test_degrees_are_preferred_and_pairs_stay_together(heading, taken, left):
    frame, notes = frame_of(_table(heading, "1;2;3;4"), ReadOptions())
    assert shapely.get_coordinates(frame.geometry.to_numpy()).tolist() == [list(taken)]
    assert [name for name in frame.columns if name != "geometry"] == left
    assert frame.crs is None
    stated = ["datum_stated"] if "GCJ" in heading else []
    # a pair that is not taken is told, for it stays as further columns
    chosen = ["coordinates_chosen"] if left == ["x", "y"] else []
    assert [note.code for note in notes] == [*chosen, *stated]


@pytest.mark.parametrize("heading", ["lon;n", "x;lat", "名称;n"])
def test_half_a_pair_is_none(heading):
    with pytest.raises(Refusal) as caught:
        frame_of(_table(heading, "1;2"), ReadOptions())
    fields = heading.replace(";", ", ")
    assert vars(caught.value) == {"code": "no_coordinates", "values": {"fields": fields}}


@pytest.mark.parametrize(
    ("cell", "number"),
    [("116.4°", 116.4), ("116.4°E", 116.4), ("116.4W", -116.4),
     ("448,789.4", 448789.4), ("4 418 908", 4418908),
     ("-87.65", -87.65), ("1e2", 100)],
)  # fmt: skip
def test_numbers_as_people_write_coordinates(cell, number):
    frame, notes = frame_of(_table("x;y", f"{cell};2"), ReadOptions())
    assert notes == []
    assert frame.geometry[0].x == number


@pytest.mark.parametrize(
    ("cell", "code"),
    [("12 34", "unreadable"), ("nan", "unreadable"), ("北京", "unreadable"), ("116°61'", "sixty"),
     ("91N", "beyond"), ("1,23,456", "unreadable")],
)  # fmt: skip
def test_what_is_no_number_names_row_field_and_value(cell, code):
    frame, (note,) = frame_of(_table("x;y", "1;2", f"1;{cell}"), ReadOptions())
    assert (note.row, note.field, note.code) == (2, "y", f"coordinates_{code}")
    assert cell in note.text("zh")
    assert frame.geometry.isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("POINT (1 2)", "Point"),
        ("SRID=4326;POINT (1 2)", "Point"),
        ("POINT (1", None),
        ("POINT (1 2" + ")" * 3, None),
        ("GEOMETRYCOLLECTION(" * 9 + "POINT (1 2)" + ")" * 9, None),
    ],
)
def test_well_known_text(cell, kind):
    table = pd.DataFrame({"名称": ["a"], "WKT": [cell]}, dtype=object)
    frame, notes = frame_of(table, ReadOptions())
    assert frame.geom_type.tolist() == [kind]
    assert [note.code for note in notes] == ["coordinates_unreadable"] * (kind is None)


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (("7", "-3", "0"), [7, -3, 0]),
        (("0.5", "1.25", "7"), [0.5, 1.25, 7.0]),
        (("-3.0", "12.5"), [-3.0, 12.5]),
        (("999999999999999",), [999_999_999_999_999]),
    ],
)
def test_a_column_of_numbers_becomes_numbers(cells, numbers):
    column = _column(*cells)
    assert pd.api.types.is_numeric_dtype(column)
    assert column.tolist() == numbers


@pytest.mark.parametrize(
    "cells",
    [
        ("0101", "0202"),
        ("7", "x"),
        ("2005.10", "2005.11"),  # October: as a number it would be 2005.1
        ("1.50",),
        ("+7",),
        ("1e3",),
        ("110101001001000123",),  # more digits than a float keeps
    ],
)
def test_a_column_that_would_not_read_back_stays_text(cells):
    assert _column(*cells).tolist() == list(cells)


def test_gaps_do_not_make_numbers_text():
    column = _column("7", None, "8")
    assert column.isna().tolist() == [False, True, False]
    assert column.sum() == 15


@given(st.lists(st.from_regex(r"-?[0-9]{1,4}(\.[0-9]{0,3})?", fullmatch=True), min_size=1))
def test_every_cell_reads_back_as_written(cells):
    column = _column(*cells)
    if pd.api.types.is_integer_dtype(column) or not pd.api.types.is_numeric_dtype(column):
        assert [str(cell) for cell in column] in (cells, [c.replace("-0", "0") for c in cells])
    else:
        assert {repr(cell).removesuffix(".0") for cell in column.tolist()} == {
            cell.removesuffix(".0") for cell in cells
        }


@pytest.mark.parametrize(("limit", "passes"), [(3, True), (2, False)])
def test_as_many_columns_as_the_limit_are_accepted(limit, passes):
    table = _table("x;y;n", "1;2;3")
    if passes:
        assert len(frame_of(table, ReadOptions(limits=Limits(columns=limit)))[0]) == 1
    else:
        with pytest.raises(Refusal) as caught:
            frame_of(table, ReadOptions(limits=Limits(columns=limit)))
        assert vars(caught.value)["values"] == {"found": 3, "limit": 2}


def _points(heading, *rows, decimal=None):
    """Return the points and the causes: (row, code) of a table of cells divided by `|`."""
    cells = [[cell or None for cell in row.split("|")] for row in rows]
    table = pd.DataFrame(cells, columns=heading.split("|"), dtype=object)
    frame, notes = frame_of(table, ReadOptions(decimal=decimal))
    points = [None if one is None else (one.x, one.y) for one in frame.geometry]
    return points, [(note.row, note.code) for note in notes]


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        ("116°24′", "39°54′"),
        ("116°24′00″E", "39°54′00″N"),
        ("东经116度24分", "北纬39度54分0秒"),
        ("116 24 00", "39 54 00"),
        ("116d24m0s", "39d54m"),
        ("116:24:00", "39:54"),
        ("116-24-00", "39.54.00"),
        ("E116°24'", "N39º54´"),
    ],
)
def test_degrees_minutes_and_seconds(lon, lat):
    """Kind: coordinates that are no decimal numbers are refused, or cut to their degrees."""
    points, notes = _points("经度|纬度", f"{lon}|{lat}")
    assert points == [pytest.approx((116.4, 39.9), abs=1e-12)]
    assert notes == [(None, "coordinates_angles")]


@pytest.mark.parametrize(
    "cell", ["１１６．４００", "116.400\u00a0", "116.400\u200b", "\ufeff116.400"]
)
def test_what_cannot_be_seen_makes_no_other_number(cell):
    assert _points("lon|lat", f"{cell}|39.9") == ([(116.4, 39.9)], [])


def test_degrees_with_a_comma_before_three_digits_have_one_reading():
    """Kind: 116,400 is read as 116400 and the whole table called metric."""
    points, notes = _points("lon|lat", "116,400|39,920", "116,5|39.9")
    assert points == [(116.4, 39.92), (116.5, 39.9)]
    assert notes == [(None, "coordinates_comma")]


def test_meters_with_one_comma_are_asked_about_unless_a_number_decides():
    """Kind: 448,203 m is read as 448.203 m, or the other way."""
    points, notes = _points("x|y", "448,203|4421118")
    assert (points, notes) == ([None], [(1, "number_two_readings")])
    assert _points("x|y", "448,203|4,421,118") == ([(448_203, 4_421_118)], [])
    points, notes = _points("x|y", "448.203|4421118,5")
    assert (points, notes) == ([(448_203, 4_421_118.5)], [(None, "coordinates_comma")])
    asked = _points("x|y", "448,203|4421118", decimal="point")
    assert asked == ([(448_203, 4_421_118)], [])


def test_a_cell_that_states_the_other_axis_is_never_taken_for_its_column():
    """Kind: longitude and latitude are swapped without a word."""
    points, notes = _points("lon|lat", "39.9N|116.4E", "39.8N|116.5E")
    assert points == [(116.4, 39.9), (116.5, 39.8)]
    assert notes == [(None, "coordinates_exchanged")]
    points, notes = _points("lon|lat", "39.9N|116.4E", "116.5|39.8")
    assert points == [None, (116.5, 39.8)]
    assert notes == [(1, "coordinates_axis"), (1, "coordinates_axis")]


def test_beside_a_decimal_comma_a_point_may_set_thousands_apart():
    """Kind: 1.234 of a file with decimal commas becomes the number 1.234 before it is asked."""
    table = _table("lon;lat;people", "116,4;39,9;1.234")
    assert frame_of(table, ReadOptions())[0]["people"].tolist() == ["1.234"]
    table = _table("lon;lat;area;people", "116.4;39.9;12,5;1.234")
    assert frame_of(table, ReadOptions())[0]["people"].tolist() == ["1.234"]
    table = _table("lon;lat;area;people", "116.4;39.9;12,5;1.234", "116.4;39.9;12,5;0.5")
    assert frame_of(table, ReadOptions())[0]["people"].tolist() == [1.234, 0.5]
    table = _table("lon;lat;lines;people", "116.4;39.9;12,x;1.234")
    assert frame_of(table, ReadOptions())[0]["people"].tolist() == [1.234]


def test_the_system_that_shapes_state_is_that_of_the_file():
    """Kind: what a cell says of its coordinate system is dropped, and it is taken for WGS 84."""
    table = _table("name;geom", "a;x", "b;x", "c;x")
    table["geom"] = ["SRID=4214;POINT (116.4 39.9)"] * 3
    frame, notes = frame_of(table, ReadOptions())
    assert (frame.crs.to_epsg(), notes) == (4214, [])
    table["geom"] = ["SRID=999999;POINT (116.4 39.9)"] * 3
    frame, notes = frame_of(table, ReadOptions())
    assert (frame.crs, [note.code for note in notes]) == (None, ["coordinates_srid_unknown"])


@pytest.mark.parametrize(
    "heading",
    [
        "经度（度）|经度（分）|经度（秒）|纬度（度）|纬度（分）|纬度（秒）",
        "经度|经度分|经度秒|纬度|纬度分|纬度秒",
        "lon_deg|lon_min|lon_sec|lat_deg|lat_min|lat_sec",
        "LonD|LonM|LonS|LatD|LatM|LatS",
    ],
)
def test_degrees_minutes_and_seconds_in_columns_of_their_own(heading):
    """Kind: the degrees alone are taken, up to 100 km off."""
    points, notes = _points(heading, "116|23|29.5|39|54|20", "116|24||39|54|")
    assert points == [
        pytest.approx((116 + 23 / 60 + 29.5 / 3600, 39 + 54 / 60 + 20 / 3600), abs=1e-12),
        pytest.approx((116.4, 39.9), abs=1e-12),
    ]
    assert notes == [(None, "coordinates_angles")]


def test_numbers_of_workbooks_may_be_degrees_and_minutes():
    table = pd.DataFrame({"lon_deg": [116.0], "lon_min": [24.0], "lat_deg": [39], "lat_min": [54]})
    frame, _ = frame_of(table.assign(name="a"), ReadOptions())
    assert (frame.geometry[0].x, frame.geometry[0].y) == pytest.approx((116.4, 39.9), abs=1e-12)
    assert list(frame.columns) == ["name", "geometry"]


def test_degrees_alone_are_a_pair_as_ever():
    assert _points("lon|lat|lon_sec", "116.4|39.9|7") == ([(116.4, 39.9)], [])
