"""One rule for what people name: areas, scenarios, standards, rasters, sources of layers.

A title is any text of one line; a name that stands in addresses is stricter. What breaks a rule is
refused and never changed in silence.
"""

import re
import unicodedata

from layers.errors import LayerError
from layers.text import LINE_BREAKS, Text, controls

LONGEST_TITLE = 200
LONGEST_SOURCE = 1_000
NAME = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?")
"""Slugs of areas and names of scenarios; the tables check the same."""

INVISIBLE = frozenset({"Cf", "Zs", "Zl", "Zp", "Mn", "Me"})
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Categories of characters that a title may have, but not have alone."""

TAGS = frozenset(map(chr, range(0xE0000, 0xE0080)))
"""Of a block of Unicode that no letter is drawn for."""

SOURCE = Text("数据来源", "the source")
"""Where data come from: a title in all but its length."""
ACCEPTED_TITLE = Text(
    f"可用：一行文字，至多 {LONGEST_TITLE} 字，不含控制字符和改变书写方向的字符",
    f"accepted: one line of at most {LONGEST_TITLE} characters, without control characters and"
    " without those that turn the direction of writing",
)


class TitleRefusedError(LayerError):
    """A title is too long or holds what no line of text holds; `reason` says which."""

    message = Text(
        "{what}不可接受：{reason}；可用：一行文字，至多 {most} 字，"
        "不含控制字符和改变书写方向的字符",
        "{what} is not accepted: {reason}; accepted: one line of at most {most} characters, without"
        " control characters and without those that turn the direction of writing",
    )


def title_fault(text: str, *, most: int = LONGEST_TITLE) -> Text | None:
    """Return what is wrong with a title, or None."""
    if len(text) > most:
        return Text(f"有 {len(text)} 字", f"it has {len(text)} characters")
    held = controls(text)
    if held:
        listed = ", ".join(held[:5])
        return Text(f"含有 {listed}", f"it holds {listed}")
    if text and all(one in BLANK or unicodedata.category(one) in INVISIBLE for one in text):
        return Text("没有可见的字", "nothing in it can be seen")
    return None


def invisible(text: str) -> list[str]:
    """Return what a title may not hold though it is no control character, written out.

    Separators of lines and paragraphs, tag characters, which hide words in a title, and what the
    standard does not know.
    """
    if text.isprintable():
        return []
    held = (one for one in text if one in LINE_BREAKS or one in TAGS)
    return [one.encode("unicode_escape").decode("ascii") for one in dict.fromkeys(held)]


def checked_title(text: str, what: Text, *, most: int = LONGEST_TITLE) -> str:
    """Return `text` as it is, or raise `TitleRefusedError` saying `what` it was to name."""
    fault = title_fault(text, most=most)
    if fault is not None:
        raise TitleRefusedError(what=what, reason=fault, most=most)
    return text


def is_name(text: str) -> bool:
    """Whether `text` can stand in an address: 1 to 64 letters a-z, digits, hyphens, underscores."""
    return NAME.fullmatch(text) is not None
