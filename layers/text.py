"""Text that a user reads: always in Chinese and in English, and never more than text."""

import re
import unicodedata
from typing import NamedTuple

import numpy as np

BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows: a name can pass for another with them."""
MARKS = frozenset("\u200e\u200f\u061c")
"""Marks without width that give what stands beside them, such as a point, another direction."""
LINE_BREAKS = frozenset("\u2028\u2029")
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Signs without a width: soft hyphen, zero-width space and joiners, marks of direction, the BOM."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
"""Signs that no name or heading keeps; tabs and line breaks are white space and stay."""
_CONTROL, _SURROGATE = "Cc", "Cs"


class Count(int):
    """A number of things, which picks the word for it: `{count:facility has|facilities have}`.

    With `~` before the words the number itself is not told: `{count} of them {count:~is|are}`.
    """

    def __format__(self, spec: str) -> str:
        """Return the number and, where the template tells two, the words for one or for more."""
        one, bar, many = spec.partition("|")
        if not bar:
            return int(self).__format__(spec)
        word = one.removeprefix("~") if self == 1 else many
        return word if one.startswith("~") else f"{int(self):,} {word}"


class Text(NamedTuple):
    """One sentence or title in both languages; `{name}` marks a value filled in later."""

    zh: str
    en: str

    def in_language(self, language: str, **values: object) -> str:
        """Return the text in `language` ("zh..." or else English), values filled in.

        A value may be a `Text` itself; it is put in the same language.
        """
        template = self.zh if language.lower().startswith("zh") else self.en
        if not values:
            return template
        filled = {
            name: value.in_language(language) if isinstance(value, Text) else _counted(value)
            for name, value in values.items()
        }
        return template.format(**filled)

    def filled(self, **values: object) -> "Text":
        """Return the text in both languages with its values; names in them are never templates."""
        return Text(self.in_language("zh", **values), self.in_language("en", **values))


def spoken(both: str, language: str) -> str:
    """Return the half of "中文 / English" in a language; a text in one language as it is."""
    zh, slash, en = both.partition(" / ")
    is_both = slash and " / " not in en and _is_han(zh) and not _is_han(en)
    return Text(zh, en).in_language(language) if is_both else both


def _is_han(text: str) -> bool:
    return any("\u4e00" <= one <= "\u9fff" for one in text)


def _counted(value: object) -> object:
    """Return a whole number as a count, anything else as it is."""
    return (
        Count(value)
        if isinstance(value, (int, np.integer)) and not isinstance(value, bool)
        else value
    )


def visible(text: str, *, keep: str = "") -> str:
    r"""Return text whose control characters are written out: ESC becomes the four signs `\x1b`.

    So are line breaks, halves of surrogate pairs, and what turns the direction of writing. What
    stands in `keep` stays as it is. For terminals and logs: a name must not clear a screen, color
    what follows, or begin a line of its own.
    """
    if text.isprintable():
        return text
    return "".join(one if one in keep or not _acts(one) else _written(one) for one in text)


def _acts(one: str) -> bool:
    acting = one in BIDI or one in MARKS or one in LINE_BREAKS
    return acting or unicodedata.category(one) in {_CONTROL, _SURROGATE}


def _written(one: str) -> str:
    return one.encode("unicode_escape").decode("ascii")


def controls(text: str) -> list[str]:
    """Return the characters of `text` that no title or name may hold, each once, written out."""
    if text.isprintable():
        return []
    held = (
        one for one in text if unicodedata.category(one) in {_CONTROL, _SURROGATE} or one in BIDI
    )
    return list(dict.fromkeys(_written(one) for one in held))
