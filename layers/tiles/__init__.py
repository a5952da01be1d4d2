"""Vector tiles of a layer, made by PostGIS: every feature is in them, small ones counted together.

Begin with `read_tile`; `Tile` is the address of one, `describe` says what a layer's tiles hold.
"""

from layers.tiles.addresses import LARGEST_ZOOM, Tile, UnknownTileError
from layers.tiles.vector import WHOLE_FROM, carried, read_tile

__all__ = [
    "LARGEST_ZOOM",
    "WHOLE_FROM",
    "Tile",
    "UnknownTileError",
    "carried",
    "read_tile",
]
