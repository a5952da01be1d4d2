"""Excel workbooks (.xlsx): one sheet with a heading and coordinates."""

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from layers.formats import archives, gdal
from layers.formats.judging import workbook as judge
from layers.formats.judging.cells import bytes_of, repeated, too_much
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.formats.table import coordinates as table
from layers.formats.table import csv_xy
from layers.formats.table.workbook_text import cut, write_text
from layers.formats.writing import as_written
from layers.problems import Problem
from layers.text import Text
from layers.written.day_numbers import DAYS_FROM_1904, MAC_START

NAME = "Excel"
SHEET = "data"
_MACROS = "xl/vbaproject.bin"
MOST_DIGITS = 10**15
FIRST_MONTH = (1900, 3)


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
        width = judge.require_workbook(archive, members, options.limits)
    try:
        # an open file, since openpyxl judges names by their suffix
        with path.open("rb") as file:
            workbook = openpyxl.load_workbook(
                file, read_only=True, data_only=True, keep_links=False
            )
            sheets = {sheet.title: _rows(sheet, width, options) for sheet in workbook.worksheets}
            mac = workbook.epoch.year == MAC_START.year
            workbook.close()
    except (InvalidFileException, zipfile.BadZipFile, LookupError, ValueError, OSError) as error:
        raise Refusal("damaged", format=NAME) from error
    except SyntaxError as error:  # what XML parsers raise
        raise Refusal("damaged", format=NAME) from error
    filled = {title: rows for title, rows in sheets.items() if rows}
    if not filled:
        raise Refusal("empty")
    rows = filled[gdal.choose_layer(list(filled), options.layer_name)]
    numbers = csv_xy.numbered([number - rows[0][0] for number, _ in rows[1:]])
    frame, notes = table.frame_of(
        _table([cells for _, cells in rows]),
        options.limits,
        options.decimal,
        options.coordinate_order,
    )
    if mac:
        notes.insert(0, Problem(None, None, DAYS_FROM_1904, "warning"))
    return RawLayer(frame, NAME, "utf-8", notes, numbers)


def _rows(sheet: Any, width: int, options: ReadOptions) -> list[tuple[int, list[Any]]]:
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
        values = [_cell(value) for value in cells]
        while values and values[-1] is None:
            values.pop()
        if values:
            rows.append((number, values))
        # many cells may show one text: it counts in each, since a table holds it in each
        size += sum(bytes_of(value) for value in values)
        if size > options.limits.table_bytes:
            raise too_much(options.limits)
        if len(rows) > options.limits.rows + 1:
            raise Refusal("too_many_rows", limit=options.limits.rows)
    return rows


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return as_written(value.strip()) or None
    if isinstance(value, dt.datetime) and value.time() == dt.time.min:
        return value.date()
    return value


def _table(rows: list[list[Any]]) -> pd.DataFrame:
    heading = ["" if name is None else str(name) for name in rows[0]]
    twice = repeated(name for name in heading if name)
    if twice is not None:
        raise Refusal("key_twice", key=twice)
    for number, cells in enumerate(rows[1:], start=2):
        if len(cells) > len(heading):
            raise Refusal("ragged", line=number, found=len(cells), expected=len(heading))
    width = len(heading)
    filled = [cells + [None] * (width - len(cells)) for cells in rows[1:]]
    data = pd.DataFrame(filled, columns=heading, dtype=object)
    return data[[name for name in heading if name]].infer_objects()


def write(frame: GeoDataFrame, path: Path) -> None:
    """Write one sheet; text stays text: never a formula, a link, a number or markup."""
    cells = csv_xy.cells_of(frame)
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    cells = cells.map(_short)
    cells.columns = [_short(name) for name in cells.columns]
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        writer.book.add_worksheet(SHEET).add_write_handler(str, write_text)
        cells.to_excel(writer, sheet_name=SHEET, index=False, freeze_panes=(1, 0))


def _short(value: Any) -> Any:
    """Return what a cell holds: text where a workbook would change a number or a date.

    Numbers of workbooks keep 15 digits, and their days begin in 1900, with a 29 February that
    never was.
    """
    if isinstance(value, str):
        return cut(value)
    if isinstance(value, int) and abs(value) >= MOST_DIGITS:
        return str(value)
    if isinstance(value, dt.date) and (value.year, value.month) < FIRST_MONTH:
        return value.isoformat()
    return value
