"""The one border between stored text and pages that run scripts: data stays JSON."""

import json
from typing import Any

from markupsafe import Markup


def written_island(text: bytes) -> Markup:
    """Return an island that `data_island` wrote in another process."""
    return Markup(text.decode())  # noqa: S704 - nothing in it ends the element


def data_island(value: Any) -> Markup:
    """Return JSON that stays data inside a `<script type="application/json">`, whatever it holds.

    Raises
    ------
    ValueError
        A number is NaN or infinite, which JSON cannot say.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # Nothing is left that ends the element or begins another one.
    return Markup(text)  # noqa: S704
