"""Results as files: CSV that Excel opens, Excel with a sheet of explanations, GeoPackage."""

import csv
import io
import json
from typing import Any

import pandas as pd
import xlsxwriter
from geopandas import GeoDataFrame

from app.analyses.columns import COLUMNS
from app.answers import members, tables, to_geojson, to_json
from app.charts import CHARTS
from app.jsonable import plain
from app.maps.measures import UNITS
from app.services import Result
from layers import formats
from layers.catalogue import LayerType
from layers.formats.owned_folders import owned_folder
from layers.formats.writing import without_formula
from layers.text import Text

NOTES = Text("说明", "Notes")
ROWS = Text("数据", "Data")
BYTE_ORDER_MARK = "\ufeff"
LONGEST_SHEET_NAME = 31


def write_result(result: Result, form: str, *, language: str) -> bytes:
    """Return a result as a file of one of the formats of its analysis."""
    if form == "json":
        return to_json(result).encode()
    if form == "geojson":
        return to_geojson(result).encode()
    if form == "csv":
        return to_csv(result.table)
    if form == "svg":
        return CHARTS[result.analysis](result, language).encode()
    if form == "xlsx":
        return to_xlsx(result, language=language)
    return to_file(GeoDataFrame(result.rows), suffix=f".{form}", name=result.analysis)


def to_csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV in UTF-8 with byte order mark; no cell starts a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(table.columns)
    for row in zip(*(table[name].tolist() for name in table.columns), strict=True):
        writer.writerow([without_formula(plain(value)) for value in row])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def to_xlsx(result: Result, *, language: str) -> bytes:
    """Return a workbook: rows with titles and units, other tables, and what they rest on."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        _write_rows(book, result.title.in_language(language), result.table, language)
        for name, table in tables(result).items():
            _write_rows(book, title_of(name, language), table, language)
        _write_notes(book, result, language)
    return out.getvalue()


def title_of(name: str, language: str) -> str:
    """Return the header of a column: its title and, in brackets, its unit."""
    column = COLUMNS.get(name)
    if column is None:
        return name
    known = UNITS.get(column.unit)
    unit = "" if column.share else known.in_language(language) if known else column.unit
    title = column.title.in_language(language)
    return f"{title} ({unit})" if unit else title


def _write_rows(book: Any, title: str, table: pd.DataFrame, language: str) -> None:
    sheet = book.add_worksheet(title[:LONGEST_SHEET_NAME])
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
    sheet.freeze_panes(1, 2)
    sheet.set_row(0, 32)
    for position, name in enumerate(table.columns):
        sheet.write_string(0, position, title_of(str(name), language), head)
        form = book.add_format({"num_format": _number_format(str(name))})
        sheet.set_column(position, position, 16)
        for row, value in enumerate(table[name].tolist(), start=1):
            _write_cell(sheet, (row, position), value, form)
    sheet.autofilter(0, 0, max(len(table), 1), max(len(table.columns) - 1, 0))


def _write_cell(sheet: Any, place: tuple[int, int], value: Any, form: Any) -> None:
    cell = plain(value)
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(*place, cell)
    elif isinstance(cell, (int, float)):
        sheet.write_number(*place, cell, form)
    else:
        sheet.write_string(*place, cell if isinstance(cell, str) else json.dumps(cell))


def _number_format(name: str) -> str:
    column = COLUMNS.get(name)
    if column is None or column.decimals is None:
        return "General"
    digits = "0" + ("." + "0" * column.decimals if column.decimals else "")
    return f"{digits}%" if column.share else f"#,##{digits}"


def _write_notes(book: Any, result: Result, language: str) -> None:
    sheet = book.add_worksheet(NOTES.in_language(language))
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 80)
    row = 0
    for note in result.notes:
        sheet.write_string(row, 0, note.in_language(language))
        row += 1
    about, sheets = members(result), tables(result)
    for part in ("parameters", "total", "receipt"):
        sheet.write_string(row, 0, part, bold)
        row += 1
        told = {name: one for name, one in about[part].items() if name not in sheets}
        for name, value in flatten(told):
            sheet.write_string(row, 0, title_of(name, language) if name in COLUMNS else name)
            _write_cell(sheet, (row, 1), value, None)
            row += 1


def flatten(value: Any, prefix: str = "") -> list[tuple[str, Any]]:
    """Return nested members as lines of dotted names and plain values."""
    if isinstance(value, dict):
        pairs = [(str(name), item) for name, item in value.items()]
    elif isinstance(value, list):
        pairs = [(str(number), item) for number, item in enumerate(value, start=1)]
    else:
        return [(prefix, value)]
    lines = []
    for name, item in pairs:
        lines += flatten(item, f"{prefix}.{name}" if prefix else name)
    return lines


def to_file(
    frame: GeoDataFrame, *, suffix: str, name: str, layer_type: LayerType | None = None
) -> bytes:
    """Return a frame as a file of the format of `suffix`."""
    with owned_folder() as folder:
        path = folder / f"{name}{suffix}"
        formats.write(frame, path, layer_type)
        return path.read_bytes()
