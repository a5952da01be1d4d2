"""Rows of a table that are no data: totals, remarks and signatures, headings that come again.

Only a row without a place is taken for one: whatever has coordinates is data.
"""

import re
from collections.abc import Sequence
from typing import Any

from layers.formats.table.heading_rows import Headings, datum_in_words, words
from layers.problems import Problem
from layers.text import INVISIBLE, Text

_NAMED = 5
_TOTAL = re.compile(
    r"(.{0,20}(合计|总计|小计|共计|累计)|总数|总和|平均|平均值|平均数|均值"
    r"|(sub|grand )?totals?|sum|average|mean)([（(].{0,10}[)）])?[:：]?",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"(填表|制表|编制|审核|复核|校对|填报|统计|调查|联系|经办|单位)(人|者|员|单位|部门|日期|时间|负责人|电话|人员)"
    r"([:：].*|$)|(单位)?负责人[:：].*|(prepared|compiled|checked|approved) by\b.*",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"[（(*※]{0,3}(注|注释|注解|备注|附注|说明|备注说明|填表说明|资料来源|数据来源|来源|数据截至|截至|填报说明"
    r"|坐标系统?|notes?|remarks?|sources?|n\.?b\.?)[\d①-⑩]{0,2}[)）]?[:：、.．].*",
    re.IGNORECASE | re.DOTALL,
)
# what goes on below a remark: `2.不含门诊部`, `② …`, `（3）…`
_POINT = re.compile(
    r"([（(]?[\d一二三四五六七八九十]{1,2}[)）、.．]|[①-⑳]|[*※]).*[^\d.\s].*", re.DOTALL
)
_NUMBER_STARTS = frozenset("0123456789-+.")
_NONE = frozenset({None, "", "-", "--", "—", "——", "–", "/", "…", "×"})
# what may stand below a coordinate in a row of signatures: `审核人：李四`
_LABELED = re.compile(r"[^\d:：]{1,12}[:：]")


class Remarks:
    """Tells rows that are no data from rows that are, and keeps what they said.

    `headings` says which columns hold the place; `said` is the note of all that were left out.
    """

    def __init__(self, headings: Headings) -> None:
        self._place = headings.place()
        self._again: dict[str, list[list[str]]] = {}
        for _, cells in headings.block:
            found = [_bare(one) for one in cells if one not in (None, "")]
            self._again.setdefault(found[0], []).append(found)
        self._numbered = frozenset(str(cells[0]) for _, cells in headings.left_out)
        self._left_out = frozenset(number for number, _ in headings.left_out)
        # a row of numbers above one of units is passed with the headings, and told all the same
        self._rows = [
            (number, words(cells)) for number, cells in headings.left_out if number < headings.last
        ]
        self._offsets: list[Problem] = []
        self._remark = 0  # the last row that was a remark

    def take(self, number: int, cells: Sequence[Any]) -> bool:
        """Return whether the row `number` of the file is no data; then it is kept in mind."""
        if number not in self._left_out:
            placed = bool(self._place) and _starts_number(cells, self._place[0])
            if placed and str(cells[0]) not in self._numbered:
                return False  # most rows end here
            if not self._is_heading(cells) and (placed or not self._is_remark(number, cells)):
                return False
        self._rows.append((number, words(cells)))
        self._offsets += datum_in_words(cells)
        return True

    def said(self) -> list[Problem]:
        """Return the note of all rows that were left out, with where they stand and their words."""
        if not self._rows:
            return []
        shown = self._rows[:_NAMED]
        more = "…" if len(self._rows) > _NAMED else ""
        values = {
            "count": len(self._rows),
            "rows": Text(
                "；".join(f"第 {number} 行“{text}”" for number, text in shown) + more,
                "; ".join(f"row {number} '{text}'" for number, text in shown) + more,
            ),
        }
        return [Problem(None, None, "rows_no_data", "warning", values), *self._offsets[:1]]

    def _is_heading(self, cells: Sequence[Any]) -> bool:
        first = next((one for one in cells if one not in (None, "")), None)
        again = self._again.get(_bare(first), [])
        return bool(again) and [_bare(one) for one in cells if one not in (None, "")] in again

    def _is_remark(self, number: int, cells: Sequence[Any]) -> bool:
        placed = [cells[at] for at in self._place if at < len(cells) and not _none(cells[at])]
        if not self._place or not all(_LABELED.match(str(one)) for one in placed):
            return False
        filled = [one for one in cells if one not in (None, "")]
        if not filled or not isinstance(filled[0], str):
            return False
        text = _bare(filled[0])
        point = len(filled) == 1 and self._remark == number - 1 and _POINT.fullmatch(text)
        if point or _REMARK.fullmatch(text):
            self._remark = number
            return True
        kinds = (_SIGNATURE,) if placed else (_TOTAL, _SIGNATURE)
        return any(kind.fullmatch(text) for kind in kinds)


def _starts_number(cells: Sequence[Any], at: int) -> bool:
    cell = cells[at] if at < len(cells) else None
    if _none(cell):
        return False
    return cell[:1] in _NUMBER_STARTS if isinstance(cell, str) else cell is not None


def _none(cell: Any) -> bool:
    """Return whether a cell says nothing: it is empty, or a dash that stands for none."""
    return cell in _NONE


def _bare(cell: Any) -> str:
    """Return what a cell says without the spaces that spread `合  计` over it."""
    text = "".join(one for one in str(cell) if one not in INVISIBLE)
    return " ".join(text.split()) if text.isascii() else "".join(text.split())
