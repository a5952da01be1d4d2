import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest

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
