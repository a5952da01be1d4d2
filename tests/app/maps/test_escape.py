import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maps.escape import data_island, safe

ATTACKS = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "${document.title=String(7*7)}",
    "`+alert(1)+`",
    "\\u003cscript\\u003e",
    "' onmouseover='alert(1)",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_attack_keeps_a_character_that_html_or_a_template_literal_reads(text: str) -> None:
    assert not set(safe(text)) & set("<>\"'`$\\{}")


def test_plain_text_stays_as_it_is() -> None:
    assert safe("和平里第三社区 No. 3") == "和平里第三社区 No. 3"
    assert safe(None) == ""
    assert safe(12) == "12"


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_an_island_is_the_same_data_and_holds_no_markup(value: object) -> None:
    island = data_island(value)
    assert json.loads(island) == value
    assert not set(island) & set("<>&\u2028\u2029")


def test_an_island_refuses_what_json_cannot_say() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        data_island({"share": float("nan")})
