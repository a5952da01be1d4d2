"""The attributes of a Shapefile as bytes (dBASE): their encoding, and text cut off by its field."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from layers.formats import encoding, readings
from layers.formats.judging import cells
from layers.formats.options import Limits
from layers.formats.refusal import Refusal
from layers.problems import Problem

NAME = "Shapefile"
_LANGUAGE_DRIVER = 29
_HEADER = 32
_TEXT = b"CM"


@dataclass(frozen=True)
class AttributeText:
    """The encoding of the attributes, and what is to be said of it."""

    name: str
    notes: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class _Table:
    """Where the text of a table stands: names of fields, and (first, last) byte of each cell.

    The name of field i takes 11 bytes from byte 32 (i + 1) on, zeros behind it.
    """

    names: list[bytes]
    start: int
    width: int
    count: int
    fields: list[tuple[int, int]]

    def places(self) -> Iterator[tuple[int, int]]:
        """Yield where each cell of text begins and ends."""
        for row in range(self.count if self.width else 0):
            record = self.start + row * self.width
            for first, last in self.fields:
                yield record + first, record + last


def reading_of(folder: Path, stated: str | None, limits: Limits) -> AttributeText:
    """Return the encoding of layer.dbf: stated, .cpg, language driver, UTF-8, GB18030.

    What the user states must hold; what the file states must hold and its text be names, else what
    the text is is taken, and told. Half characters at the end of a cell are removed, in place.

    Raises
    ------
    Refusal
        When no encoding holds, or it is not sure which, or the table is damaged.
    """
    path = folder / "layer.dbf"
    data = path.read_bytes() if path.exists() else b""
    table = _table(data, limits) if path.exists() else _Table([], 0, 0, 0, [])
    lines = [*table.names, *(data[a:b].rstrip(b" \0") for a, b in table.places())]
    if stated is not None:
        name, notes = encoding.known(stated), []
    else:
        found = encoding.judged(readings.sample(lines), _recorded(folder))
        name, notes = found.name, [] if found.note is None else [found.note]
    cut = _without_halves(data, table, name)
    if cut is not None:
        path.write_bytes(cut[0])
        notes.append(Problem(None, None, "text_cut", "repaired", {"count": cut[1]}))
    return AttributeText(name, notes)


def _recorded(folder: Path) -> str | None:
    page = folder / "layer.cpg"
    if page.exists():
        stated = page.read_bytes()[:40].decode("ascii", "ignore").strip("\x00 \r\n\t")
        if stated:
            try:
                return encoding.known(stated)
            except Refusal:
                return None
    table = folder / "layer.dbf"
    head = table.read_bytes()[:_HEADER] if table.exists() else b""
    return encoding.LANGUAGE_DRIVERS.get(head[_LANGUAGE_DRIVER]) if len(head) == _HEADER else None


def _table(data: bytes, limits: Limits) -> _Table:
    """Return where the text of a table stands; raise `Refusal` where records are missing."""
    if len(data) < _HEADER:
        raise Refusal("damaged", format=NAME)
    start = int.from_bytes(data[8:10], "little")
    width = int.from_bytes(data[10:12], "little")
    if start <= _HEADER:  # it would have no columns, and their values would be lost
        raise Refusal("damaged", format=NAME)
    count = int.from_bytes(data[4:8], "little")
    held = max(len(data) - start, 0) // width if width else 0
    # the byte that ends a table may be missing, and with it one byte of the last record
    if count > held + 1:
        raise Refusal("records_missing", part=".dbf", found=count, held=held)
    if count > limits.rows:
        raise Refusal("too_many_rows", limit=limits.rows)
    names, offset, fields = [], 1, []
    for place in range(_HEADER, start - _HEADER + 1, _HEADER):
        described = data[place : place + _HEADER]
        if len(described) < _HEADER or described[:1] == b"\r":
            break
        names.append(described[:11].split(b"\0")[0])
        if described[11:12] in _TEXT:
            fields.append((offset, offset + described[16]))
        offset += described[16]
    cells.require_counts(count, len(names), limits)
    return _Table(names, start, width, count, fields)


def _without_halves(data: bytes, table: _Table, name: str) -> tuple[bytes, int] | None:
    """Return the table without half characters at the end of cells, and their number; None: none.

    Raises
    ------
    Refusal
        `not_text` where a cell does not hold otherwise.
    """
    mended = bytearray(data)
    count = 0
    named = range(_HEADER, _HEADER * (len(table.names) + 1), _HEADER)
    ends = [(at, at + len(one)) for at, one in zip(named, table.names, strict=True)]
    for at, (first, last) in enumerate(itertools.chain(ends, table.places())):
        pad = b"\0" if at < len(ends) else b" "
        cell = data[first:last].rstrip(b" \0")
        if cell.isascii() or encoding.holds(cell, name):
            continue
        if not encoding.holds_cut(cell, name):
            record = max(first - table.start, 0) // table.width + 1
            raise Refusal("not_text", line=record, encoding=name)
        kept = cell.decode(name, "ignore").encode(name)
        mended[first:last] = kept.ljust(last - first, pad)[: last - first]
        count += 1
    return (bytes(mended), count) if count else None
