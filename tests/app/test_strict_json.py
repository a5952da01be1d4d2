import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.strict_json import JsonError, parse

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | TEXT
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(VALUES, st.booleans())
def test_what_is_json_comes_through_unchanged(value, escaped) -> None:
    assert parse(json.dumps(value, ensure_ascii=escaped).encode()) == value


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "no JSON at line 1, column 1"),
        (b'{"a": 1,\n}', "no JSON at line"),
        (b"\xff\xfe[", "brackets"),
        (b'"\xff"', "UTF-8"),
        (b"[" * 65 + b"]" * 65, "deeper than 64"),
        (b"[" * 100_000, "brackets"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b"[NaN]", "NaN"),
        (b"[-Infinity]", "NaN"),
        (b"[1e999]", "NaN"),
        (b"[" + b"9" * 5000 + b"]", "longer than 40"),
        (b'["\\ud800"]', "surrogate"),
        (b'{"\\u0000": 1}', "NUL"),
        (b"[" + b"[]," * 1_000_000 + b"[]]", "too many values"),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_what_is_refused_is_told_with_its_reason(body: bytes, word: str) -> None:
    with pytest.raises(JsonError, match=word) as refused:
        parse(body)
    assert refused.value.text("zh") != refused.value.text("en")


def test_64_levels_are_accepted_and_brackets_in_strings_are_none() -> None:
    assert parse(b"[" * 64 + b"]" * 64)
    assert parse(b'["' + b"[" * 1000 + b'\\"]"]') == ["[" * 1000 + '"]']
    assert parse(b'"\\ud83d\\ude00"') == "\U0001f600", "a pair of halves is a character"
