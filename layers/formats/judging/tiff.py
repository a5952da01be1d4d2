"""GeoTIFF: the directories of the file, before GDAL opens it.

A few bytes can claim any number of cells, a block of any size and a text of gigabytes; GDAL makes
room for what it is told. Here the tags are only read, never what they point to.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from layers.formats.options import MEBIBYTE, Limits
from layers.formats.refusal import Refusal

NAME = "GeoTIFF"
_BIG = 43
_DIRECTORIES = 200
_ENTRIES = 200
_BLOCKS = 4_000_000
_TEXT_BYTES = 4 * MEBIBYTE
_BANDS = 1_000
_WIDTH, _HEIGHT, _BITS, _SAMPLES = 256, 257, 258, 277
_STRIP_ROWS, _TILE_WIDTH, _TILE_HEIGHT = 278, 322, 323
# where blocks lie and how long they are: one number a block
_PLACES = frozenset({273, 279, 324, 325})
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4,
          16: 8, 17: 8, 18: 8}  # fmt: skip
_SHORT, _LONG = 3, 4


@dataclass(frozen=True)
class _Layout:
    """How numbers stand in a file: byte order, and whether places have 8 bytes or 4."""

    order: str
    big: bool

    def read(self, file: BinaryIO, code: str) -> int:
        """Return the next number of a file."""
        size = struct.calcsize(self.order + code)
        data = file.read(size)
        if len(data) < size:
            raise Refusal("damaged", format=NAME)
        return int(struct.unpack(self.order + code, data)[0])


def require_raster(path: Path, limits: Limits) -> None:
    """Refuse a raster whose header claims more than a raster may have.

    Raises
    ------
    Refusal
        Too many cells, bands, blocks or images, a block or a text that is too large, or cells that
        take far more than the file: nothing is stored there.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        layout = _layout(file)
        file.seek(8 if layout.big else 4)
        place = layout.read(file, "Q" if layout.big else "I")
        for number in range(_DIRECTORIES + 1):
            if not place:
                return
            if number == _DIRECTORIES:
                raise _header("images", f"> {_DIRECTORIES}", _DIRECTORIES)
            tags, place = _directory(file, layout, place, size)
            _require_image(tags, size, limits, first=number == 0)


def _layout(file: BinaryIO) -> _Layout:
    order = {b"II": "<", b"MM": ">"}.get(file.read(2))
    if order is None:
        raise Refusal("not_geotiff")
    return _Layout(order, _Layout(order, big=False).read(file, "H") == _BIG)


def _directory(
    file: BinaryIO, layout: _Layout, place: int, size: int
) -> tuple[dict[int, int], int]:
    """Return the first value of each tag of an image, and where the next image is described."""
    if place >= size:
        raise Refusal("damaged", format=NAME)
    file.seek(place)
    count = layout.read(file, "Q" if layout.big else "H")
    if count > _ENTRIES:
        raise _header("tags", count, _ENTRIES)
    tags = {}
    for _ in range(count):
        tag, kind = layout.read(file, "H"), layout.read(file, "H")
        number = layout.read(file, "Q" if layout.big else "I")
        value = file.read(8 if layout.big else 4)
        length = number * _SIZES.get(kind, 1)
        most = _BLOCKS * 8 if tag in _PLACES else _TEXT_BYTES
        if length > most:
            raise _header(f"tag {tag}", f"{length} B", f"{most} B")
        if length > size:
            raise Refusal("damaged", format=NAME)
        tags[tag] = _value(value, kind, layout)
    return tags, layout.read(file, "Q" if layout.big else "I")


def _value(data: bytes, kind: int, layout: _Layout) -> int:
    """Return a value that stands in the directory itself, as width and height do."""
    code = {_SHORT: "H", _LONG: "I"}.get(kind, "Q" if layout.big else "I")
    size = struct.calcsize(layout.order + code)
    return int(struct.unpack(layout.order + code, data[:size])[0]) if len(data) >= size else 0


def _require_image(tags: dict[int, int], size: int, limits: Limits, *, first: bool) -> None:
    """Refuse an image by its size, its blocks, and what of it can be stored in the file."""
    width, height = tags.get(_WIDTH, 0), tags.get(_HEIGHT, 0)
    if not width or not height:
        raise Refusal("damaged", format=NAME)
    if width * height > limits.raster_cells:
        raise Refusal("raster_cells", width=width, height=height, limit=limits.raster_cells)
    bands = tags.get(_SAMPLES, 1)
    if bands > _BANDS:
        raise Refusal("raster_bands", found=bands)
    # several bands: the number of bits stands elsewhere; 8 bytes are the most that is accepted
    each = bands * (8 if bands > 1 else max(tags.get(_BITS, 8), 8) // 8)
    wide = tags.get(_TILE_WIDTH, width)
    high = tags.get(_TILE_HEIGHT, min(tags.get(_STRIP_ROWS, height), height))
    if not wide or not high:
        raise Refusal("damaged", format=NAME)
    if wide * high * each > limits.block_bytes:
        found = -(-wide * high * each // MEBIBYTE)
        raise Refusal("raster_block", found=found, limit=limits.block_bytes // MEBIBYTE)
    blocks = -(-width // wide) * -(-height // high)
    if blocks > _BLOCKS:
        raise _header("blocks", blocks, _BLOCKS)
    ratio = width * height * each / size
    if first and ratio > limits.raster_ratio and width * height * each > limits.block_bytes:
        raise Refusal("raster_ratio", ratio=round(ratio), limit=round(limits.raster_ratio))


def _header(what: str, found: object, limit: object) -> Refusal:
    return Refusal("raster_header", what=what, found=found, limit=limit)
