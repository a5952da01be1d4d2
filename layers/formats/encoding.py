"""Text encodings: what a file says if its text can be that, UTF-8 if it holds, else GB18030.

What the user states is taken as it is.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from layers.formats import readings
from layers.formats.refusal import Refusal
from layers.problems import Problem

UTF8 = "utf-8"
_CHUNK = 1024**2
_HEAD = 4096
_SINGLE = 200
_FEWEST_PLAIN = 4
_NEVER_WRITTEN = frozenset({"Cc", "Cn", "Co", "Cs"})
_PIECE = re.compile(rb'[^\x00-\x1f",;]{1,400}')
_BIG5 = frozenset({"cp950", "big5", "big5hkscs"})
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


@dataclass(frozen=True)
class Reading:
    """The encoding of a text, and what is to be said of how it was found (None: nothing)."""

    name: str
    note: Problem | None = None


def holds_cut(cells: bytes, encoding: str) -> bool:
    """Return whether lines are valid text, each of which may end inside a character."""
    try:
        for cell in cells.split(b"\n"):
            codecs.getincrementaldecoder(encoding)().decode(cell)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def judged(cells: bytes, recorded: str | None = None) -> Reading:
    """Return the encoding of the lines of a text that its file may state.

    Valid UTF-8 is certain: other text is almost never that by accident. What a file states is
    believed as long as its text can be names; else, and where nothing is stated, text that is
    Chinese in GB18030 or Big5 is taken for that, and it is said.

    Raises
    ------
    Refusal
        `encoding_unclear` with the readings where none is sure, `encoding_mixed` where lines are of
        two, `not_text` where none is possible.
    """
    if cells.isascii():
        return Reading(recorded or UTF8)
    # a letter of Latin-1 at the end of each line could be the first byte of a character cut off
    if holds_cut(cells, UTF8) and not cells.decode(UTF8, "ignore").isascii():
        return _found(cells, UTF8, recorded)
    if recorded is not None and holds_cut(cells, recorded) and _believed(cells, recorded):
        return Reading(recorded)
    _require_one(cells)
    likely = readings.chinese(cells)
    if likely is not None and holds_cut(cells, likely):
        if recorded is not None and readings.perhaps_korean(cells):
            raise _unclear(cells, (recorded, likely, "cp949"))
        return _found(cells, likely, recorded)
    if readings.latin(cells):
        raise _unclear(cells, (recorded, readings.LATIN, "iso8859-15", "cp1250"))
    if recorded is not None and holds_cut(cells, recorded):
        values = {"stated": recorded, "text": readings.shown(cells, recorded)}
        return Reading(recorded, Problem(None, None, "encoding_doubtful", "warning", values))
    if holds_cut(cells, GB18030):
        return _found(cells, GB18030, recorded)
    raise Refusal("not_text", line=_first_bad(cells, GB18030), encoding=GB18030)


def _found(cells: bytes, name: str, recorded: str | None) -> Reading:
    """Return a reading that the file does not state, with the note of what it states instead."""
    if name == recorded or (recorded is None and name == UTF8):
        return Reading(name)
    if recorded is None:
        note = Problem(None, None, "encoding_guessed", "warning", {"encoding": name})
        return Reading(name, note)
    values = {
        "stated": recorded,
        "encoding": name,
        "before": readings.shown(cells, recorded),
        "after": readings.shown(cells, name),
    }
    return Reading(name, Problem(None, None, "encoding_disbelieved", "warning", values))


def _believed(cells: bytes, recorded: str) -> bool:
    """Return whether text can be of the encoding that its file states, and holds in."""
    if recorded == GB18030 or recorded in _BIG5:
        one, other = readings.GB18030, readings.BIG5
        stated, against = (one, other) if recorded == GB18030 else (other, one)
        return not readings.differs(cells, stated, against)
    if sum(holds(bytes([one]), recorded) for one in range(256)) < _SINGLE:
        return True  # an encoding of several bytes a character does not decode anything
    return readings.names(cells.decode(recorded, "replace"))


def _unclear(cells: bytes, names: tuple[str | None, ...]) -> Refusal:
    shown: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        if name and holds_cut(cells, name):
            shown.setdefault(readings.shown(cells, name), []).append(name)
    listed = [f"{', '.join(same)}: {text}" for text, same in shown.items()]
    return Refusal("encoding_unclear", readings="; ".join(listed))


def _require_one(cells: bytes) -> None:
    """Refuse text that is Chinese in UTF-8 in some lines and in another encoding in others."""
    lines = [line for line in cells.split(b"\n") if not line.isascii()]
    wide = [line for line in lines if holds(line, UTF8) and readings.has_han(line.decode(UTF8))]
    rest = b"\n".join(line for line in lines if not holds_cut(line, UTF8))
    likely = readings.chinese(rest)
    if wide and likely and readings.common(b"\n".join(wide), likely) < readings.LIKELY:
        one, other = readings.shown(wide[0], UTF8), readings.shown(rest, likely)
        raise Refusal("encoding_mixed", one=one, other=other, encoding=likely)


def of_file(path: Path, stated: str | None) -> Reading:
    """Return how to read a text file, of which no more than some lines are kept.

    Raises
    ------
    Refusal
        `not_text` naming the line that the stated or found encoding cannot decode; `damaged`
        for text that holds NUL; `encoding_unclear` where it is not sure.
    """
    found = _stated(path, stated)
    if found is None:
        if _undecodable(path, "utf-8-sig") is None:
            return Reading("utf-8-sig")
        with path.open("rb") as file:
            lines = (line for line in file if not line.isascii())
            cells = readings.sample(piece for line in lines for piece in _PIECE.findall(line))
        found = judged(cells)
    line = _undecodable(path, found.name)
    if line is not None:
        raise Refusal("not_text", line=line, encoding=found.name)
    return found


def _stated(path: Path, stated: str | None) -> Reading | None:
    """Return the encoding that the user or a mark at the beginning of the file states."""
    if stated is not None:
        name = known(stated)
        return Reading("utf-8-sig" if name == UTF8 else name)
    with path.open("rb") as file:
        wide = marked(file.read(_HEAD))
    return None if wide is None else _by_zeros(wide)


def _by_zeros(name: str) -> Reading:
    """Return a reading that a mark states, or that was guessed by zero bytes, which is told."""
    if not name.endswith(("-le", "-be")):
        return Reading(name)
    return Reading(name, Problem(None, None, "encoding_guessed", "warning", {"encoding": name}))


def marked(head: bytes) -> str | None:
    """Return the encoding that a byte order mark states, or that zero bytes show; else None.

    UTF-16 without a mark: in one order of the bytes, and not in the other, the first line is one of
    signs that people write.
    """
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" not in head:
        return None
    fitting = [name for name in ("utf-16-le", "utf-16-be") if _is_written(head, name)]
    return fitting[0] if len(fitting) == 1 else None


def _is_written(head: bytes, name: str) -> bool:
    text = head[: len(head) // 2 * 2].decode(name, "ignore")
    plain = sum(one in "\t\n\r,;|" or (one.isalnum() and one.isascii()) for one in text)
    signs = {unicodedata.category(one) for one in text if one not in "\t\n\r\ufeff"}
    return "\n" in text and plain * _FEWEST_PLAIN >= len(text) and not signs & _NEVER_WRITTEN


def _first_bad(cells: bytes, name: str) -> int:
    lines = cells.split(b"\n")
    return next((at for at, one in enumerate(lines, 1) if not holds(one, name)), 1)


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


def decode(data: bytes, stated: str | None) -> tuple[str, Reading]:
    """Return the text and how it was read.

    Raises
    ------
    Refusal
        `not_text` naming the line that the stated or found encoding cannot decode;
        `encoding_unclear` where it is not sure.
    """
    if stated is not None:
        found = Reading(known(stated))
    elif (wide := marked(data[:_HEAD])) is not None:
        found = _by_zeros(wide)
    elif holds(data, UTF8):
        found = Reading(UTF8)
    else:
        found = judged(readings.sample(_PIECE.findall(data)))
    try:
        text = data.decode("utf-8-sig" if found.name == UTF8 else found.name)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refusal("not_text", line=line, encoding=found.name) from error
    return text, found
