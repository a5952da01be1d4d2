"""The map document of an area: read what is to be drawn, draw it once for each version."""

import math
from dataclasses import dataclass

from app.database import Database
from app.inputs import StoredInputs, read_state
from app.maps.base import MapContent, MapDocument, build
from app.maps.layers import MapLayer, travels
from layers import store
from layers.catalogue import LAYER_TYPES
from layers.store import Area, LayerStatus

TALL = 1.2
SHOWN = frozenset({"subdistricts", "communities", "streets"})


@dataclass(frozen=True)
class Drawing:
    """A drawn area: what a page says about it, and the parts of its map."""

    area: Area
    layers: tuple[LayerStatus, ...]
    document: MapDocument

    @property
    def is_tall(self) -> bool:
        """Whether the area is so much higher than wide that tables fit better beside its map."""
        west, south, east, north = self.area.boundary.bounds
        width = (east - west) * math.cos(math.radians((south + north) / 2))
        return north - south > TALL * width

    def is_lazy(self, status: LayerStatus) -> bool:
        """Say whether the page fetches the layer when it is shown."""
        return status.feature_count > 0 and not _travels(status)


def draw(database: Database, slug: str, language: str) -> Drawing:
    """Return the map of an area in `language`, drawn again only when a layer has changed.

    Raises
    ------
    UnknownAreaError
        There is no such area; the message names those there are.
    """
    with database.snapshot() as connection:
        state = read_state(connection, slug)
        key = ("map", slug, state.key, tuple(state.versions.items()), language)
        found = database.cache.get(key)
        if isinstance(found, Drawing):
            return found
        inputs = StoredInputs(connection, state, cache=database.cache, standards=database.standards)
        area = inputs.area
        statuses = tuple(store.list_layers(connection, slug))
        layers = tuple(_layer(inputs, status) for status in statuses)
    document = build(MapContent(area.title, area.boundary, layers, language))
    drawing = Drawing(area, statuses, document)
    database.cache.put(key, drawing, size=len(document.script) * 2)
    return drawing


def _travels(status: LayerStatus) -> bool:
    return travels(status.feature_count, shown=status.layer in SHOWN)


def _layer(inputs: StoredInputs, status: LayerStatus) -> MapLayer:
    frame = inputs.lonlat(status.layer) if _travels(status) else None
    kind = LAYER_TYPES[status.layer]
    return MapLayer(kind, frame, status.feature_count, shown=status.layer in SHOWN)
