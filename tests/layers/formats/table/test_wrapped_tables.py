"""Whatever stands around a table and however it is written, its rows come in alike.

The kind: a title, a remark, a delimiter or an encoding that changes what a table says.
"""

import csv
import io

import openpyxl
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.formats import read

FREE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WORDS = st.text("社区卫生站甲乙东四南北ABab 12（）、,;|'\"：", min_size=1, max_size=12)
# as a name may be: also the words of totals and remarks, which have coordinates here
NAMES = st.one_of(WORDS, st.sampled_from(["合计", "注：无", "填表人：甲", "sep=;", "名称", "x"]))
ROWS = st.lists(
    st.tuples(NAMES, st.integers(-17_900, 17_900), st.integers(-8_900, 8_900), st.integers(0, 99)),
    min_size=1,
    max_size=6,
)
TITLES = st.lists(st.one_of(WORDS, st.just("")), max_size=3)
BELOW = st.lists(
    st.sampled_from(["合计", "注：数据截至2024年", "填表人：张三", "Source: x", ""]), max_size=3
)
HEADING = ["名称", "经度", "纬度", "床位"]


def _cells(titles, rows, below):
    """Return the rows of a file: titles and remarks in their first cell, and what is read of it."""
    table = [[name, x / 100, y / 100, beds] for name, x, y, beds in rows]
    cells = [[title] for title in titles] + [HEADING, *table] + [[text] for text in below]
    return cells, [[name.strip() or None, x, y, beds] for name, x, y, beds in table]


def _found(path):
    frame = read(path).frame
    shapes = frame.geometry
    rows = zip(frame["名称"], shapes.x, shapes.y, frame["床位"], strict=True)
    return [[None if pd.isna(name) else str(name), x, y, beds] for name, x, y, beds in rows]


WRITTEN = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(",;\t|"),
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
        "stated": st.booleans(),
        "end": st.sampled_from(["\n", "\r\n"]),
    }
)


@FREE
@given(titles=TITLES, rows=ROWS, below=BELOW, written=WRITTEN)
def test_text_tables(tmp_path, titles, rows, below, written):
    cells, expected = _cells(titles, rows, below)
    delimiter, end = written["delimiter"], written["end"]
    text = io.StringIO()
    if written["stated"]:
        text.write(f"sep={delimiter}{end}")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(cells)
    path = tmp_path / "a.csv"
    path.write_bytes(text.getvalue().encode(written["encoding"]))
    assert _found(path) == expected


@settings(FREE, max_examples=25)
@given(titles=TITLES, rows=ROWS, below=BELOW)
def test_workbooks(tmp_path, titles, rows, below):
    cells, expected = _cells(titles, rows, below)
    book = openpyxl.Workbook()
    for row in cells:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert _found(tmp_path / "a.xlsx") == expected
