"""Text encodings: what a file says, else UTF-8 if it holds, else GB18030."""

import codecs
from pathlib import Path

from layers.formats.refusal import Refusal

UTF8 = "utf-8"
_CHUNK = 1024**2
GB18030 = "gb18030"
# dBASE language driver ids: 0x4D is Chinese GBK (a subset of GB18030), 0x4F is Big5
LANGUAGE_DRIVERS = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x13: "cp932", 0x4D: GB18030, 0x4E: "cp949",
    0x4F: "cp950", 0x57: "cp1252", 0x58: "cp1252", 0x59: "cp1252", 0x78: "cp950",
    0x79: "cp949", 0x7A: GB18030, 0x7B: "cp932", 0xC8: "cp1250", 0xC9: "cp1251",
}  # fmt: skip
# names in .cpg files that Python does not know
_CODE_PAGES = {"65001": UTF8, "936": GB18030, "950": "cp950", "oem": "cp437", "system": GB18030}


# Python's codecs that write text as other text: no file of a table is in them
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "utf-7"}
)


def known(name: str) -> str:
    """Return Python's name of an encoding; GBK and GB2312 become their superset GB18030.

    Raises
    ------
    Refusal
        When Python knows no such encoding.
    """
    plain = name.strip().lower().removeprefix("ansi").strip(" -_")
    plain = _CODE_PAGES.get(plain, plain)
    if plain.isdigit():
        plain = f"iso8859-{plain[4:]}" if plain.startswith("8859") else f"cp{plain}"
    try:
        found = codecs.lookup(plain).name
        "".encode(found)
    except (LookupError, UnicodeError, ValueError) as error:
        raise Refusal("encoding_unknown", encoding=name.strip()[:40]) from error
    if found in _NO_CHARSETS:
        raise Refusal("encoding_unknown", encoding=name.strip()[:40])
    return GB18030 if found in ("gbk", "gb2312") else found


def holds(data: bytes, encoding: str) -> bool:
    """Return whether the bytes are valid text in `encoding`."""
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def guess(data: bytes) -> tuple[str, bool]:
    """Return the encoding of text that does not state one, and whether it is a guess.

    A byte order mark or valid UTF-8 is certain (other text is almost never valid UTF-8 by
    accident); anything else is taken for GB18030, the mandatory Chinese encoding.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", False
    if holds(data, UTF8):
        return "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else UTF8, False
    return GB18030, True


def of_file(path: Path, stated: str | None) -> tuple[str, bool]:
    """Return the encoding of a text file and whether that was a guess, reading it piece by piece.

    Raises
    ------
    Refusal
        `not_text` naming the line that the stated or guessed encoding cannot decode; `damaged`
        for text that holds NUL.
    """
    if stated is not None:
        name = known(stated)
        wanted = ["utf-8-sig" if name == UTF8 else name]
    else:
        with path.open("rb") as file:
            start = file.read(4)
        marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        wanted = ["utf-16"] if marked else ["utf-8-sig", GB18030]
    for name in wanted:
        line = _undecodable(path, name)
        if line is None:
            return name, name == GB18030 and stated is None
    raise Refusal("not_text", line=line, encoding=name)


def _undecodable(path: Path, name: str) -> int | None:
    """Return the first line that is no text in this encoding, or None."""
    decoder = codecs.getincrementaldecoder(name)()
    lines = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return lines + error.object[: error.start].count(b"\n")
            if "\0" in text:
                raise Refusal("damaged", format="CSV")
            if not chunk:
                return None
            lines += chunk.count(b"\n")


def decode(data: bytes, stated: str | None) -> tuple[str, str, bool]:
    """Return the text, its encoding and whether that was a guess.

    Raises
    ------
    Refusal
        `not_text` naming the line that the stated or guessed encoding cannot decode.
    """
    if stated is None:
        name, guessed = guess(data)
    else:
        name, guessed = known(stated), False
        name = "utf-8-sig" if name == UTF8 else name
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refusal("not_text", line=line, encoding=name) from error
    return text, UTF8 if name == "utf-8-sig" else name, guessed
