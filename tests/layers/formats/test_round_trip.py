"""What goes out comes back: every format gives a layer back, but for losses that are named here.

The kind: values, names or rows that change on the way out and in again, without a word.
"""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from shapely import Point

from layers.catalogue import layer_type
from layers.formats import write
from layers.intake.examine import IntakeContext, examine

KIND = layer_type("police_stations")
FORMATS = ("geojson", "gpkg", "zip", "fgb", "parquet", "csv", "xlsx", "kml")
TEXTUAL = {"csv", "kml", "xlsx"}
"""Formats whose further fields have no type of their own: numbers may come back as their text."""
FOLDED = {"kml"}
"""Formats in which names that differ in case are one: the second gets a low line."""
NAMES = ["FOO", "foo", "fid", "FID", "rowid", "ogc_fid", "责任人", "population_of_last_year", "a b"]
TEXT = (
    # An import brings text to one form (NFC) and takes "None" and "-" for empty: none is drawn.
    st.text("社区卫生服务站甲乙丙ABCxyz 012'=-+@,;<>&{}%𠮷龘é", min_size=1, max_size=20)
    .map(str.strip)
    .filter(lambda text: text.strip("'-") != "")
)
VALUE = st.one_of(
    st.none(),
    TEXT.filter(lambda text: not text.replace(".", "").replace("-", "").isdigit()),
    st.integers(-(2**40), 2**40),
    st.sampled_from([110101001001000123, "-1层", "'=1", "=1+1"]),
)
ROW = st.fixed_dictionaries(
    {
        "name": TEXT,
        "capacity": st.none() | st.integers(0, 10**6),
        "opened_on": st.none() | st.dates(dt.date(1890, 1, 1), dt.date(2090, 1, 1)),
        "place": st.tuples(st.integers(0, 9999), st.integers(0, 9999)),
    }
)


def layer(rows: list[dict[str, Any]], further: list[dict[str, Any]]) -> GeoDataFrame:
    """Return rows as a layer is stored: columns of the catalogue, all else in `properties`."""
    columns = {name: [row[name] for row in rows] for name in ("name", "capacity", "opened_on")}
    frame = GeoDataFrame(
        columns | {"properties": further},
        geometry=[Point(116 + x / 1e5, 39 + y / 1e5) for x, y in (row["place"] for row in rows)],
        crs="EPSG:4326",
    )
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="id")
    return frame


def told(value: Any, suffix: str) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124
        return None
    value = value.item() if isinstance(value, np.generic) else value
    if suffix in TEXTUAL and isinstance(value, (int, float)):
        return str(int(value)) if float(value).is_integer() else str(value)
    return value


@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_gives_a_layer_back(suffix: str, data: st.DataObject, tmp_path) -> None:
    rows = data.draw(st.lists(ROW, min_size=1, max_size=4, unique_by=lambda row: row["place"]))
    names = data.draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=5))
    if suffix in FOLDED:
        names = list({name.lower(): name for name in names}.values())
    # A field has one type: text, or whole numbers.
    further = []
    kinds = {name: data.draw(st.booleans()) for name in names}
    for _ in rows:
        values = {name: data.draw(VALUE) for name in names}
        further.append(
            {n: v for n, v in values.items() if v is not None and isinstance(v, int) == kinds[n]}
        )
    path = tmp_path / f"round.{suffix}"
    write(layer(rows, further), path, KIND)
    found = examine(path, KIND, IntakeContext())
    assert not found.refused, [problem.text("en") for problem in found.problems]
    back = found.frame
    assert len(back) == len(rows)
    for at, row in enumerate(rows):
        here = back.iloc[at]
        assert here["name"] == row["name"]
        assert told(here["capacity"], "") == row["capacity"]
        assert str(told(here["opened_on"], "") or "")[:10] == str(row["opened_on"] or "")
        assert (here.geometry.x, here.geometry.y) == pytest.approx(
            (116 + row["place"][0] / 1e5, 39 + row["place"][1] / 1e5), abs=1e-7
        )
        for name in names:
            expected = told(further[at].get(name), suffix)
            assert told(here.get(name), suffix) == expected, name
