"""Text in cells of Excel workbooks: any text, shown as it is, as long as Excel takes."""

from typing import Any
from xml.sax.saxutils import escape

LONGEST_CELL = 32_767
# XlsxWriter takes a text of this form for markup and puts it into the file unescaped.
RICH_START, RICH_END = "<r>", "</r>"


def write_text(sheet: Any, row: int, column: int, text: str, form: Any = None) -> int:
    """Write `text` (at most `LONGEST_CELL` characters) as text into a sheet of XlsxWriter.

    Also what `Worksheet.add_write_handler` asks for; returns the status of XlsxWriter, 0 or less.
    """
    if text.startswith(RICH_START) and text.endswith(RICH_END):
        # So it is given markup: one run that holds the text, escaped.
        head, tail = f'{RICH_START}<t xml:space="preserve">', f"</t>{RICH_END}"
        while length(head + escape(text) + tail) > LONGEST_CELL:
            text = cut(text, length(text) * 9 // 10)
        text = head + escape(text) + tail
    return int(sheet.write_string(row, column, text, form))


def cut(text: str, longest: int = LONGEST_CELL) -> str:
    """Return as much of `text` as a cell takes; what was cut ends with an ellipsis."""
    return text if length(text) <= longest else beginning(text, longest - 1) + "…"


def beginning(text: str, longest: int) -> str:
    """Return the beginning of `text` that Excel counts as at most `longest` characters."""
    return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", errors="ignore")


def length(text: str) -> int:
    """Return how many characters Excel counts: two for each beyond the basic plane."""
    return len(text.encode("utf-16-le")) // 2
