"""Cells: each may hold 64 kB, all together what the limits say, counted as often as they stand."""

import pandas as pd
import pytest
import shapely

from layers.formats.judging import cells
from layers.formats.options import Limits
from layers.formats.refusal import Refusal
from layers.text import Text
from tests.builders.frames import lonlat_frame


def frame(**columns):
    rows = len(next(iter(columns.values())))
    return lonlat_frame([shapely.Point(1, 2)] * rows, **columns)


def refused(found, **limits):
    with pytest.raises(Refusal) as caught:
        cells.require_frame(found, Limits(**limits))
    return tuple(vars(caught.value).values())


def test_a_cell_of_64_kb_is_accepted_and_one_byte_more_is_named():
    cells.require_frame(frame(name=["a", "x" * 65_536]), Limits())
    told = {"row": 2, "column": "name", "found": Text(" 65 KB", "65 kB"), "limit": 64}
    assert refused(frame(name=["a", "x" * 65_537])) == ("cell_too_long", told)


def test_chinese_text_counts_three_bytes_a_character():
    assert cells.bytes_of("社区") == 6
    assert refused(frame(name=["社" * 21_846]))[0] == "cell_too_long"
    cells.require_frame(frame(name=["社" * 21_845]), Limits())


def test_nested_values_count_their_members():
    assert cells.bytes_of({"a": [1, 2]}) == 64 + 1 + 64 + 16
    assert refused(frame(tags=[[[]] * 1_100]))[0] == "cell_too_long"


def test_columns_rows_times_columns_and_the_whole_are_bounded():
    five = {f"c{number}": [1, 2] for number in range(5)}
    assert refused(frame(**five), columns=4) == ("too_many_columns", {"found": 5, "limit": 4})
    values = {"rows": 2, "columns": 5, "limit": 9}
    assert refused(frame(**five), cells=9) == ("too_many_cells", values)
    assert refused(frame(a=["x" * 600] * 4), table_bytes=2_000)[0] == "table_too_large"


def test_a_column_of_categories_counts_every_row():
    named = pd.Categorical.from_codes([0, 0, -1, 1], ["x" * 600, "y"])
    cells.require_frame(frame(a=named), Limits(table_bytes=1_201))
    assert refused(frame(a=named), table_bytes=1_200)[0] == "table_too_large"
    assert refused(frame(a=named), cell_bytes=100)[1]["row"] == 1
    cells.require_frame(frame(a=pd.Categorical.from_codes([-1], [])), Limits())


def test_the_first_name_that_stands_twice_is_found_in_linear_time():
    names = [str(number) for number in range(400_000)]
    assert cells.repeated(names) is None
    assert cells.repeated([*names, "399999", "1"]) == "399999"
