"""The routes of vector tiles, as OpenAPI describes them."""

from typing import Any

from app.params import FORMATS
from layers.tiles import LARGEST_ZOOM, WHOLE_FROM

STATE = {
    "name": "v",
    "in": "query",
    "description": "state of the layer, as the description of its tiles names it; 409 once past",
    "schema": {"type": "string"},
}
MOST = 2**LARGEST_ZOOM - 1
PLACE = (
    ("zoom", LARGEST_ZOOM, "0 is the world"),
    ("column", MOST, "from the west"),
    ("row", MOST, "from the north"),
)


def tile_paths(
    area: dict[str, Any],
    layer: dict[str, Any],
    language: dict[str, Any],
    refused: dict[str, Any],
) -> dict[str, Any]:
    """Return the paths of tiles and of their description, which lie at the root."""
    place = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": told,
            "schema": {"type": "integer", "minimum": 0, "maximum": most},
        }
        for name, most, told in PLACE
    ]
    tile = {FORMATS["mvt"]: {"schema": {"type": "string", "contentEncoding": "binary"}}}
    held = {"application/json": {"schema": {"type": "object"}}}
    return {
        "/tiles/{area}/{layer}.json": {
            "get": {
                "summary": "What the vector tiles of a layer hold (TileJSON 3)",
                "parameters": [area, layer, language],
                "responses": {
                    "200": {"description": "OK", "content": held},
                    "304": {"description": "Not modified"},
                    "default": refused,
                },
            }
        },
        "/tiles/{area}/{layer}/{zoom}/{column}/{row}.mvt": {
            "get": {
                "summary": "A vector tile of a layer",
                "description": f"Every feature is in the tiles of every zoom; below {WHOLE_FROM} "
                "those of one class in one pixel are one, and n says how many.",
                "parameters": [area, layer, *place, STATE, language],
                "responses": {
                    "200": {"description": "OK", "content": tile},
                    "204": {"description": "nothing lies there"},
                    "304": {"description": "Not modified"},
                    "default": refused,
                },
            }
        },
    }
