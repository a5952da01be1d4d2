"""Parquet that stands for more than it weighs is refused by its footer and its dictionaries."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from layers.formats import FileRefusedError, read
from layers.formats.judging.parquet import require_table
from layers.formats.options import Limits
from layers.formats.refusal import Refusal
from layers.text import Text
from tests.load import hostile_tables


def refused(path, **limits):
    with pytest.raises(Refusal) as caught:
        require_table(path, Limits(**limits), "Parquet")
    return caught.value.code, caught.value.values


def table(tmp_path, **columns):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_a_word_that_every_row_points_to_counts_in_every_row(tmp_path):
    path = hostile_tables.parquet_small_words(tmp_path)  # 200,000 x 60 kB = 12 GB in 5 kB
    assert path.stat().st_size < 10_000
    assert refused(path) == ("table_too_large", {"limit": 512})
    with pytest.raises(FileRefusedError, match="cells together"):
        read(path)


def test_a_long_word_is_named_by_row_and_column(tmp_path):
    path = hostile_tables.parquet_dictionary(tmp_path)
    values = {"row": 1, "column": "name", "found": Text(" 977 KB", "977 kB"), "limit": 64}
    assert refused(path) == ("cell_too_long", values)


def test_the_row_is_counted_through_groups(tmp_path):
    path = tmp_path / "a.parquet"
    words = ["a"] * 9 + ["x" * 70_000]
    pq.write_table(pa.table({"name": words}), path, row_group_size=4)
    assert refused(path)[1]["row"] == 10
    require_table(path, Limits(cell_bytes=70_000), "Parquet")


def test_a_shape_that_every_row_repeats_is_too_large(tmp_path):
    assert refused(hostile_tables.parquet_shape(tmp_path))[0] == "table_too_large"


def test_columns_cells_groups_and_rows_are_counted_in_the_footer(tmp_path):
    path = table(tmp_path, a=np.zeros(100), b=np.zeros(100))
    assert refused(path, columns=1)[0] == "too_many_columns"
    assert refused(path, cells=199)[0] == "too_many_cells"
    assert refused(path, rows=99)[0] == "too_many_rows"
    assert refused(path, pieces=1)[0] == "too_many_pieces"
    assert refused(path, unpacked_bytes=100)[0] == "archive_too_large"
    require_table(path, Limits(columns=2, cells=200, rows=100, pieces=2), "Parquet")


def test_cells_of_a_fixed_width_are_judged_by_the_schema(tmp_path):
    path = table(tmp_path, a=pa.array([b"x" * 70_000], pa.binary(70_000)))
    assert refused(path)[0] == "cell_too_long"


def test_a_footer_that_lies_or_is_huge_is_not_parsed(tmp_path):
    path = table(tmp_path, a=[1])
    whole = path.read_bytes()
    path.write_bytes(whole[:-8] + (2**31).to_bytes(4, "little") + b"PAR1")
    assert refused(path)[0] == "damaged"
    path.write_bytes(bytes(20 * 1024**2) + (17 * 1024**2).to_bytes(4, "little") + b"PAR1")
    assert refused(path)[0] == "header_too_large"
    path.write_bytes(b"PAR1")
    assert refused(path)[0] == "damaged"
