"""Vector tiles of a layer (MVT) and what they hold (TileJSON 3): the map of a large layer.

The address of a tile names the layer's state (`v`), so that a browser may keep it for good; without
`v` it is asked for again each time.
"""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request, url_for

from app.answers.replies import json_reply, reply, tag, unchanged
from app.cache import ENTRY_BYTES
from app.database import current_database
from app.params import refuse_unknown
from app.problems.representations import TilesChangedError
from app.services.inputs import read_state
from app.services.receipts import VERSION
from layers import store
from layers.catalogue import LayerType, layer_type
from layers.tiles import LARGEST_ZOOM, WHOLE_FROM, Tile, carried, read_tile

blueprint = Blueprint("tiles", __name__, url_prefix="/tiles")
STATE_LENGTH = 12
KINDS = {"text": "String", "boolean": "Boolean"}
KEPT = "private, max-age=31536000, immutable"


@blueprint.get("/<slug>/<layer>.json")
def describe(slug: str, layer: str) -> Response:
    """Describe the tiles of a layer: where they are, what they carry, how many features."""
    refuse_unknown(request.args, ("lang",))
    kind = layer_type(layer)
    with current_database().snapshot() as connection:
        state = read_state(connection, slug)
        area = store.read_area(connection, slug)
        status = store.layer_status(connection, slug, layer)
    mark = _mark(state.key, status.version)
    address = url_for(
        ".read", slug=slug, layer=layer, zoom=0, column=0, row=0, v=mark, _external=True
    )
    template = address.replace("/0/0/0.mvt", "/{z}/{x}/{y}.mvt")
    return json_reply(
        {
            "tilejson": "3.0.0",
            "name": kind.id,
            "description": f"{kind.title.zh} · {kind.title.en}",
            "attribution": "",
            "tiles": [template],
            "minzoom": 0,
            "maxzoom": LARGEST_ZOOM,
            "bounds": [round(value, 6) for value in area.boundary.bounds],
            "vector_layers": [
                {
                    "id": kind.id,
                    "minzoom": 0,
                    "maxzoom": LARGEST_ZOOM,
                    "fields": _fields(kind),
                }
            ],
            "layer_version": status.version,
            "feature_count": status.feature_count,
            "whole_from": WHOLE_FROM,
        }
    )


@blueprint.get("/<slug>/<layer>/<int:zoom>/<int:column>/<int:row>.mvt")
def read(slug: str, layer: str, zoom: int, column: int, row: int) -> Response:
    """Return one tile; 204 where nothing lies.

    Raises
    ------
    TilesChangedError
        The layer is not in the state any more that the address names.
    """
    refuse_unknown(request.args, ("v", "lang"))
    kind, tile = layer_type(layer), Tile(zoom, column, row)
    database = current_database()
    with database.snapshot() as connection:
        state = read_state(connection, slug)
        mark = _mark(state.key, state.versions[kind.id])
        asked = request.args.get("v")
        if asked not in {None, mark}:
            found = url_for(".describe", slug=slug, layer=layer)
            raise TilesChangedError(layer=layer, now=found)
        etag = tag("tile", mark, slug, kind.id, tile)
        same = unchanged(etag)
        if same is not None:
            return _kept(same, asked)
        key = ("tile", etag)
        body: bytes | None = database.cache.get(key)
        if body is None:
            with database.cache.alone(key):  # many browsers ask for the same tile at once
                body = database.cache.get(key)
                if body is None:
                    body = read_tile(connection, slug, layer, tile)
                    database.cache.put(key, body, size=len(body) + ENTRY_BYTES)
    response = reply(body, "mvt", etag=etag)
    if not body:
        response.status_code = HTTPStatus.NO_CONTENT
    return _kept(response, asked)


def _mark(key: Any, version: int) -> str:
    """Return what stands for the state of a layer: that of another area of the name is another."""
    return tag(VERSION, key, version)[:STATE_LENGTH]


def _kept(response: Response, asked: str | None) -> Response:
    if asked is not None:
        response.headers["Cache-Control"] = KEPT
    return response


def _fields(kind: LayerType) -> dict[str, str]:
    named = {column.name: KINDS.get(column.kind, "Number") for column in carried(kind)}
    return {"id": "Number", **named, "n": "Number"}
