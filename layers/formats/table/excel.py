"""Excel workbooks (.xlsx): one sheet with a heading and coordinates."""

import datetime as dt
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from layers.formats import archives, gdal
from layers.formats.carried import MARK, Carried, key_in, restored, told, understood
from layers.formats.judging import workbook as judge
from layers.formats.judging.cells import bytes_of, too_much
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.formats.table import coordinates as table
from layers.formats.table import csv_xy, heading_rows, marks
from layers.formats.table.body import Body, Table
from layers.formats.table.levels import Row
from layers.formats.table.merges import fill_down, in_rows, letters
from layers.formats.table.workbook_text import cut, write_text
from layers.problems import Problem
from layers.text import Text
from layers.written.day_numbers import DAYS_FROM_1904, MAC_START
from layers.written.padding import Trimmer

NAME = "Excel"
SHEET = "data"
_PROPERTY = 250  # of the 255 characters of a property
_FIRST_MONTH = (1900, 3)  # Excel counts a 29 February 1900, which there was not
_AS_THEY_ARE = frozenset({"text", "json", "integer", "date"})
_SHOWN = 200
_MACROS = "xl/vbaproject.bin"


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read the only sheet that has cells, or the one named; formulas give their stored value.

    Raises
    ------
    Refusal
        When the workbook is damaged, empty or holds macros, or the sheet is not clear.
    """
    import openpyxl  # noqa: PLC0415 - slow to import
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    with archives.opened(path) as archive:
        members = archives.check(archive, options.limits)
        if any(name.lower() == _MACROS for name in members):
            what = Text("带宏的工作簿（.xlsm）", "a workbook with macros (.xlsm)")
            mend = Text("请另存为 .xlsx", "save it as .xlsx")
            raise Refusal("not_accepted", what=what, mend=mend)
        merged: dict[str, list[str]] = {}
        width = judge.require_workbook(archive, members, options.limits, merged)
    try:
        # an open file, since openpyxl judges names by their suffix
        with path.open("rb") as file:
            workbook = openpyxl.load_workbook(
                file, read_only=True, data_only=True, keep_links=False
            )
            found = workbook.worksheets
            trims = {sheet.title: Trimmer() for sheet in found}
            sheets = {
                sheet.title: _rows(sheet, width, trims[sheet.title], options) for sheet in found
            }
            parts = {sheet.title: getattr(sheet, "_worksheet_path", "") for sheet in found}
            carried = understood(_mark(workbook))
            mac = workbook.epoch.year == MAC_START.year
            workbook.close()
    except (InvalidFileException, zipfile.BadZipFile, LookupError, ValueError, OSError) as error:
        raise Refusal("damaged", format=NAME) from error
    except SyntaxError as error:  # what XML parsers raise
        raise Refusal("damaged", format=NAME) from error
    filled = {title: rows for title, rows in sheets.items() if rows}
    if not filled:
        raise Refusal("empty")
    title, said = _sheet(filled, options.layer_name)
    taken = _table(filled[title], merged.get(parts[title], []), trims[title], options)
    data = taken.cells
    frame, notes = table.frame_of(data, options, taken.pairs)
    if mac:
        notes.insert(0, Problem(None, None, DAYS_FROM_1904, "warning"))
    for one in carried:
        if one.written in frame.columns and one.kind in _AS_THEY_ARE:
            frame[one.written] = data[one.written]  # text of digits is text, where so written
    frame, guards, key = marks.unguarded(frame)
    plain = [_under_read_name(one, key) for one in carried]
    layer = taken.layer(restored(frame, plain), NAME, "utf-8", said + notes + guards)
    return replace(layer, key=key or key_in(carried))


def _under_read_name(one: Carried, key: str | None) -> Carried:
    if one.written == marks.KEY_HEADING and key is not None:
        return replace(one, written=key, name=key)
    return replace(one, written=marks.read(one.written))


def _mark(workbook: Any) -> str:
    """Return what the properties of a workbook say of its columns, put together again."""
    parts = {one.name: str(one.value) for one in workbook.custom_doc_props.props}
    names = (f"{MARK} {number}" for number in range(1, len(parts) + 1))
    return "".join(parts.get(name, "") for name in names)


def _sheet(filled: Mapping[str, Sequence[Row]], wanted: str | None) -> tuple[str, list[Problem]]:
    """Return the sheet to read: the one wanted, or the only one, or that names a place."""
    placed = [
        title
        for title, rows in filled.items()
        if any(heading_rows.place_columns(cells) for _, cells in rows[: heading_rows.LOOKED])
    ]
    if wanted is not None or len(filled) == 1 or len(placed) != 1:
        return gdal.choose_layer(list(filled), wanted), []
    others = ", ".join(title for title in filled if title != placed[0])[:_SHOWN]
    values = {"sheet": placed[0], "others": others}
    return placed[0], [Problem(None, None, "sheets_ignored", "warning", values)]


def _rows(
    sheet: Any, width: int, trim: Trimmer, options: ReadOptions
) -> list[tuple[int, list[Any]]]:
    """Return number and cells of the sheet's rows, as far as the last column with a value anywhere.

    What the sheet claims of its size is not believed. Rows without a value are left out.
    """
    if options.layer_name is not None and sheet.title != options.layer_name:
        return [(1, [None])]
    sheet.reset_dimensions()
    blank = (None,) * width
    rows: list[tuple[int, list[Any]]] = []
    size = 0
    found = sheet.iter_rows(max_col=width, values_only=True) if width else ()
    for number, cells in enumerate(found, start=1):
        if cells == blank:
            continue
        values = [_cell(value, trim) for value in cells]
        while values and values[-1] is None:
            values.pop()
        if values:
            rows.append((number, values))
        # many cells may show one text: it counts in each, since a table holds it in each
        size += sum(bytes_of(value) for value in values)
        if size > options.limits.table_bytes:
            raise too_much(options.limits)
        if len(rows) > options.limits.rows + heading_rows.LOOKED:
            raise Refusal("too_many_rows", limit=options.limits.rows)
    return rows


def _cell(value: Any, trim: Trimmer) -> Any:
    if isinstance(value, str):
        return trim(value) or None
    if isinstance(value, dt.datetime) and value.time() == dt.time.min:
        return value.date()
    return value


def _table(
    rows: list[tuple[int, list[Any]]], merged: list[str], trim: Trimmer, options: ReadOptions
) -> Table:
    needed = heading_rows.needed(options.heading_row)
    head = [row for at, row in enumerate(rows) if at < heading_rows.LOOKED or row[0] <= needed]
    headings = heading_rows.find(head, options.heading_row, in_rows(merged))
    below = fill_down(dict(rows), headings.last, merged)
    body = Body(headings, options.limits)
    width = len(headings.names)
    for number, cells in rows:
        if number <= headings.last or not body.wants(number, cells):
            continue
        if len(cells) > width:
            raise _too_wide(number, cells, width)
        body.add(number, [*cells, *[None] * (width - len(cells))])
    found = body.table(trim)
    return replace(found, cells=found.cells.infer_objects(), notes=[*found.notes, *below])


def _too_wide(number: int, cells: Sequence[Any], width: int) -> Refusal:
    first, last = letters(width), letters(len(cells) - 1)
    where = first if first == last else f"{first}–{last}"
    more = heading_rows.words(cells[width:])
    mend = Text(
        f"多出：{more}；请为 {where} 列补上标题，或清空其中的格",
        f"too many: {more}; write headings over the columns {where}, or clear their cells",
    )
    found = len(cells)
    return Refusal("ragged", row=number, line="", found=found, expected=width, mend=mend)


def write(frame: GeoDataFrame, path: Path) -> None:
    """Write one sheet; text stays text: never a formula, a link, a number or markup.

    Dates before March 1900, which Excel does not know or counts wrongly, are written as text.
    """
    cells, carried = csv_xy.table_of(frame)
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    cells = cells.map(_fitting)
    cells.columns = [_fitting(name) for name in cells.columns]
    mark = told(carried)
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        writer.book.add_worksheet(SHEET).add_write_handler(str, write_text)
        for number, start in enumerate(range(0, len(mark), _PROPERTY), start=1):
            piece = mark[start : start + _PROPERTY]
            writer.book.set_custom_property(f"{MARK} {number}", piece, "text")
        cells.to_excel(writer, sheet_name=SHEET, index=False, freeze_panes=(1, 0))


def _fitting(value: Any) -> Any:
    if isinstance(value, str):
        return cut(value)
    early = isinstance(value, dt.date) and (value.year, value.month) < _FIRST_MONTH
    return value.isoformat() if early else value
