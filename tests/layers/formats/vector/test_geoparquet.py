"""GeoParquet: nested columns and plain Parquet are refused by name."""

import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
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


def altered(path, points, **changes):
    """Write points whose description of the shapes says something else."""
    write(points, path)
    table = pq.read_table(path)
    described = json.loads(table.schema.metadata[b"geo"])
    described["columns"][described["primary_column"]].update(changes)
    told = {**table.schema.metadata, b"geo": json.dumps(described).encode()}
    pq.write_table(table.replace_schema_metadata(told), path)
    return path


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"crs": {"type": "x"}}, "coordinate system .* is unknown"),
        ({"crs": "/etc/passwd"}, "coordinate system '.*passwd.*' that the file states is unknown"),
        ({"encoding": "point"}, "no valid GeoParquet"),
        ({"encoding": "pickle"}, "no valid GeoParquet"),
    ],
)
def test_a_false_description_of_the_shapes_is_named(tmp_path, points, changes, reason):
    """Kind: a file whose fault is known is not called one on which the reader broke down."""
    with pytest.raises(FileRefusedError, match=reason):
        read(altered(tmp_path / "a.parquet", points, **changes))


@pytest.mark.parametrize("told", [b"1e999", b"[" * 100_000 + b"]" * 100_000, b"null", b"{"])
def test_a_description_that_is_none_is_damage(tmp_path, points, told):
    path = tmp_path / "a.parquet"
    write(points, path)
    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata({b"geo": told}), path)
    with pytest.raises(FileRefusedError, match="no valid GeoParquet"):
        read(path)


@pytest.mark.parametrize("shape", [b"\x01\x02", b"\xff" * 50, "POINT (1 2)"])
def test_what_is_no_shape_is_damage(tmp_path, points, shape):
    path = tmp_path / "a.parquet"
    write(points.head(1), path)
    told = pq.read_table(path).schema.metadata
    pq.write_table(pa.table({"name": ["a"], "geometry": [shape]}, metadata=told), path)
    with pytest.raises(FileRefusedError, match="no valid GeoParquet"):
        read(path)
