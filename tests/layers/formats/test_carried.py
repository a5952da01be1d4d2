"""What a file says of its columns: the kinds of value, and lists from strangers."""

import datetime as dt
import json

import pandas as pd
import pytest
import shapely

from layers.formats.carried import Carried, as_cells, key_in, kind_of, restored, told, understood
from tests.builders.frames import lonlat_frame


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a", None], "text"),
        ([None, None], "text"),
        ([1, None], "integer"),
        ([0.5, None], "number"),
        ([True, None], "boolean"),
        ([dt.date(1898, 5, 1), None], "date"),
        ([1, "a"], "json"),
        ([1, True], "json"),
        ([{"a": 1}, None], "json"),
        ([[1], None], "json"),
    ],
)
def test_each_kind_of_value_is_told_and_comes_back(values, kind):
    column = pd.Series(values, dtype=object)
    assert kind_of(column) == kind
    frame = lonlat_frame(shapely.points([[1, 2], [3, 4]]), F1=as_cells(column, kind))
    back = restored(frame, [Carried("F1", "列", kind)])["列"]
    assert [None if pd.api.types.is_scalar(v) and pd.isna(v) else v for v in back] == values
    assert [type(v) for v in back if isinstance(v, bool)] == [
        type(v) for v in values if isinstance(v, bool)
    ]


def test_whole_numbers_that_fractions_cannot_hold_are_written_as_text():
    """18 digits through a float: 110101001001000123 became 110101001001000130."""
    column = pd.Series([110101001001000123, None], dtype=object)
    assert as_cells(column, "integer").tolist()[0] == "110101001001000123"
    assert as_cells(pd.Series([2**53, None], dtype=object), "integer").dtype == "Int64"


def test_a_cell_that_was_changed_since_stays_as_it_is():
    frame = lonlat_frame([shapely.Point(1, 2)], n=["many"], d=["soon"], j=["{"])
    carried = [Carried("n", "n", "integer"), Carried("d", "d", "date"), Carried("j", "j", "json")]
    back = restored(frame, carried)
    assert (back["n"][0], back["d"][0], back["j"][0]) == ("many", "soon", "{")


def test_a_list_survives_and_names_the_key():
    columns = [Carried("id", "id", "key"), Carried("F02", "常住人口", "integer")]
    assert understood(told(columns)) == columns
    assert told(columns).isascii()
    assert key_in(columns) == "id"
    assert key_in([]) is None


@pytest.mark.parametrize(
    "text",
    [
        None, "", "x", "{}", "[1]",
       '[["a","b"]]','[["a","b","no such kind"]]','[["a","","text"]]',
       '[["a",1,"text"]]', "[" * 100_000, json.dumps([["a", "b" * 2_000, "text"]]), "1" * 9_999,
    ],
)  # fmt: skip
def test_what_is_no_list_of_columns_is_not_believed(text):
    assert understood(text) == []
