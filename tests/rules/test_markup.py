"""Where text could become markup or code: two places in Python, none in templates and scripts."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
# An escaped JSON island, and what folium wrote of constants.
MARKUP = {"app/maps/escape.py", "app/maps/base.py"}
TEMPLATES = re.compile(
    r"\|\s*safe\b|autoescape|Markup|\|\s*tojson|<script>(?!\{\{ document.script \}\})"
)
SCRIPTS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\("
    r"|new Function|setAttribute\(\"(?:style|on)|\bcssText|srcdoc|javascript:"
)
PYTHON = re.compile(
    r"\bMarkup\(|render_template_string|from_string\(|\bTemplate\(|\beval\(|\bexec\("
)


def _found(pattern: re.Pattern[str], text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if pattern.search(line)]


@pytest.mark.parametrize("path", sorted((ROOT / "app/templates").rglob("*")), ids=lambda p: p.name)
def test_templates_escape_everything(path: Path) -> None:
    assert path.suffix == ".html"  # what Flask escapes by itself
    assert _found(TEMPLATES, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "app/static/js").rglob("*.js")), ids=lambda p: p.name
)
def test_scripts_make_text_nodes_and_no_markup(path: Path) -> None:
    assert _found(SCRIPTS, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("package", ["app", "layers", "spatial"])
def test_python_makes_markup_in_two_places(package: str) -> None:
    for path in sorted((ROOT / package).rglob("*.py")):
        if path.relative_to(ROOT).as_posix() not in MARKUP:
            assert _found(PYTHON, path.read_text(encoding="utf-8")) == [], path


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (TEMPLATES, "<h1>{{ area.title|safe }}</h1>"),
        (TEMPLATES, "{% autoescape false %}"),
        (TEMPLATES, "<script>let name = '{{ name }}'</script>"),
        (SCRIPTS, "box.innerHTML = name;"),
        (SCRIPTS, 'link.setAttribute("onclick", name);'),
        (PYTHON, "return Markup(name)"),
        (PYTHON, "page = render_template_string(name)"),
    ],
)
def test_what_is_looked_for_is_found(pattern: re.Pattern[str], line: str) -> None:
    assert _found(pattern, line) == [line]
