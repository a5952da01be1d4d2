"""What a reading process hands over comes back the same, without pickles."""

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.formats.isolation import transfer
from layers.problems import Problem
from layers.text import Text

CELLS = st.none() | st.booleans() | st.text(max_size=5) | st.integers(-(2**63), 2**63 - 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.tuples(CELLS, st.floats(allow_nan=False, width=64)), max_size=5))
def test_any_mix_of_cells_comes_back(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("t") / "layer"
    mixed = pd.Series([cell for cell, _ in rows], dtype=object)
    numbers = pd.Series([number for _, number in rows], dtype="float64")
    shapes = [None if n % 2 else shapely.Point(n, n) for n in range(len(rows))]
    frame = gpd.GeoDataFrame({"混合": mixed, "n": numbers}, geometry=shapes, crs=4548)
    transfer.save_frame(frame, folder)
    back = transfer.load_frame(folder)
    cells = [None if pd.isna(cell) else cell for cell in back["混合"]]
    assert cells == mixed.tolist()
    assert [type(cell) for cell in cells] == [type(cell) for cell in mixed]
    assert back["n"].tolist() == numbers.tolist()
    assert back.geometry.isna().tolist() == [shape is None for shape in shapes]
    assert back.crs == frame.crs


def test_names_dates_and_an_open_crs_come_back(tmp_path):
    frame = gpd.GeoDataFrame(
        {"geometry_": [dt.date(2005, 12, 31), None], "0": ["x", None]},
        geometry=shapely.points([[1, 2], [3, 4]]),
    )
    transfer.save_frame(frame, tmp_path / "layer")
    back = transfer.load_frame(tmp_path / "layer")
    assert list(back.columns) == ["geometry_", "0", "geometry"]
    assert back["geometry_"].tolist() == [dt.date(2005, 12, 31), None]
    assert back.crs is None


@pytest.mark.parametrize("value", ["文字", 3, None, Text("原因", "cause")])
def test_problems_come_back(value):
    problem = Problem(3, "名称", "row_unreadable", "error", {"reason": value})
    assert transfer.problem_from_json(transfer.problem_to_json(problem)) == problem
