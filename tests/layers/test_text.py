"""Two languages, one meaning: which one is taken, and how values get in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.problems import Problem
from layers.text import Count, Text, controls, spoken, visible

COUNT = Text("共 {count} 行", "{count} rows")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "共 3 行"),
        ("zh-CN", "共 3 行"),
        ("ZH_Hant", "共 3 行"),
        ("en", "3 rows"),
        ("en-GB", "3 rows"),
        ("fr", "3 rows"),
        ("", "3 rows"),
    ],
)
def test_chinese_for_any_chinese_english_for_all_else(language, said):
    assert COUNT.in_language(language, count=3) == said


def test_a_number_picks_its_word_and_may_stay_silent() -> None:
    """Kind: "1 rows", "1 of them are"."""
    told = Text("{count}", "{count:row|rows}, {kept} of them {kept:~is|are} kept")
    assert told.in_language("en", count=1, kept=1) == "1 row, 1 of them is kept"
    assert told.in_language("en", count=2000, kept=0) == "2,000 rows, 0 of them are kept"
    assert f"{Count(3):,}" == "3"


def test_without_values_braces_stay():
    assert COUNT.in_language("en") == "{count} rows"


def test_a_missing_value_is_an_error_not_a_gap():
    with pytest.raises(KeyError, match="count"):
        COUNT.in_language("zh", number=3)


@pytest.mark.parametrize(("language", "said"), [("zh", "拒绝：未知"), ("en", "refused: unknown")])
def test_a_value_in_two_languages_is_put_in_the_same_one(language, said):
    outer = Text("拒绝：{reason}", "refused: {reason}")
    assert outer.in_language(language, reason=Text("未知", "unknown")) == said


@given(st.text())
def test_braces_of_a_value_stay_literal(value):
    assert Text("“{v}”", "'{v}'").in_language("en", v=value) == f"'{value}'"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("东城 Dong 1", "东城 Dong 1"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\nb\r\n", "a\\nb\\r\\n"),
        ("a\u202eb", "a\\u202eb"),
        ("\ud800", "\\ud800"),
        ("\x9b2J", "\\x9b2J"),
        ("a\u2028b", "a\\u2028b"),
        ("\u3000 😀", "\u3000 😀"),
        ("a\\nb", "a\\nb"),
    ],
)
def test_what_acts_on_a_terminal_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_some_may_be_kept() -> None:
    assert visible("a\n\x1b", keep="\n") == "a\n\\x1b"


@given(st.text())
def test_what_is_shown_is_one_line_of_signs(text: str) -> None:
    shown = visible(text)
    assert visible(shown) == shown
    assert len(shown.splitlines()) <= 1
    shown.encode()


def test_what_no_title_holds_is_listed_once() -> None:
    assert controls("a\x00b\x00\u202e") == ["\\x00", "\\u202e"]
    assert controls("甲 {{7*7}} </script> \u2028") == []


def test_a_count_picks_its_word():
    """Kind of fault: "1 facilities have"."""
    text = Text("{count} 处设施", "{count:facility has|facilities have} no value")
    assert text.in_language("en", count=1) == "1 facility has no value"
    assert text.in_language("en", count=1200) == "1,200 facilities have no value"
    assert text.in_language("zh", count=1) == "1 处设施"
    assert f"{Count(1200):,}" == "1,200"


def test_of_a_text_in_both_languages_one_is_spoken():
    """Kind of fault: a line in the other language on a page in one."""
    both = "合成数据 / synthetic, figures of 2006"
    assert spoken(both, "zh") == "合成数据"
    assert spoken(both, "en") == "synthetic, figures of 2006"
    for one in ("统计局 / 公安局", "OSM / WorldPop", "合成数据", "甲 / a / b", ""):
        assert spoken(one, "en") == one


@pytest.mark.parametrize(
    ("code", "values", "one", "two"),
    [
        ("geometry_area_point", {}, "1 area became a point", "2 areas became points"),
        ("rows_left_out", {}, "1 row with an error was", "2 rows with errors were"),
        ("coordinates_comma", {"value": "", "number": ""}, "1 coordinate has", "2 coordinates hav"),
    ],
)
def test_one_thing_is_told_as_one_and_two_as_two(code, values, one, two) -> None:
    """Kind: "1 errors", "1 areas", "1 rows"; numpy's whole numbers count as well."""
    for count, beginning in ((1, one), (2, two), (np.int64(1), one)):
        told = Problem(None, None, code, "warning", {"count": count, **values})
        assert told.text("en").startswith(beginning)


def test_a_mark_of_direction_is_written_out_in_lines_and_stays_in_data() -> None:
    """Kind: a sign without width in a name that turns the points and brackets beside it around."""
    for mark in "\u200e\u200f\u061c":
        assert visible(f"店{mark} (3)") == f"店\\u{ord(mark):04x} (3)"
        # A name may hold one: Arabic and Hebrew names do.
        assert controls(f"店{mark}") == []
