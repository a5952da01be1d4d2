"""The one border between stored text and map pages: no data becomes markup or code."""

import html
import json
from typing import Any

TEMPLATE_LITERAL = "\\`${}"


def safe(value: object) -> str:
    """Return `value` as text that HTML and JavaScript template literals show literally.

    Folium puts labels into HTML and some of them into template literals, where `${...}` would
    run; the metacharacters of both become HTML entities.
    """
    text = html.escape("" if value is None else str(value), quote=True)
    for character in TEMPLATE_LITERAL:
        text = text.replace(character, f"&#{ord(character)};")
    return text


def data_island(value: Any) -> str:
    """Return JSON that stays data inside a `<script>` element, whatever text it holds.

    Raises
    ------
    ValueError
        A number is NaN or infinite, which JSON cannot say.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
