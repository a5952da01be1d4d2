"""Workbooks and text tables written as people keep them: titles, merged cells, remarks."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl


def sheet(path: Path, rows: Iterable[Sequence[Any]], merged: Iterable[str] = ()) -> Path:
    """Write a workbook of one sheet with merged ranges such as `B1:C1`; return its path."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for one in merged:
        book.active.merge_cells(one)
    book.save(path)
    return path


def text_table(path: Path, rows: Iterable[Sequence[Any]], *, delimiter: str = ",") -> Path:
    """Write rows as text, each with its own number of fields; return the path."""
    lines = [delimiter.join("" if one is None else str(one) for one in row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def table(path: Path, rows: Sequence[Sequence[Any]], merged: Iterable[str] = ()) -> Path:
    """Write a workbook or a text table, as the suffix says."""
    return sheet(path, rows, merged) if path.suffix == ".xlsx" else text_table(path, rows)
