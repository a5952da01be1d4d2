"""Signs that nobody sees: at the ends of a cell they are padding, inside they are part of it.

Zero-width spaces and joiners, marks of direction, soft hyphens and byte order marks come with text
that was copied from web pages, or with files that were joined. `str.strip` leaves them.
"""

import string

from layers.text import INVISIBLE

_ENDS = INVISIBLE + string.whitespace + "\u00a0\u3000\u2002\u2003\u2009\u202f"


class Trimmer:
    """Takes the padding from cells and counts those that had signs that nobody sees."""

    def __init__(self) -> None:
        self.count = 0
        self.example = ""

    def __call__(self, text: str) -> str:
        """Return the text without what nobody sees at its ends.

        >>> Trimmer()("\u200b 东四\ufeff")
        '东四'
        """
        plain = text.strip()
        if plain.isascii() or (plain[0] not in INVISIBLE and plain[-1] not in INVISIBLE):
            return plain
        bare = plain.strip(_ENDS)
        self.count += 1
        self.example = self.example or bare[:40]
        return bare
