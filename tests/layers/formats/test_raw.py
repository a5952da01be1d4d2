"""What readers of every format hand on keeps the promises of `RawLayer`."""

import dataclasses

import geopandas as gpd
import pandas as pd
import pytest

from layers.formats import WRITERS, read, write
from layers.formats.raw import RawLayer, beside_shape
from layers.problems import Problem


@pytest.mark.parametrize("suffix", WRITERS)
def test_rows_are_numbered_from_nought_in_the_order_of_the_file(tmp_path, points, suffix):
    shuffled = points.iloc[[2, 0, 1]]
    write(shuffled, tmp_path / f"a{suffix}")
    layer = read(tmp_path / f"a{suffix}")
    assert isinstance(layer.frame.index, pd.RangeIndex)
    assert layer.frame.index.tolist() == [0, 1, 2]
    assert layer.frame.geometry.x.tolist() == pytest.approx(shuffled.geometry.x.tolist(), abs=1e-7)
    assert layer.format


def test_each_layer_has_its_own_notes():
    one, other = RawLayer(gpd.GeoDataFrame(), "CSV"), RawLayer(gpd.GeoDataFrame(), "CSV")
    assert one.notes == other.notes == []
    assert one.notes is not other.notes
    assert one.encoding is None
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.format = "KML"


def test_a_field_gives_way_to_the_shapes_under_a_free_name():
    notes = []
    table = beside_shape(pd.DataFrame({"geometry": ["a"], "geometry_": ["b"]}), notes)
    assert table.columns.tolist() == ["geometry__", "geometry_"]
    (told,) = notes
    assert told == Problem(
        None, "geometry", "field_renamed", "repaired", {"name": "geometry", "kept": "geometry__"}
    )
    assert beside_shape(table, notes) is table
