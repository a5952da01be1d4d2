"""Parquet: few bytes can stand for many, so that the footer and the dictionaries are judged first.

A dictionary column names a value once and points to it from every row; read as what it is, it costs
the dictionary and the pointers, and tells how large the rows would become.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.formats.judging import cells
from layers.formats.options import MEBIBYTE, Limits
from layers.formats.refusal import Refusal

if TYPE_CHECKING:
    import pyarrow.parquet as pq

_MAGIC = b"PAR1"
_FOOTER_BYTES = 16 * MEBIBYTE
_TAIL = 8


def require_table(path: Path, limits: Limits, format_name: str) -> None:
    """Refuse a table that is too large in any way.

    A binary cell counts as a shape, which may be longer than other cells.
    """
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    _require_footer(path, format_name)
    try:
        with pq.ParquetFile(path) as file:
            _require_claims(file, limits)
            names = _variable(file, limits)
        # shapes too: a column that stands for one polygon in every row is as large as any
        with pq.ParquetFile(path, read_dictionary=names) as file:
            _require_content(file, names, limits)
    except pa.ArrowMemoryError as error:
        raise MemoryError from error
    except (pa.ArrowException, OSError) as error:
        raise Refusal("damaged", format=format_name) from error


def _require_footer(path: Path, format_name: str) -> None:
    """Refuse a footer of more bytes than any table needs, before it is parsed."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(size - _TAIL, 0))
        tail = file.read(_TAIL)
    length = int.from_bytes(tail[:4], "little")
    if tail[4:] != _MAGIC or length > size:
        raise Refusal("damaged", format=format_name)
    if length > _FOOTER_BYTES:
        found = -(-length // MEBIBYTE)
        raise Refusal("header_too_large", found=found, limit=_FOOTER_BYTES // MEBIBYTE)


def _require_claims(file: "pq.ParquetFile", limits: Limits) -> None:
    """Refuse by what the footer says: rows, columns, pieces and bytes once unpacked."""
    about = file.metadata
    if about.num_rows > limits.rows:
        raise Refusal("too_many_rows", limit=limits.rows)
    cells.require_counts(about.num_rows, len(file.schema_arrow.names), limits)
    pieces = about.num_row_groups * about.num_columns
    if pieces > limits.pieces:
        raise Refusal(
            "too_many_pieces",
            groups=about.num_row_groups,
            columns=about.num_columns,
            limit=limits.pieces,
        )
    size = sum(about.row_group(at).total_byte_size for at in range(about.num_row_groups))
    if size > limits.unpacked_bytes:
        raise Refusal("archive_too_large", limit=limits.unpacked_bytes // MEBIBYTE)


def _variable(file: "pq.ParquetFile", limits: Limits) -> list[str]:
    """Return the columns whose cells differ in length; refuse fixed ones that are too long."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    found = []
    for field in file.schema_arrow:
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        if pa.types.is_fixed_size_binary(kind) and kind.byte_width > limits.cell_bytes:
            raise cells.too_long(1, field.name, kind.byte_width, limits)
        if _is_text(kind) or _is_shape(kind):
            found.append(field.name)
    return found


def _is_text(kind: Any) -> bool:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_shape(kind: Any) -> bool:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _require_content(file: "pq.ParquetFile", names: list[str], limits: Limits) -> None:
    """Refuse a cell that is too long, and cells that come to too much once expanded."""
    total, before = 0, 0
    for group in range(file.num_row_groups):
        for name in names:
            column = file.read_row_group(group, columns=[name], use_threads=False).column(0)
            at = before
            for chunk in column.chunks:
                total += _expanded(chunk, at, name, limits)
                at += len(chunk)
                if total > limits.table_bytes:
                    raise cells.too_much(limits)
        before += file.metadata.row_group(group).num_rows


def _expanded(chunk: Any, before: int, name: str, limits: Limits) -> int:
    """Return the bytes of a piece of a column if every row held its value itself."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.compute as pc  # noqa: PLC0415

    indices = None
    if pa.types.is_dictionary(chunk.type):
        indices, chunk = chunk.indices, chunk.dictionary
    lengths = pc.binary_length(chunk).fill_null(0).to_numpy(zero_copy_only=False)
    if indices is not None:
        places = indices.fill_null(-1).to_numpy(zero_copy_only=False)
        lengths = np.append(lengths, 0)[places]
    if _is_text(chunk.type) and len(lengths) and lengths.max() > limits.cell_bytes:
        row = int(np.argmax(lengths > limits.cell_bytes))
        raise cells.too_long(before + row + 1, name, int(lengths[row]), limits)
    return int(lengths.sum(dtype=np.int64))
