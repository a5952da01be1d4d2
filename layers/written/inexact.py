"""Cells that say something of a number without being one: about, bounds, ranges, shares."""

import re
from dataclasses import dataclass

from layers.text import Text
from layers.written.numbers import readings
from layers.written.plain import plain, with_hyphens

_ABOUT = ("大约", "约", "将近", "近", "about", "approx.", "approx", "ca.", "c.", "~", "≈")
_ABOUT_BEHIND = ("左右", "上下", "余", "多", "*")
_BOUND = ("不少于", "不超过", "不足", "超过", "至少", "至多", ">=", "<=", ">", "<", "≥", "≤")
_BOUND_BEHIND = ("及以上", "及以下", "以上", "以下", "+")
_RANGE = re.compile(r"(?P<first>[^~至到-]+)(?:[~至到-]+)(?P<last>[^~至到-]+)")
_MOST = 60


@dataclass(frozen=True)
class Inexact:
    """What a cell says instead of a number, and what to write."""

    what: Text
    mend: Text


def inexact(text: str) -> Inexact | None:
    """Return what a cell that is no number says of one; None where it says nothing of any.

    >>> inexact("约300").mend.en, inexact("300-400").what.en, inexact("名称")
    ('write 300 where that is exact enough', 'it is a range', None)
    """
    cell = with_hyphens(plain(text))
    if len(cell) > _MOST:
        return None
    around = re.fullmatch(r"\((.+)\)", cell)
    if around and readings(around[1]):
        one = around[1].strip()
        what = Text(
            "括号在账目中表示负数，也可表示备注", "brackets mean minus in accounts, or a remark"
        )
        return Inexact(what, Text(f"写 -{one} 或 {one}", f"write -{one} or {one}"))
    if cell.endswith("%") and readings(cell):
        what = Text("是比例，而该列是数量", "it is a share, and the column holds amounts")
        return Inexact(what, Text("写出数量", "write the amount"))
    parts = _RANGE.fullmatch(cell)
    if parts and all(readings(parts[end].strip()) for end in ("first", "last")):
        return Inexact(Text("是范围", "it is a range"), Text("写一个数", "write one number"))
    for signs, behind, what in (
        (_ABOUT, _ABOUT_BEHIND, Text("是约数", "it is about a number")),
        (_BOUND, _BOUND_BEHIND, Text("是界限", "it is a bound")),
    ):
        one = _within(cell, signs, behind)
        if one:
            mend = Text(f"若可视为确数，写 {one}", f"write {one} where that is exact enough")
            return Inexact(what, mend)
    return None


def _within(cell: str, signs: tuple[str, ...], behind: tuple[str, ...]) -> str | None:
    """Return the number behind one of the signs or before one of those that stand behind."""
    before = next((cell.removeprefix(one).strip() for one in signs if cell.startswith(one)), None)
    if before is not None:
        return before if readings(before) else None
    number = re.match(r"[+-]?[\d.,]+\s*", cell)
    rest = cell[number.end() :] if number else ""
    if number and any(one in rest for one in behind) and readings(number[0].strip()):
        return number[0].strip()
    return None
