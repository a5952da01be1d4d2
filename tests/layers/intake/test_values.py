"""Values as people write them: full-width digits, units, dashes; what is none names its cause."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.catalogue import layer_type
from layers.intake import values
from tests.builders.processes import within

AREA = layer_type("police_stations").column("floor_area_m2")
STAFF = layer_type("police_stations").column("staff")
OPENED = layer_type("police_stations").column("opened_on")
NAME = layer_type("police_stations").column("name")
CLASS = layer_type("land_use").column("land_class")
FLAG = layer_type("communities").column("has_party_organization")


def read(column, *written, factor=1.0):
    """Return the values and the causes of rows numbered from 1."""
    rows = pd.RangeIndex(1, len(written) + 1)
    series = pd.Series(list(written), index=rows, dtype=object)
    found, problems = values.coerce(series, column, field="heading", factor=factor)
    return found.tolist(), [(one.row, one.code) for one in problems]


@pytest.mark.parametrize(
    ("written", "number", "causes"),
    [
        ("１２３", 123, []),
        ("1,234.5", 1234.5, []),
        ("1,234,567", 1_234_567, []),
        ("+7 000", 7000, []),
        (" 12 ", 12, []),
        ("1e2", 100, []),
        (".5", 0.5, []),
        (80, 80, []),
        ("80㎡", 80, []),
        ("80 m²", 80, []),
        ("1.2公顷", 12_000, ["unit_converted"]),
        ("2ha", 20_000, ["unit_converted"]),
        ("3亩", 2_000, ["unit_converted"]),
        ("0.5万平方米", 5_000, ["unit_converted"]),
        ("0.2平方公里", 200_000, ["unit_converted"]),
        ("1,200.0公顷", 12_000_000, ["unit_converted"]),
    ],
)
def test_areas_as_people_write_them(written, number, causes):
    (found,), problems = read(AREA, written)
    assert found == pytest.approx(number, rel=1e-12)
    assert problems == [(1, cause) for cause in causes]


@pytest.mark.parametrize(
    ("written", "number"), [("1.1万", 11_000), ("96055人", 96_055), ("3万人", 30_000), ("12名", 12)]
)
def test_counts_as_people_write_them(written, number):
    assert read(STAFF, written)[0] == [number]


@pytest.mark.parametrize("written", ["", "—", "－", "/", "-", "无", "不详", "N/A", None, np.nan])
def test_marks_for_no_data_are_null(written):
    (found,), problems = read(STAFF, written)
    assert np.isnan(found)
    assert problems == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("NaN", "value_not_finite"),
        ("-Infinity", "value_not_finite"),
        ("1e400", "value_not_finite"),
        (np.inf, "value_not_finite"),
        ("很多", "value_not_number"),
        ("12,34", "value_not_integer"),
        ("0,500", "value_not_integer"),  # a decimal comma: read as a thousand, it would be 500
        ("1234,567", "value_not_integer"),
        ("1,234,56", "value_not_number"),
        ("1.5,000", "value_not_number"),
        ("0x10", "value_not_number"),
        ("5公里", "value_not_number"),
        ("2.5", "value_not_integer"),
        ("1.00005万", "value_not_integer"),
        (-1, "value_below_minimum"),
        ("2147483648", "value_too_large"),
        (True, "value_not_number"),
    ],
)
def test_what_is_no_count_names_its_cause(written, code):
    assert read(STAFF, written)[1] == [(1, code)]


@pytest.mark.parametrize("written", [0, "0", 2_147_483_647, "2147483647"])
def test_the_bounds_of_a_count_belong_to_it(written):
    assert read(STAFF, written) == ([int(written)], [])


@given(st.integers(0, 2_147_483_647))
def test_a_count_is_the_same_however_it_is_grouped(count):
    for written in (count, str(count), f"{count:,}", f"{count:,}人", float(count)):
        assert read(STAFF, written) == ([count], [])


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2005", dt.date(2005, 1, 1)),
        (2005, dt.date(2005, 1, 1)),
        (2005.0, dt.date(2005, 1, 1)),
        (20051231, dt.date(2005, 12, 31)),
        ("2005-12", dt.date(2005, 12, 1)),
        ("2005.1", dt.date(2005, 1, 1)),
        (2005.12, dt.date(2005, 12, 1)),
        ("2005/12/31", dt.date(2005, 12, 31)),
        ("2005年12月", dt.date(2005, 12, 1)),
        ("2005年1月2日", dt.date(2005, 1, 2)),
        ("2004-02-29", dt.date(2004, 2, 29)),
        ("2005-12-31T08:00:00", dt.date(2005, 12, 31)),
        (dt.date(2005, 12, 31), dt.date(2005, 12, 31)),
    ],
)
def test_dates_as_people_write_them(written, date):
    assert read(OPENED, written) == ([date], [])


@pytest.mark.parametrize("written", ["2005-13", "2005-02-29", "昨天", 2005.1, 2005.5, True])
def test_what_is_no_date_is_an_error(written):
    # the number 2005.1 may have been typed as 2005.10
    assert read(OPENED, written) == ([None], [(1, "value_not_date")])


def test_numbers_of_workbooks_that_stand_for_dates_are_listed():
    assert read(OPENED, 38717, 38717.5, "38717") == (
        [dt.date(2005, 12, 31)] * 3,
        [(row, "date_day_number") for row in (1, 2, 3)],
    )


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_every_date_is_read_in_every_form(date):
    forms = (
        date.isoformat(),
        f"{date.year}年{date.month}月{date.day}日",
        f"{date.year}/{date.month}/{date.day}",
        date.strftime("%Y%m%d"),
        dt.datetime(date.year, date.month, date.day, 23, 59),  # noqa: DTZ001 - as files hold it
    )
    assert read(OPENED, *forms) == ([date] * len(forms), [])


@pytest.mark.parametrize(
    ("written", "expected"),
    [("是", True), ("否", False), ("无", False), ("TRUE", True), (0, False), (1.0, True),
     (True, True), ("√", True), ("—", None)],
)  # fmt: skip
def test_yes_and_no(written, expected):
    assert read(FLAG, written) == ([expected], [])


@pytest.mark.parametrize("written", ["maybe", 2, "10"])
def test_neither_yes_nor_no_is_an_error(written):
    assert read(FLAG, written) == ([None], [(1, "value_not_boolean")])


@pytest.mark.parametrize(
    "written", ["residential", "居住用地", "Residential", " RESIDENTIAL ", "ｒｅｓｉｄｅｎｔｉａｌ"]
)
def test_choices_are_known_by_key_and_by_title(written):
    assert read(CLASS, written) == (["residential"], [])


def test_no_choice_lists_the_accepted_ones():
    series = pd.Series(["沙漠"], index=[7])
    found, (problem,) = values.coerce(series, CLASS, field="地类")
    assert found.tolist() == [None]
    assert (problem.row, problem.field, problem.code) == (7, "地类", "value_not_choice")
    assert "residential (居住用地)" in problem.text("en")


@pytest.mark.parametrize(
    ("written", "text", "causes"),
    [
        (110101001001.0, "110101001001", []),
        ("0101", "0101", []),
        (" 东城 ", "东城", [(None, "text_trimmed")]),
        (" 东\u0000城 ", "东城", [(None, "text_trimmed"), (1, "text_control")]),
        ("e\u0301", "é", []),
        ({"a": [1, "二"]}, '{"a": [1, "二"]}', []),
        ("无", "无", []),
        ("—", None, []),
    ],
)
def test_text_is_trimmed_and_codes_stay_codes(written, text, causes):
    assert read(NAME, written) == ([text], causes)


def test_a_factor_scales_plain_numbers_only_once():
    assert read(AREA, "2", 3, "1公顷", factor=10_000.0)[0] == [20_000, 30_000, 10_000]


@pytest.mark.parametrize("written", ["1.1", 1.1, "0.29", 0.29, "1.0001万", "2147.0483"])
def test_counts_under_a_heading_in_ten_thousands_may_have_decimals(written):
    number = float(str(written).removesuffix("万"))
    assert read(STAFF, written, factor=10_000.0) == (
        [round(number * 10_000)],
        [(1, "unit_converted")] if "万" in str(written) else [],
    )


def test_what_is_no_whole_number_after_scaling_is_an_error():
    assert read(STAFF, "1.00005", factor=10_000.0)[1] == [(1, "value_not_integer")]
    assert read(STAFF, 300_000, factor=10_000.0)[1] == [(1, "value_too_large")]


def test_a_faulty_value_is_named_in_each_row_that_holds_it():
    found, problems = read(STAFF, "x", "1", "x", None)
    assert problems == [(1, "value_not_number"), (3, "value_not_number")]
    assert found[1] == 1


def test_numbers_read_alike_with_and_without_the_quick_way():
    given_as = [0.0, 5.0, np.nan, 7.0]
    quick, _ = values.coerce(pd.Series(given_as), STAFF, field="n")
    slow, _ = values.coerce(pd.Series(given_as, dtype=object), STAFF, field="n")
    pd.testing.assert_series_equal(quick, slow)
    _, problems = values.coerce(pd.Series([1.5, -1.0], index=[1, 2]), STAFF, field="n")
    assert [one.code for one in problems] == ["value_not_integer", "value_below_minimum"]


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        (np.nan, None),
        (-np.inf, None),
        (pd.NaT, None),
        (np.int64(3), 3),
        (np.bool_(1), True),
        (np.array([1.5, np.nan]), [1.5, None]),
        ({1: (1, {"a": np.inf})}, {"1": [1, {"a": None}]}),
        (dt.date(2005, 12, 31), "2005-12-31"),
        ("a\u0000b", "ab"),
        (1j, "1j"),
    ],
)
def test_json_safe(value, safe):
    found = values.json_safe(value)
    assert found == safe
    assert type(found) is type(safe)


@pytest.mark.parametrize(
    "cell", ["1" * 60_000 + " +", "1" + " " * 60_000 + "+", "1." + "1" * 60_000]
)
def test_no_number_holds_the_reader(cell):
    """Kind: a pattern whose parts can share what they match; 8,000 digits took 2.7 s."""
    with within(0.5):
        assert read(AREA, cell)[1] in ([(1, "value_not_number")], [])


def test_numbers_are_read_as_before():
    assert read(AREA, "12.", ".5", "1.25e2 m2", "3 公顷")[0] == [12.0, 0.5, 125.0, 30_000.0]


def test_white_space_around_names_is_told_once_a_column() -> None:
    """Kind: a value that comes back changed without a word."""
    cells = pd.Series([" 东四", "东四 ", " 东四", "北里", "  ", None], index=range(1, 7))
    found, problems = values.coerce(cells, NAME, field="名称")
    assert found.tolist() == ["东四", "东四", "东四", "北里", None, None]
    (one,) = problems
    assert (one.row, one.field, one.code, one.severity) == (
        None,
        "名称",
        "text_trimmed",
        "repaired",
    )
    assert one.text("en").startswith("in 3 rows the text began or ended with white space")
