"""OpenStreetMap extracts (.osm.pbf): the heads of all blobs, before any of them is unpacked.

A pbf is a row of blobs; each states how large it is packed and unpacked. Real ones unpack to three
to ten times their size.
"""

from collections.abc import Iterator
from pathlib import Path

from layers.formats.judging.xml import CHUNK, Scan
from layers.formats.options import MEBIBYTE, Limits
from layers.formats.refusal import Refusal

NAME = "OSM PBF"
_HEAD_BYTES = 64 * 1024
_BLOB_BYTES = 32 * MEBIBYTE
_RATIO = 40
# small blobs compress well without being bombs
_SMALL = 4 * MEBIBYTE
_RAW_SIZE, _DATA_SIZE = 2, 3
_LEVELS = 8


class _Elements(Scan):
    """Look at the elements of an .osm file: their nesting and declarations."""


def require_extract(path: Path, limits: Limits) -> None:
    """Refuse an extract that unpacks to far more than it weighs, or is XML with declarations."""
    if not path.is_file():
        raise Refusal("missing")
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise Refusal("too_large", found=-(-size // MEBIBYTE), limit=limits.file_bytes // MEBIBYTE)
    with path.open("rb") as file:
        start = file.read(CHUNK)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        with path.open("rb") as file:
            _Elements("OSM XML", _LEVELS).feed(file)
    elif start[4:64].find(b"OSMHeader") >= 0:
        _require_blobs(path, size)


def _require_blobs(path: Path, size: int) -> None:
    unpacked = 0
    with path.open("rb") as file:
        place = 0
        while place + 4 <= size:
            file.seek(place)
            length = int.from_bytes(file.read(4), "big")
            if not 0 < length <= _HEAD_BYTES:
                raise Refusal("damaged", format=NAME)
            head = dict(_numbers(file.read(length)))
            packed = head.get(_DATA_SIZE, 0)
            place += 4 + length
            if not 0 < packed <= _BLOB_BYTES or place + packed > size:
                raise Refusal("damaged", format=NAME)
            raw = dict(_numbers(file.read(min(packed, 32)))).get(_RAW_SIZE, packed)
            if raw > _BLOB_BYTES:
                raise Refusal("damaged", format=NAME)
            unpacked += raw
            place += packed
    if place != size:
        raise Refusal("damaged", format=NAME)
    ratio = unpacked / size
    if unpacked > _SMALL and ratio > _RATIO:
        raise Refusal("archive_ratio", member="OSMData", ratio=round(ratio), limit=_RATIO)


def _numbers(message: bytes) -> Iterator[tuple[int, int]]:
    """Yield the numbers of a protocol buffer message: (field, value); other fields are skipped."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        value, place = _varint(message, place)
        if key & 7 == 0:
            yield key >> 3, value
        else:  # text or bytes: the number read is their length
            place += value


def _varint(message: bytes, place: int) -> tuple[int, int]:
    """Return a number of variable length and the place behind it."""
    number = shift = 0
    while place < len(message) and shift < 64:  # noqa: PLR2004 - bits of the longest number
        byte = message[place]
        number |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:  # noqa: PLR2004 - the last byte of a number
            break
    return number, place
