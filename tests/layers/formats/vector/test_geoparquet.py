"""GeoParquet: nested columns and plain Parquet are refused by name."""

import pandas as pd
import pytest

from layers.formats import FileRefusedError, Limits, ReadOptions, read, write


@pytest.mark.parametrize("cell", [[1, 2], {"a": 1}])
def test_nested_columns_are_refused_by_name(tmp_path, points, cell):
    path = tmp_path / "a.parquet"
    points.assign(列表=[cell] * len(points)).to_parquet(path)
    with pytest.raises(FileRefusedError, match="column '列表' holds lists or structures"):
        read(path)


def test_a_table_without_geometry_is_refused(tmp_path):
    path = tmp_path / "a.parquet"
    pd.DataFrame({"a": [1]}).to_parquet(path)
    with pytest.raises(FileRefusedError, match="no layer with geometry"):
        read(path)


def test_rows_and_size_are_capped_by_the_footer(tmp_path, points):
    path = tmp_path / "a.parquet"
    write(points, path)
    with pytest.raises(FileRefusedError, match="rows"):
        read(path, ReadOptions(limits=Limits(rows=3)))
    with pytest.raises(FileRefusedError, match="unpacks to more"):
        read(path, ReadOptions(limits=Limits(unpacked_bytes=10)))
