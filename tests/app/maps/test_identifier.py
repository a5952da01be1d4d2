import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maps.identifier import Identifier, UnsafeIdentifierError


@pytest.mark.parametrize("text", ["communities", "group_12", "a", "a" * 63])
def test_an_id_is_the_text_itself(text: str) -> None:
    assert Identifier(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Area",
        "1st",
        "_a",
        "a-b",
        "a b",
        "a\n",
        "a" * 64,
        "é",
        "a{",
        "{{7*7}}",
        "a.b",
        'a"',
        "a`",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UnsafeIdentifierError, match="is no id; accepted"):
        Identifier(text)


@given(st.text())
def test_no_id_holds_a_sign_that_means_something(text: str) -> None:
    try:
        known = Identifier(text)
    except UnsafeIdentifierError:
        return
    assert set(known) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")
