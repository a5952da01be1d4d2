import io
import re
import xml.etree.ElementTree as ET
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from layers.formats.table.workbook_text import LONGEST_CELL, beginning, cut, length, write_text

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PARTS = ["<r>", "</r>", "<t>", "_x0041_", "&amp;", "=1", "\x01", "\ufffe", "\r", " ", "]]>", "社"]


def texts_of(*cells: str) -> list[str]:
    """Write texts to a workbook and return them as Excel reads them from the file."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, text in enumerate(cells):
            assert write_text(sheet, row, 0, text) == 0
    shared = ET.fromstring(zipfile.ZipFile(out).read("xl/sharedStrings.xml"))  # noqa: S314 - ours
    found = ["".join(part.text or "" for part in one.iter(f"{MAIN}t")) for one in shared]
    return [re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), one) for one in found]


@pytest.mark.parametrize(
    "text",
    ["<r><t>hi</t></r>", "<r>broken</r>", "<r></r>", "<r>_x0041_\x01 & </r>", "=1+1", "a<b>&amp;"],
)
def test_a_cell_shows_the_text_itself(text: str) -> None:
    assert texts_of(text) == [text]


@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=3), min_size=1).map("".join))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    assert texts_of(f"<r>{text}</r>") == [f"<r>{text}</r>"]


def test_what_is_too_long_ends_with_an_ellipsis() -> None:
    assert cut("a" * LONGEST_CELL) == "a" * LONGEST_CELL
    assert cut("a" * (LONGEST_CELL + 1)) == "a" * (LONGEST_CELL - 1) + "…"
    # Excel counts a sign beyond the basic plane twice, and no half of one is left.
    assert length("a😀") == 3
    assert beginning("a😀b", 2) == "a"
    assert length(cut("😀" * LONGEST_CELL)) == LONGEST_CELL
    long = f"<r>{'&' * 20_000}</r>"
    (found,) = texts_of(long)
    assert found.startswith("<r>&&&&")
    assert found.endswith("…")
    assert 4_000 < len(found) < LONGEST_CELL
