import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest

from app import jsonable
from app.jsonable import dump, plain, records


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


def test_a_short_table_is_told_as_a_long_one(monkeypatch) -> None:
    table = pd.DataFrame(
        {
            "whole": [1, 2, 3],
            "number": [0.1, np.nan, np.inf],
            "flag": [True, False, True],
            "text": pd.Series(["a", None, "c"], dtype="str"),
            "day": pd.to_datetime(["2026-01-02", None, "2026-01-04"]),
            "maybe": pd.array([1, None, 3], dtype="Int64"),
            "mixed": [None, {"a": np.float64(2.5)}, [np.int64(1), pd.NA]],
        },
        index=pd.Index([7, 8, 9], name="id"),
    )
    short = records(table)
    monkeypatch.setattr(jsonable, "FEW_ROWS", 0)
    assert dump(short) == dump(records(table))
    assert short[1] == {
        "whole": 2,
        "number": None,
        "flag": False,
        "text": None,
        "day": None,
        "maybe": None,
        "mixed": {"a": 2.5},
    }
    assert [type(value) for value in short[0].values()][:3] == [int, float, bool]
