"""The only text that may come to folium from outside: ids that are checked when they are made."""

import re
from typing import Self

PATTERN = re.compile(r"[a-z][a-z0-9_]{0,62}")


class UnsafeIdentifierError(ValueError):
    """A text is no id: it could mean something in a script, in a template or in a page."""


class Identifier(str):
    """Lower-case letters, digits and low lines: means nothing in HTML, JavaScript or Jinja.

    Raises
    ------
    UnsafeIdentifierError
        The text holds anything else, begins with no letter, or has more than 63 characters.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Return `text` as an identifier once it is known to be one."""
        if not PATTERN.fullmatch(text):
            raise UnsafeIdentifierError(f"{text!r} is no id; accepted: {PATTERN.pattern}")
        return super().__new__(cls, text)
