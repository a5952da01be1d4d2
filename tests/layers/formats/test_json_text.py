"""JSON from strangers: bounded before parsing, no member lost, no NaN written."""

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.formats import json_text
from layers.formats.json_text import nesting, parsed, plain, shown
from layers.formats.options import Limits
from layers.formats.refusal import Refusal
from tests.builders.frames import lonlat_frame

JSON = st.recursive(
    st.none() | st.booleans() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(JSON)
def test_nesting_counts_brackets_outside_strings_only(value):
    def depth(item):
        if isinstance(item, dict):
            return 1 + max(map(depth, item.values()), default=0)
        if isinstance(item, list):
            return 1 + max(map(depth, item), default=0)
        return 0

    def opened(item):
        if isinstance(item, dict):
            return 1 + sum(map(opened, item.values()))
        return 1 + sum(map(opened, item)) if isinstance(item, list) else 0

    assert nesting(json.dumps(value).encode()) == (depth(value), opened(value))


def test_nesting_takes_linear_time_on_an_endless_string():
    assert nesting(b'"' + b'\\"' * 1_000_000) == (0, 0)


@pytest.mark.parametrize(("limit", "passes"), [(3, True), (2, False)])
def test_as_deep_as_the_limit_is_accepted(limit, passes):
    data = b'{"a": [[1]]}'
    if passes:
        text, reading = json_text.decoded(data, None, Limits(depth=limit))
        assert (text, reading.name, reading.note) == ('{"a": [[1]]}', "utf-8", None)
    else:
        with pytest.raises(Refusal) as caught:
            json_text.decoded(data, None, Limits(depth=limit))
        assert vars(caught.value) == {"code": "too_deep", "values": {"found": 3, "limit": 2}}


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ('{"a": 1,\n "b": }', "not_json", {"line": 2, "column": 7}),
        ('{"a": {"x": 1, "y": 2, "x": 3}}', "key_twice", {"key": "x"}),
        ("9" * 5000, "damaged", {"format": "JSON"}),
        ("", "not_json", {"line": 1, "column": 1}),
    ],
)
def test_what_cannot_be_read_says_where(text, code, values):
    with pytest.raises(Refusal) as caught:
        parsed(text)
    assert vars(caught.value) == {"code": code, "values": values}


@given(JSON)
def test_all_else_is_read_as_it_is(value):
    assert parsed(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("value", "short"),
    [("a" * 99, f"“{'a' * 40}”"), ({}, "{}"), ({"a": 1}, "{…}"), ([], "[]"), ([1], "[…]"),
     (None, "null"), (True, "true"), (1.5, "1.5"), (10**99, "1" + "0" * 39)],
)  # fmt: skip
def test_values_are_shown_short(value, short):
    assert shown(value) == short


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (np.nan, None),
        (np.inf, None),
        (pd.NA, None),
        (pd.NaT, None),
        (np.int64(2**53 + 1), 2**53 + 1),
        (np.bool_(0), False),
        (dt.date(2005, 12, 31), "2005-12-31"),
        (pd.Timestamp("2005-12-31"), "2005-12-31"),
        (pd.Timestamp("2005-12-31T08:30"), "2005-12-31T08:30:00"),
        (dt.datetime(2005, 12, 31, tzinfo=dt.UTC), "2005-12-31T00:00:00+00:00"),
        ({1: [np.float32(0.5), (np.nan,)]}, {"1": [0.5, [None]]}),
        (np.array([1, 2]), [1, 2]),
    ],
)
def test_cells_become_what_json_can_hold(cell, value):
    found = plain(cell)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(("decimals", "x"), [(2, 116.42), (6, 116.417123)])
def test_coordinates_are_rounded_and_rows_beyond_a_chunk_follow(tmp_path, decimals, x):
    count = 5_001  # one more than a chunk
    shapes = shapely.points(np.full((count, 2), (116.4171234, -0.0000001)))
    frame = lonlat_frame(shapes, n=range(count))
    json_text.write_collection(frame, tmp_path / "a.json", decimals=decimals)
    text = (tmp_path / "a.json").read_text("utf-8")
    features = json.loads(text)["features"]
    assert [feature["properties"]["n"] for feature in features] == list(range(count))
    assert features[-1]["geometry"]["coordinates"] == [x, 0.0]
    assert "-0" not in text


def test_a_collection_of_nothing_is_valid(tmp_path):
    empty = lonlat_frame([], n=[])
    json_text.write_collection(empty, tmp_path / "a.json", decimals=6)
    document = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert document == {"type": "FeatureCollection", "features": []}
