import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest

from app.jsonable import dump, load, plain, records


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), None),
        (np.float64("inf"), None),
        (np.int64(3), 3),
        (pd.NA, None),
        (pd.NaT, None),
        (np.True_, True),
        (dt.date(2004, 12, 1), "2004-12-01"),
        ({"a": [np.float64(1.5), None]}, {"a": [1.5, None]}),
        (np.array([1, 2]), [1, 2]),
    ],
)
def test_every_value_becomes_one_that_json_holds(value, expected) -> None:
    assert plain(value) == expected
    json.loads(dump(plain(value)))


def test_json_never_holds_nan() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        dump(float("nan"))


def test_records_keep_types_and_order() -> None:
    table = pd.DataFrame({"id": [1, 2], "name": ["东", None], "share": [0.5, np.nan]})
    assert records(table) == [
        {"id": 1, "name": "东", "share": 0.5},
        {"id": 2, "name": None, "share": None},
    ]


@pytest.mark.parametrize(
    "text", ["{", "", "[" * 100_000, '"\\ud800"', b'{"a": "\\udfff"}', b"\xff"]
)
def test_what_is_no_json_that_others_can_read_is_refused(text) -> None:
    with pytest.raises(ValueError, match=r"."):
        load(text)


def test_json_of_others_is_read() -> None:
    assert load(b'{"a": "\\ud83d\\ude00", "b": "\\\\u"}') == {"a": "\U0001f600", "b": "\\u"}
    assert load("[1.5]") == [1.5]
