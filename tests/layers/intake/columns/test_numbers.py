"""Kind of fault: the decimal mark of a column is guessed, and numbers are a thousand times off."""

import dataclasses

import pytest

from layers.catalogue import layer_type
from layers.intake.columns.numbers import read_numbers
from layers.written.conventions import Conventions, Shown

AREA = layer_type("police_stations").column("floor_area_m2")
COMMA = Shown("column 'area'", "12,5")
STAFF = layer_type("police_stations").column("staff")


def read(column, *cells, factor=1.0, **told):
    """Return the numbers, the causes by position, and the causes of the whole column."""
    found = read_numbers(cells, column, "heading", factor, Conventions(**told))
    faults = {position: one.code for position, one in found.faults.items()}
    return found.cells, faults, [one.code for one in found.notes]


def test_two_readings_are_an_error_that_names_both_and_the_way_to_choose():
    found = read_numbers(["1,234"], AREA, "heading", 1.0, Conventions())
    assert found.cells == [None]
    assert "1234 / 1.234" in found.faults[0].text("zh")
    assert "--decimal heading=point or --decimal heading=comma" in found.faults[0].mend("en")


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (("1,234", "1,234,567"), [1234, 1_234_567]),
        (("1,234", "1,234.5"), [1234, 1234.5]),
        (("1,234", "12,5"), [1.234, 12.5]),
        (("1.234", "12,5"), [1234, 12.5]),
        (("1.234", "1.234.567"), [1234, 1_234_567]),
    ],
)
def test_the_column_decides_and_says_so(cells, numbers):
    assert read(AREA, *cells) == (numbers, {}, ["number_mark_found"])


def test_a_decimal_comma_is_said():
    found = read_numbers(["12,5", "0,875"], AREA, "heading", 1.0, Conventions())
    assert found.cells == [12.5, 0.875]
    assert "'12,5' was read as 12.5" in found.notes[0].text("en")


def test_a_column_that_shows_both_marks_decides_nothing():
    cells, faults, _ = read(AREA, "1,234", "1.234", "12,5", "12.5")
    assert cells == [None, None, 12.5, 12.5]
    assert faults == {0: "number_two_readings", 1: "number_two_readings"}


def test_a_point_alone_is_a_decimal_point():
    """Files of programs write one; only a decimal comma elsewhere in the file puts it in doubt."""
    assert read(AREA, "1.234", "2.500") == ([1.234, 2.5], {}, [])
    assert read(AREA, "1.234", comma_elsewhere=COMMA)[1] == {0: "number_two_readings"}


@pytest.mark.parametrize(("decimal", "number"), [("point", 1234), ("comma", 1.234)])
def test_the_user_decides(decimal, number):
    assert read(AREA, "1,234", decimal=decimal) == ([number], {}, [])


def test_what_does_not_fit_the_stated_mark_is_an_error():
    assert read(AREA, "12,5", decimal="point")[1] == {0: "number_other_mark"}


def test_of_whole_numbers_only_one_reading_is_whole():
    assert read(STAFF, "1,234", "2,500") == ([1234, 2500], {}, [])
    assert read(STAFF, "1,250", "0,875")[1] == {
        0: "number_two_readings",
        1: "value_not_integer",
    }
    assert read(STAFF, "2,000", "1,234") == ([2000, 1234], {}, [])
    assert read(STAFF, "1.250")[1] == {0: "number_two_readings"}
    assert read(STAFF, "3,500万")[1] == {0: "number_two_readings"}  # 35 000 000 or 35 000


def test_a_unit_in_the_heading_leaves_the_readings_open():
    assert read(STAFF, "1.1", "2", factor=1e4) == ([11_000, 20_000], {}, [])
    assert read(AREA, "1,234", factor=1e4)[1] == {0: "number_two_readings"}


def test_numbers_of_programs_have_one_reading():
    whole = dataclasses.replace(AREA, kind="number")
    assert read(whole, 1.234, 1234, None) == ([1.234, 1234, None], {}, [])


@pytest.mark.parametrize("written", ["−5", "–5", "－５"])
def test_every_minus_is_seen(written):
    assert read(AREA, written)[1] == {0: "value_below_minimum"}


@pytest.mark.parametrize(
    ("column", "cell", "elsewhere", "number", "why"),
    [
        # no comma in the file: a program may write points beside what a person typed
        (AREA, "1,234", {}, None, "number_two_readings"),
        (AREA, "1,234", {"point_elsewhere": True}, None, "number_two_readings"),
        (STAFF, "1,234", {}, 1234, None),
        (STAFF, "2,000", {}, 2000, None),
        # a comma and no point: who writes 12,5 sets no thousands apart by commas
        (AREA, "1,234", {"comma_elsewhere": COMMA}, 1.234, "number_mark_of_file"),
        (AREA, "1.234", {"comma_elsewhere": COMMA}, None, "number_two_readings"),
        (STAFF, "1,234", {"comma_elsewhere": COMMA}, 1234, "number_whole_only"),
        (STAFF, "2,000", {"comma_elsewhere": COMMA}, None, "number_two_readings"),
        (STAFF, "1.234", {"comma_elsewhere": COMMA}, 1234, "number_mark_of_file"),
        (STAFF, "2.000", {"comma_elsewhere": COMMA}, 2000, "number_mark_of_file"),
        # both: the columns were written by different hands
        (AREA, "1,234", {"comma_elsewhere": COMMA, "point_elsewhere": True}, None,
         "number_two_readings"),
        (STAFF, "1,234", {"comma_elsewhere": COMMA, "point_elsewhere": True}, 1234,
         "number_whole_only"),
        (STAFF, "1.234", {"comma_elsewhere": COMMA, "point_elsewhere": True}, None,
         "number_two_readings"),
    ],
)  # fmt: skip
def test_what_another_column_shows_decides_where_it_can_and_is_said(
    column, cell, elsewhere, number, why
):
    """Kind: the evidence of the file is not used, or used for more than it says."""
    cells, faults, notes = read(column, cell, **elsewhere)
    assert cells == [number]
    assert [*faults.values(), *notes] == ([] if why is None else [why])


def test_a_cell_that_can_only_be_thousands_decides_for_the_other_counts():
    cells, faults, notes = read(STAFF, "2,000", "1,234", comma_elsewhere=COMMA)
    assert (cells, faults, notes) == ([2000, 1234], {}, ["number_whole_only"])


def test_a_unit_that_scales_leaves_round_counts_open():
    """Kind: 2,000万 is taken for 20 000 000, where it may be 2.000万."""
    assert read(STAFF, "2,000万")[1] == {0: "number_two_readings"}
    assert read(STAFF, "2,000", factor=1e4)[1] == {0: "number_two_readings"}
    assert read(STAFF, "2,000人") == ([2000], {}, [])


def test_the_mark_of_one_column_goes_before_that_of_all():
    told = {"decimal": "comma", "decimals": {"heading": "point"}}
    assert read(AREA, "1,234", **told) == ([1234], {}, [])
    assert read(AREA, "1,234", decimal="comma", decimals={"other": "point"}) == ([1.234], {}, [])
    fault = read_numbers(["12,5"], AREA, "建筑 面积", 1.0, Conventions(decimal="point")).faults[0]
    assert fault.mend("en").startswith("correct it, or state --decimal '建筑 面积=comma'")
