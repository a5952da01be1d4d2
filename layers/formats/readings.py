"""How far bytes read in an encoding are names: for encodings that decode anything.

Latin-1 and its like make letters of every byte, and GB18030 makes Chinese of most pairs. What tells
them apart is what people write. Nine in ten Chinese characters are of the first level of
GB 2312-1980 (3,755 characters in the order of their sounds), or of Big5 (5,401). Latin letters with
a mark stand between plain ones, and no word changes from small to capital letters in its middle.
"""

import re
import unicodedata
from collections.abc import Iterable

ENOUGH = 1 << 18
"""Bytes of lines with more than ASCII that are looked at."""
LIKELY = 0.75
"""The share of characters in common use from which text is Chinese."""
_MORE = 0.1
_ODD = 0.06
_HALF = 0.5
_SECOND = 0.5
_KOREAN_PAIRS = 12
_HANGUL_ROWS = range(0xB0, 0xC9)
_WORDS = re.compile(r"[^\W\d_]+")
_TWO_PLAIN = re.compile(r"[A-Za-z]{2}")
_QUOTES = "«»“”‘’"
_SHOWN = 40
GB18030, BIG5, LATIN = "gb18030", "cp950", "cp1252"
# rows of first-level and of second-level characters by the lead byte, and of their punctuation
_LEVELS = {
    GB18030: ("gb2312", range(0xB0, 0xD8), range(0xD8, 0xF8), frozenset({0xA1, 0xA3})),
    BIG5: ("big5", range(0xA4, 0xC7), range(0xC9, 0xFA), frozenset({0xA1, 0xA2})),
}


def sample(lines: Iterable[bytes]) -> bytes:
    """Return the first lines with more than ASCII, each once, one below the other."""
    found: dict[bytes, None] = {}
    size = 0
    for line in lines:
        if line.isascii() or line in found:
            continue
        found[line] = None
        size += len(line)
        if size > ENOUGH:
            break
    return b"\n".join(found)


def chinese(data: bytes) -> str | None:
    """Return GB18030 or Big5 where the bytes are Chinese in it, the likelier; else None."""
    shares = {name: common(data, name) for name in (GB18030, BIG5)}
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] >= LIKELY else None


def common(data: bytes, encoding: str) -> float:
    """Return the share of characters beyond ASCII that are in common use in Chinese.

    One of the second level counts half; one alone within a word of plain letters does not count.
    """
    text = data.decode(encoding, "replace")
    beyond = [at for at, one in enumerate(text) if not one.isascii()]
    if not beyond:
        return 0.0
    weights = {one: _weight(one, encoding) for one in {text[at] for at in beyond}}
    return sum(0.0 if _glued(text, at) else weights[text[at]] for at in beyond) / len(beyond)


def _weight(sign: str, encoding: str) -> float:
    codec, first, second, marks = _LEVELS[encoding]
    try:
        lead = sign.encode(codec)[0]
    except UnicodeEncodeError:
        return 0.0
    if lead in first or lead in marks:
        return 1.0
    return _SECOND if lead in second else 0.0


def _glued(text: str, at: int) -> bool:
    """Return whether one sign beyond ASCII stands alone in a word with two plain letters."""
    before, after = text[max(at - 2, 0) : at], text[at + 1 : at + 3]
    if (before and not before[-1].isascii()) or (after and not after[0].isascii()):
        return False
    plain = [one for one in (before[-1:], after[:1]) if one.isalpha()]
    return len(plain) > 1 or any(_TWO_PLAIN.fullmatch(one) for one in (before, after))


def latin(data: bytes) -> bool:
    """Return whether the bytes are text of a Latin code page: marked letters among plain ones."""
    text = data.decode(LATIN, "replace")
    words = [word for word in _WORDS.findall(text) if not word.isascii()]
    plain = sum(bool(_TWO_PLAIN.search(word)) for word in words)
    return bool(words) and plain > _HALF * len(words) and _odd(text) < _ODD


def names(text: str) -> bool:
    """Return whether what an encoding of single bytes made of a file can be names of anything.

    Not where signs stand beside letters with marks, capitals follow small letters, or Latin words
    have no plain letter.
    """
    if _odd(text) >= _ODD:
        return False
    words = [word for word in _WORDS.findall(text) if not word.isascii() and len(word) > 1]
    bare = [word for word in words if not any(map(str.isascii, word))]
    is_latin = sum("LATIN" in unicodedata.name(word[0], "") for word in bare) > _HALF * len(bare)
    return not (is_latin and len(bare) > _HALF * len(words))


def _odd(text: str) -> float:
    """Return the share of signs beyond ASCII that stand where no writing has them."""
    beyond = odd = 0
    for before, sign in zip(f"\n{text}", text, strict=False):
        if sign.isascii():
            continue
        beyond += 1
        if unicodedata.category(sign) in ("Cc", "Cn", "Co") or "\u2500" <= sign <= "\u259f":
            odd += 1
        elif not before.isascii():
            odd += _clash(before, sign)
    return odd / beyond if beyond else 0.0


def _clash(before: str, sign: str) -> bool:
    """Return whether two signs beyond ASCII do not stand side by side in writing."""
    kinds = [unicodedata.category(one) for one in (before, sign)]
    signs = [one for one, kind in zip((before, sign), kinds, strict=True) if kind[0] not in "LM"]
    if len(signs) == 1:
        return signs[0] not in _QUOTES
    return kinds == ["Ll", "Lu"] or any(one < "\u2000" for one in signs)


def has_han(text: str) -> bool:
    """Return whether a Chinese character in common use stands in the text.

    >>> has_han("3号楼"), has_han("Café")
    (True, False)
    """
    return any("\u4e00" <= one <= "\u9fff" for one in text)


def garbled(text: str) -> tuple[str, str] | None:
    """Return what text was, and as what it was once read, where it is no names; else None.

    `¶«ËÄ` is 东四 of GB18030 once read as Latin-1, `Ã‘uÃ±oa` is Ñuñoa of UTF-8 read as cp1252.
    """
    for taken in (LATIN, "latin-1"):
        try:
            data = text.encode(taken)
        except UnicodeEncodeError:
            continue
        if data.isascii():
            return None
        was = _utf8_or_chinese(data)
        if was is not None and (was == "utf-8" or not names(text)):
            return was, taken
    return None


def _utf8_or_chinese(data: bytes) -> str | None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        found = chinese(data)
        return found if found is None or "\ufffd" not in data.decode(found, "replace") else None
    return "utf-8"


def perhaps_korean(data: bytes) -> bool:
    """Return whether the Chinese could be Hangul: all its characters lie in the rows of both."""
    pairs = re.findall(rb"[\xa1-\xfe]{2}", data)
    leads = {pair[0] for pair in pairs if pair[0] >= _HANGUL_ROWS.start}
    return len(pairs) >= _KOREAN_PAIRS and leads <= set(_HANGUL_ROWS)


def differs(data: bytes, one: str, other: str) -> bool:
    """Return whether Chinese that is said to be of the encoding `one` is clearly of `other`."""
    return common(data, other) >= LIKELY and common(data, other) - common(data, one) > _MORE


def shown(data: bytes, encoding: str) -> str:
    r"""Return what the first line says in an encoding, cut to what can be shown.

    >>> shown("东四\n安定门".encode("gbk"), "gb18030")
    '东四'
    """
    line = next((one for one in data.split(b"\n") if one.strip()), b"")
    text = line.decode(encoding, "replace")
    first = next((at for at, one in enumerate(text) if not one.isascii()), 0)
    return text[max(first - _SHOWN // 2, 0) :][:_SHOWN]
