import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from app.maps.escape import data_island
from tests.app.hostile import texts


class Scripts(HTMLParser):
    """Collects what a browser takes for the contents of script elements, and all elements."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - as given
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.held.append(data)


@given(st.recursive(st.none() | st.booleans() | st.integers() | texts(), st.lists))
def test_an_island_is_the_same_data_and_holds_no_markup(value: object) -> None:
    island = data_island(value)
    assert json.loads(island) == value
    assert not set(island) & set("<>&\u2028\u2029")


@given(texts())
def test_a_page_holds_one_script_whatever_is_in_it(text: str) -> None:
    parser = Scripts()
    parser.feed(f'<script type="application/json">{data_island({text: text})}</script>')
    assert parser.tags == ["script"]
    assert json.loads("".join(parser.held)) == {text: text}


def test_templates_put_an_island_in_as_it_is() -> None:
    island = data_island({"name": "\"A' & <b>"})
    assert isinstance(island, Markup)
    assert escape(island) == island == '{"name":"\\"A\' \\u0026 \\u003cb\\u003e"}'


def test_an_island_refuses_what_json_cannot_say() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        data_island({"share": float("nan")})
