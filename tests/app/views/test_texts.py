import re
from pathlib import Path

from babel.messages import pofile
from flask import Flask

from app.views.texts import script_texts

ROOT = Path(__file__).parent.parent.parent.parent
SCRIPTS = sorted((ROOT / "app" / "static" / "js").rglob("*.js"))
CATALOG = ROOT / "app" / "translations" / "zh" / "LC_MESSAGES" / "messages.po"


def test_every_text_that_a_script_asks_for_exists(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        known = set(script_texts())
    asked = {
        key
        for path in SCRIPTS
        for key in re.findall(r'\btext\("([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 20
    assert asked <= known


def test_both_languages_have_all_texts_and_the_same_placeholders(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        english = script_texts()
    with app.test_request_context("/?lang=zh"):
        chinese = script_texts()
    for key, text in english.items():
        assert chinese[key] != text, key
        assert set(re.findall(r"%\(\w+\)s", chinese[key])) == set(re.findall(r"%\(\w+\)s", text))


def test_the_catalog_is_complete_and_in_step_with_the_pages() -> None:
    with CATALOG.open("rb") as file:
        catalog = {m.id: m.string for m in pofile.read_po(file) if m.id}
    assert all(catalog.values())
    used = set()
    for path in sorted((ROOT / "app" / "templates").glob("*.html")):
        found = re.findall(r'_\(\s*(["\'])(.+?)\1\s*\)', path.read_text(encoding="utf-8"))
        used |= {text for _, text in found}
    assert used <= set(catalog)
