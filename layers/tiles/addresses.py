"""Where a tile lies: zoom, column and row of the Web Mercator scheme that all web maps share."""

import math
from dataclasses import dataclass

from layers.errors import LayerError
from layers.text import Text

LARGEST_ZOOM = 16
"""Beyond it a map enlarges these tiles: a step of their grid is 0.15 m there."""
MERCATOR = 20_037_508.342789244
"""Half the width of the world in EPSG:3857, in its meters."""
PIXELS = 512
"""Pixels along the edge of a tile as MapLibre draws it."""

Box = tuple[float, float, float, float]


class UnknownTileError(LayerError):
    """No tile lies at this zoom, column and row."""

    message = Text(
        "没有瓦片 {zoom}/{column}/{row}：缩放级别为 0 至 {largest}，列和行为 0 至 2^级别 − 1",
        "there is no tile {zoom}/{column}/{row}: zoom is 0 to {largest}, column and row 0 to"
        " 2^zoom - 1",
    )


@dataclass(frozen=True)
class Tile:
    """One tile: `zoom` 0 is the world, `column` counts from the west, `row` from the north."""

    zoom: int
    column: int
    row: int

    def __post_init__(self) -> None:
        """Refuse an address that no tile has.

        Raises
        ------
        UnknownTileError
        """
        most = 2 ** min(max(self.zoom, 0), LARGEST_ZOOM)
        known = 0 <= self.zoom <= LARGEST_ZOOM
        if not (known and 0 <= self.column < most and 0 <= self.row < most):
            raise UnknownTileError(
                zoom=self.zoom, column=self.column, row=self.row, largest=LARGEST_ZOOM
            )

    def mercator(self) -> Box:
        """Return west, south, east and north in EPSG:3857."""
        side = 2 * MERCATOR / 2**self.zoom
        west, north = self.column * side - MERCATOR, MERCATOR - self.row * side
        return west, north - side, west + side, north

    def lonlat(self, margin: float = 0.0) -> Box:
        """Return west, south, east and north in degrees, `margin` of a side wider all around.

        >>> Tile(1, 1, 0).lonlat()
        (0.0, 0.0, 180.0, 85.0511287798066)
        """
        count = 2**self.zoom
        west, east = (self.column - margin) / count, (self.column + 1 + margin) / count
        north, south = (self.row - margin) / count, (self.row + 1 + margin) / count
        return (
            max(-180.0, west * 360 - 180),
            _latitude(south),
            min(180.0, east * 360 - 180),
            _latitude(north),
        )

    def pixel(self) -> tuple[float, float]:
        """Return the width and the height of a pixel in the middle of the tile, in degrees."""
        width = 360 / 2**self.zoom / PIXELS
        _, south, _, north = self.lonlat()
        return width, width * math.cos(math.radians((south + north) / 2))


def _latitude(share: float) -> float:
    """Return the latitude (degrees) at `share` of the way from the north edge of the world."""
    held = min(1.0, max(0.0, share))
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * held))))
