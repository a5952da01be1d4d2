"""Every selector of a style sheet meets something: a template, a script, or a part of folium's."""

import re
from pathlib import Path

import pytest

APP = Path(__file__).parent.parent.parent / "app"
SHEETS = sorted((APP / "static" / "css").glob("*.css"))
# What Leaflet and its layer tree make, and the element of the map that folium names.
FOREIGN = re.compile(r"^(?:leaflet-[\w-]+|folium-map)$")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SELECTORS = re.compile(r"([^{}]+)\{")
NAME = re.compile(r"[.#]([A-Za-z_][\w-]*)")
# In markup what `class` and `id` hold; in scripts and in Python every word of a text.
ATTRIBUTES = re.compile(r'\b(?:class|id)="([^"]*)"|{% block body_class %}([^{]*){% endblock %}')
TEXTS = re.compile(r'"([^"\n]*)"|`([^`]*)`|\'([^\'\n]*)\'')
WORD = re.compile(r"[A-Za-z_][\w-]*")


def _named(sheet: str) -> set[str]:
    """Return the classes and ids that a sheet speaks of."""
    heads = SELECTORS.findall(COMMENT.sub("", sheet))
    return {name for head in heads if "@" not in head for name in NAME.findall(head)}


def _words(pattern: re.Pattern[str], *paths: Path) -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in paths)
    found = (part for text in texts for parts in pattern.findall(text) for part in parts)
    return {word for part in found for word in WORD.findall(part)}


def _known() -> set[str]:
    scripts = [*(APP / "static" / "js").rglob("*.js"), *(APP / "maps").glob("*.py")]
    return _words(ATTRIBUTES, *(APP / "templates").glob("*.html")) | _words(TEXTS, *scripts)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_no_selector_is_left_over(path: Path) -> None:
    known = _known()
    left = {name for name in _named(path.read_text(encoding="utf-8")) if name not in known}
    assert {name for name in left if not FOREIGN.match(name)} == set()


def test_what_a_sheet_names_is_found() -> None:
    sheet = "/* .gone */\n.a > #b:not(.c) {\n}\n@media (min-width: 1.5em) {\n  .d {\n  }\n}\n"
    assert _named(sheet) == {"a", "b", "c", "d"}


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_some_page_loads_each_sheet(path: Path) -> None:
    pages = "".join(page.read_text("utf-8") for page in (APP / "templates").glob("*.html"))
    lists = re.findall(r"{% for name in \[([^\]]*)\] %}\n<link rel=\"stylesheet\"", pages)
    named = {name for one in lists for name in re.findall(r'"([\w-]+)"', one)}
    assert f"css/{path.name}" in pages or path.stem in named
