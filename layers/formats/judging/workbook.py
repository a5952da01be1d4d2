"""Workbooks (.xlsx): every part read once as XML, so that nothing small becomes large.

A cell in the last column of the last row, a row that says it is the hundred-billionth, millions of
cells that hold a format only: openpyxl believes them all.
"""

import zipfile
from dataclasses import dataclass

from layers.formats.judging import cells
from layers.formats.judging.xml import Scan
from layers.formats.options import Limits
from layers.formats.refusal import Refusal

NAME = "Excel"
LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_XML = (".xml", ".rels", ".vml")
_SHEETS = "xl/worksheets/"
_STRINGS = "sharedstrings.xml"
MOST_MERGED = 10_000
"""Merged ranges that are kept of a sheet."""
_LONGEST_RANGE = 25


@dataclass
class Counts:
    """What all sheets hold so far: cells, and the last column that has a value."""

    cells: int = 0
    width: int = 0


def require_workbook(
    archive: zipfile.ZipFile,
    members: dict[str, zipfile.ZipInfo],
    limits: Limits,
    merged: dict[str, list[str]] | None = None,
) -> int:
    """Refuse a workbook that is too large in any way; return how many columns its sheets have.

    `merged` gets, by the name of its part, the first merged ranges of each sheet.
    """
    counts = Counts()
    for name, entry in members.items():
        if not name.lower().endswith(_XML):
            continue
        if name.lower().startswith(_SHEETS) and name.lower().endswith(".xml"):
            ranges = [] if merged is None else merged.setdefault(name, [])
            scan: Scan = _Sheet(name, limits, counts, ranges)
        elif name.lower().endswith(_STRINGS):
            scan = _Strings(name, limits)
        else:
            scan = _Other(name, limits)
        try:
            with archive.open(entry) as part:  # the directory of the archive may lie
                scan.feed(part, entry.file_size)
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
            raise Refusal("damaged", format=NAME) from error
    return counts.width


class _Part(Scan):
    def __init__(self, name: str, limits: Limits) -> None:
        super().__init__(NAME, limits.depth)
        self.name = name.rpartition("/")[2][:80]
        self.limits = limits


class _Other(_Part):
    """Styles, links, properties: read whole by openpyxl, so there may not be many elements."""

    def __init__(self, name: str, limits: Limits) -> None:
        super().__init__(name, limits)
        self._left = limits.workbook_parts

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        del name, attributes
        self._left -= 1
        if self._left < 0:
            raise Refusal("too_many_parts", part=self.name, limit=self.limits.workbook_parts)


class _Strings(_Part):
    """The texts of all cells: read whole, so their number and each of them are bounded."""

    def __init__(self, name: str, limits: Limits) -> None:
        super().__init__(name, limits)
        self._count = 0
        self._size = 0

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        if name.rpartition(":")[2] == "si":
            self._count += 1
            self._size = 0
            if self._count > self.limits.workbook_cells // 2:
                raise Refusal(
                    "too_many_parts", part=self.name, limit=self.limits.workbook_cells // 2
                )

    def said(self, text: str) -> None:
        self._size += cells.bytes_of(text)
        if self._size > self.limits.cell_bytes:
            raise cells.too_long(self._count, self.name, None, self.limits)


class _Sheet(_Part):
    """One sheet: rows and columns as it states them, and how long each cell is."""

    def __init__(self, name: str, limits: Limits, counts: Counts, merged: list[str]) -> None:
        super().__init__(name, limits)
        self._counts = counts
        self._merged = merged
        self._row = 0
        self._column = 0
        self._size = 0
        self._others = limits.workbook_parts

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._cell(attributes.get("r"))
        elif name == "v" or name == "is":  # noqa: PLR1714 - every cell passes here
            self._filled()
        elif name == "row":
            self._next_row(attributes.get("r"))
        elif name not in ("f", "t", "r", "rPr"):
            if name == "mergeCell" and len(self._merged) < MOST_MERGED:
                self._merged.append(attributes.get("ref", "")[:_LONGEST_RANGE])
            self._other()

    def said(self, text: str) -> None:
        self._size += cells.bytes_of(text)
        if self._size > self.limits.cell_bytes:
            raise cells.too_long(self._row, str(self._column), None, self.limits)

    def _next_row(self, stated: str | None) -> None:
        self._row = self._number(stated) if stated is not None else self._row + 1
        self._column = self._size = 0
        if self._row > LAST_ROW:
            raise Refusal("row_number", sheet=self.name, found=self._row, limit=LAST_ROW)

    def _number(self, stated: str) -> int:
        digits = stated.strip()
        if not digits.isdecimal() or not digits.isascii():
            raise Refusal("row_number", sheet=self.name, found=digits[:20], limit=LAST_ROW)
        return int(digits[:20])

    def _cell(self, place: str | None) -> None:
        self._size = 0
        self._counts.cells += 1
        if self._counts.cells > self.limits.workbook_cells:
            raise Refusal("too_many_parts", part=self.name, limit=self.limits.workbook_cells)
        self._column = self._column + 1 if place is None else self._column_of(place)

    def _column_of(self, place: str) -> int:
        """Return the column of a place such as `AB12`, from 1."""
        letters = place.rstrip("0123456789")
        number = 0
        for letter in letters[:4].upper():
            number = number * 26 + ord(letter) - 64
        row = place[len(letters) :]
        if row and len(row) <= len(str(LAST_ROW)):
            self._row = int(row)
        if not 1 <= number <= _LAST_COLUMN or len(row) > len(str(LAST_ROW)):
            raise Refusal("damaged", format=NAME)
        return number

    def _filled(self) -> None:
        """Count a column that holds a value: those that hold a format only are not read."""
        if self._column > self.limits.columns:
            raise Refusal("too_many_columns", found=self._column, limit=self.limits.columns)
        self._counts.width = max(self._counts.width, self._column)

    def _other(self) -> None:
        self._others -= 1
        if self._others < 0:
            raise Refusal("too_many_parts", part=self.name, limit=self.limits.workbook_parts)
