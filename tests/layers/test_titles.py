import pytest

from layers.text import Text
from layers.titles import (
    LONGEST_TITLE,
    TitleRefusedError,
    checked_title,
    is_name,
    title_fault,
)

WHAT = Text("标题", "the title")


@pytest.mark.parametrize(
    "title",
    ["", "东城区", "A {{7*7}} <b>`$x`</b> \u2028 '\"", "x" * LONGEST_TITLE, "\U0001f600" * 200],
)
def test_any_text_of_one_line_is_a_title(title: str) -> None:
    assert checked_title(title, WHAT) == title
    assert title_fault(title) is None


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("x" * 201, "201 characters"),
        ("a\nb", r"it holds \\n"),
        ("a\x00", r"it holds \\x00"),
        ("\u202eevil", r"it holds \\u202e"),
        ("\ud800", r"it holds \\ud800"),
        (" \u3000\u2028", "nothing in it can be seen"),
        ("\u3164\uffa0\u2800\u0301", "nothing in it can be seen"),
        ("\ufeff\u200b\U000e0041", "nothing in it can be seen"),
    ],
)
def test_what_is_no_title_is_refused_with_the_reason(title: str, said: str) -> None:
    with pytest.raises(TitleRefusedError, match=f"the title is not accepted: .*{said}") as caught:
        checked_title(title, WHAT)
    assert "标题不可接受" in caught.value.text("zh")
    assert "200" in caught.value.text("zh")


def test_a_source_may_be_longer() -> None:
    assert len(checked_title("x" * 300, WHAT, most=1_000)) == 300


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("a", True),
        ("two-clinics_2", True),
        ("x" * 64, True),
        ("x" * 65, False),
        ("", False),
        ("-a", False),
        ("a-", False),
        ("A", False),
        ("a\n", False),
        ("a\x00", False),
        ("１", False),
    ],
)
def test_a_name_stands_in_addresses(name: str, *, fits: bool) -> None:
    assert is_name(name) is fits
