"""Messages of the methods in Chinese: the table has every form of the parser of standards."""

import inspect
import re

import pytest

from app.problems import standard_texts
from app.problems.errors import describe
from app.problems.standard_texts import LONGEST_LINE, in_both
from spatial.errors import ShapeError, StandardError
from spatial.standards import parser
from tests.builders.processes import within


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("rules[3].radius_m: is 'x'; accepted: a number above 0",
         "rules[3].radius_m：为 'x'；可用：大于 0 的数"),
        ("x: is 1; accepted: text", "x：为 1；可用：文字"),
        ("x: is 'a; accepted: b'; accepted: a kind of facility, green_spaces",
         "x：为 'a; accepted: b'；可用：某类设施, green_spaces"),
        ("more: unknown key; accepted: id, title_zh", "more：没有这个键；可用：id, title_zh"),
        ("title_zh: missing; give the title in Chinese", "title_zh：缺少这一项"),
        ("no such sentence", "no such sentence"),
    ],
)  # fmt: skip
def test_a_line_is_told_in_chinese(said, told) -> None:
    assert in_both(said) == (told, said)


def test_every_form_of_the_parser_is_in_the_table() -> None:
    """Kind: a message shown in the language it was written in."""
    source = inspect.getsource(parser)
    said = re.findall(r'f"(\{[^"]*: [^"]*)"', source)
    assert len(said) >= 18
    for form in said:
        line = re.sub(r"\{[^{}]*\}", "x", form)
        if line.endswith("beside the common"):
            line += " fields: x"  # the sentence goes on in the next line of the source
        assert in_both(line).zh != line, form


def test_errors_of_methods_are_told_in_the_language_asked_for() -> None:
    zh = describe(StandardError("standard 'a':\nid: missing; give the id"), "zh")
    assert zh.detail == "标准“a”：\nid：缺少这一项"
    assert describe(ShapeError("areas overlap"), "zh").detail == "输入不符合计算要求：areas overlap"
    assert describe(ShapeError("areas overlap"), "en").detail == "areas overlap"


def test_no_line_holds_the_reader() -> None:
    with within(2):
        for line in ("x: is " * 600, "x: is a; accepted: " * 200, "; accepted: " * 100_000):
            in_both(line)
    assert in_both("x: is " + "a" * LONGEST_LINE).zh.startswith("x: is")
    assert standard_texts.LONGEST_LINE == 4_000
