"""What lies beside a Shapefile in a zip written here: names of fields, and cells it cannot hold."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from layers.formats import json_text
from layers.formats.carried import KEY, Carried, key_in, restored, understood

FIELDS, CELLS = "fields.csv", "cells.csv"
TABLES = (FIELDS, CELLS)
_FIELDS_HEAD = ["field", "name", "kind"]
_CELLS_HEAD = ["row", "field", "held", "value"]
_DEPTH = 32


def write(
    folder: Path, carried: list[Carried], held: GeoDataFrame, *, spread: GeoDataFrame
) -> None:
    """Write both tables: `held` is what the Shapefile kept of the rows of `spread`."""
    with (folder / FIELDS).open("w", encoding="utf-8-sig", newline="") as target:
        rows = csv.writer(target)
        rows.writerow(_FIELDS_HEAD)
        rows.writerows([one.written, one.name, one.kind] for one in carried)
    lost = list(_lost(carried, held, spread))
    if lost:
        with (folder / CELLS).open("w", encoding="utf-8-sig", newline="") as target:
            rows = csv.writer(target)
            rows.writerow(_CELLS_HEAD)
            rows.writerows(lost)


def _lost(
    carried: list[Carried], held: GeoDataFrame, spread: GeoDataFrame
) -> Iterator[tuple[int, str, str, str]]:
    for one in carried:
        if one.kind == KEY:
            continue
        kept = held[one.name].tolist() if one.name in held else [None] * len(held)
        for row, (now, was) in enumerate(zip(kept, spread[one.name].tolist(), strict=True), 1):
            told, meant = _said(now), _said(was)
            if told != meant and json.loads(told) != json.loads(meant):
                yield row, one.written, told, meant


def _said(value: Any) -> str:
    return json.dumps(json_text.plain(value), ensure_ascii=True, sort_keys=True)


def applied(folder: Path, frame: GeoDataFrame) -> tuple[GeoDataFrame, str | None]:
    """Return the frame with its own names, kinds and long cells, and which column is the key.

    A cell that was changed in the Shapefile since stays as it is there.
    """
    rows = [[*row, "text"][:3] for row in _rows(folder / FIELDS, _FIELDS_HEAD[:2])]
    carried = understood(json.dumps(rows))
    if not carried:
        return frame, None
    names = {one.written: one.name for one in carried}
    result = restored(frame, carried)
    changes: dict[str, dict[int, Any]] = {}
    for row, field, told, meant in _cells(folder / CELLS):
        name = names.get(field)
        if name in result.columns and name != result.geometry.name and 0 < row <= len(result):
            held = result[name].iloc[row - 1]
            if _said(held) == told and json_text.nesting(meant.encode())[0] <= _DEPTH:
                changes.setdefault(str(name), {})[row - 1] = json.loads(meant)
    for name, cells in changes.items():
        column = result[name].astype(object).tolist()
        for row, value in cells.items():
            column[row] = value
        result[name] = pd.Series(column, index=result.index, dtype=object).infer_objects()
    return result, key_in(carried)


def _cells(path: Path) -> Iterator[tuple[int, str, str, str]]:
    for row in _rows(path, _CELLS_HEAD):
        if len(row) == len(_CELLS_HEAD) and row[0].isdecimal() and len(row[0]) < 10:  # noqa: PLR2004
            try:
                json_text.parsed(row[3])
            except ValueError:
                continue
            yield int(row[0]), row[1], row[2], row[3]


def _rows(path: Path, head: list[str]) -> list[list[str]]:
    """Return the rows of a table that has this heading; none where it is another table."""
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            rows = list(csv.reader(source))
    except (UnicodeDecodeError, csv.Error):
        return []
    return rows[1:] if rows and rows[0][: len(head)] == head else []
