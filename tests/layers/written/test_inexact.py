"""Numbers that are none: each is a question with the values it could be, never a guess."""

import pytest

from layers.written.inexact import inexact


@pytest.mark.parametrize(
    ("cell", "what", "mend"),
    [
        ("约300", "it is about a number", "write 300 where that is exact enough"),
        ("300左右", "it is about a number", "write 300 where that is exact enough"),
        ("300多人", "it is about a number", "write 300 where that is exact enough"),
        (">300", "it is a bound", "write 300 where that is exact enough"),
        ("≥1,200.5", "it is a bound", "write 1,200.5 where that is exact enough"),
        ("300人以上", "it is a bound", "write 300 where that is exact enough"),
        ("300+", "it is a bound", "write 300 where that is exact enough"),
        ("300-400", "it is a range", "write one number"),
        ("300～400", "it is a range", "write one number"),
        ("三百至400", None, None),
        ("（300）", "brackets mean minus in accounts, or a remark", "write -300 or 300"),
        ("85％", "it is a share, and the column holds amounts", "write the amount"),
        ("名称", None, None),
        ("约定", None, None),
        ("A-1", None, None),
        ("约" * 100 + "3", None, None),
    ],
)
def test_a_cell_says_what_it_is_and_what_to_write(cell, what, mend):
    found = inexact(cell)
    said = (None, None) if found is None else (found.what.en, found.mend.en)
    assert said == (what, mend)
