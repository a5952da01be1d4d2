"""Results as files: CSV that Excel opens, Excel with a sheet of explanations, GeoPackage."""

import csv
import io
import json
import re
from typing import Any

import pandas as pd
import xlsxwriter
from geopandas import GeoDataFrame

from app.analyses.columns import COLUMNS
from app.answers.bytes import members, tables, to_geojson, to_json
from app.answers.charts import CHARTS
from app.answers.grades import with_grade_titles
from app.answers.names import told_names, with_names
from app.jsonable import plain
from app.maps.measures import UNITS
from app.services.run import Result
from layers import formats
from layers.catalogue import LayerType
from layers.formats.owned_folders import owned_folder
from layers.formats.table.workbook_text import LONGEST_CELL, beginning, cut, length, write_text
from layers.formats.writing import without_formula
from layers.text import Text

NOTES = Text("说明", "Notes")
ROWS = Text("数据", "Data")
BYTE_ORDER_MARK = "\ufeff"
LONGEST_SHEET_NAME = 31
# What Excel refuses in the name of a sheet, and the names it keeps for itself.
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]")
SHEETS_OF_EXCEL = frozenset({"", "history"})
CUT = Text(
    "{count} 个单元格超过 Excel 允许的 {most} 个字符，已截断；JSON 与 CSV 文件中是全文",
    "{count:cell holds|cells hold} more than the {most} characters that Excel takes; the rest was"
    " cut off; the JSON and"
    " CSV files hold all of them",
)


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
    writer.writerow([without_formula(str(name)) for name in table.columns])
    for row in zip(*(table[name].tolist() for name in table.columns), strict=True):
        writer.writerow([without_formula(plain(value)) for value in row])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def to_xlsx(result: Result, *, language: str) -> bytes:
    """Return a workbook: rows with titles and units, other tables, and what they rest on."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as made:
        book = _Book(made)
        rows = with_names(with_grade_titles(result.table, language), result.english, language)
        _write_rows(book, result.title.in_language(language), rows, language)
        for name, table in tables(result).items():
            shown = with_names(table, result.english, language)
            _write_rows(book, title_of(name, language), shown, language)
        _write_notes(book, result, language)
    return out.getvalue()


class _Book:
    """A workbook that takes any text: names of sheets are made fit, cuts are counted."""

    def __init__(self, made: Any) -> None:
        self.made = made
        self.cut = 0
        self._names: set[str] = set()

    def sheet(self, title: str) -> Any:
        """Return a new sheet, called as Excel accepts it and as no other sheet is."""
        plain_name = NOT_IN_SHEET_NAMES.sub("_", title).replace("'", "’")
        name, number = beginning(plain_name, LONGEST_SHEET_NAME), 1
        while name.lower() in SHEETS_OF_EXCEL | self._names:
            number += 1
            end = f" {number}"
            name = beginning(plain_name, LONGEST_SHEET_NAME - len(end)) + end
        self._names.add(name.lower())
        return self.made.add_worksheet(name)

    def text(self, sheet: Any, place: tuple[int, int], text: str, form: Any = None) -> None:
        """Write text as text, as much of it as a cell takes."""
        self.cut += length(text) > LONGEST_CELL
        write_text(sheet, *place, cut(text), form)


def title_of(name: str, language: str) -> str:
    """Return the header of a column: its title and, in brackets, its unit."""
    column = COLUMNS.get(name)
    if column is None:
        return name
    known = UNITS.get(column.unit)
    unit = "" if column.share else known.in_language(language) if known else column.unit
    title = column.title.in_language(language)
    return f"{title} ({unit})" if unit else title


def _write_rows(book: _Book, title: str, table: pd.DataFrame, language: str) -> None:
    sheet = book.sheet(title)
    head = book.made.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
    sheet.freeze_panes(1, 2)
    sheet.set_row(0, 32)
    for position, name in enumerate(table.columns):
        book.text(sheet, (0, position), title_of(str(name), language), head)
        form = book.made.add_format({"num_format": _number_format(str(name))})
        sheet.set_column(position, position, 16)
        for row, value in enumerate(table[name].tolist(), start=1):
            _write_cell(book, sheet, (row, position), value, form)
    sheet.autofilter(0, 0, max(len(table), 1), max(len(table.columns) - 1, 0))


def _write_cell(book: _Book, sheet: Any, place: tuple[int, int], value: Any, form: Any) -> None:
    cell = plain(value)
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(*place, cell)
    elif isinstance(cell, (int, float)):
        sheet.write_number(*place, cell, form)
    else:
        book.text(sheet, place, cell if isinstance(cell, str) else json.dumps(cell))


def _number_format(name: str) -> str:
    column = COLUMNS.get(name)
    if column is None or column.decimals is None:
        return "General"
    digits = "0" + ("." + "0" * column.decimals if column.decimals else "")
    return f"{digits}%" if column.share else f"#,##{digits}"


def _write_notes(book: _Book, result: Result, language: str) -> None:
    sheet = book.sheet(NOTES.in_language(language))
    bold = book.made.add_format({"bold": True})
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 80)
    row = 0
    notes = [note.in_language(language) for note in result.notes]
    if book.cut:
        notes.append(CUT.in_language(language, count=book.cut, most=LONGEST_CELL))
    for note in notes:
        book.text(sheet, (row, 0), note)
        row += 1
    about, sheets = members(result), tables(result)
    for part in ("parameters", "total", "receipt"):
        sheet.write_string(row, 0, part, bold)
        row += 1
        told = {name: one for name, one in about[part].items() if name not in sheets}
        if part == "total":
            told = told_names(told, result.english, language)
        for name, value in flatten(told):
            book.text(sheet, (row, 0), title_of(name, language) if name in COLUMNS else name)
            _write_cell(book, sheet, (row, 1), value, None)
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
