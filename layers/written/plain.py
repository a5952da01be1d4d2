"""Text of cells as it is compared: one width, one case, nothing that cannot be seen."""

import re
import unicodedata

# soft hyphen, zero-width space and joiners, marks of direction, word joiner, byte order mark
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"), "-")


def plain(text: str) -> str:
    """Return the text with full-width forms made narrow, trimmed, in lower case and visible."""
    if text.isascii() and text.isprintable():
        return text.strip().lower()
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip().lower()


def with_hyphens(text: str) -> str:
    """Return plain text with every sign that is written for a minus as `-`."""
    return text if text.isascii() else text.translate(_HYPHENS)
