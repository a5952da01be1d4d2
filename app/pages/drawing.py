"""The map of an area: read what is to be drawn, once for each version.

The folium document holds no data, so that areas with the same layers share it; the data travel
beside it as JSON, the same for every language.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from geopandas import GeoDataFrame
from markupsafe import Markup

from app.answers.replies import tag
from app.database import Database
from app.maps.base import MapDocument, build
from app.maps.escape import data_island, written_island
from app.maps.layers import MapLayer, labels, map_data, slots, travels
from app.services.inputs import StoredInputs, read_state
from layers import store
from layers.catalogue import LAYER_TYPES
from layers.crs import across_180
from layers.store.layers import Area, LayerStatus
from layers.text import Text

TALL = 1.2
SHOWN = frozenset({"subdistricts", "communities", "streets"})


@dataclass(frozen=True)
class Drawing:
    """A drawn area: what a page says about it, the parts of its map, and what is put into it.

    `layers` are all that there are, empty ones too. `labels` are the texts that page scripts write
    on the map; `data` is the JSON of the features.
    """

    area: Area
    layers: tuple[LayerStatus, ...]
    document: MapDocument
    labels: dict[str, dict[str, Text]]
    data: Markup

    @property
    def present(self) -> tuple[LayerStatus, ...]:
        """The layers that hold anything; of the others neither map nor page has a trace."""
        return _present(self.layers)

    @property
    def counts(self) -> dict[str, int]:
        """How many features each layer has."""
        return {status.layer: status.feature_count for status in self.layers}

    @property
    def is_tall(self) -> bool:
        """Whether the area is so much higher than wide that tables fit better beside its map."""
        west, south, east, north = across_180(self.area.boundary).bounds
        width = (east - west) * math.cos(math.radians((south + north) / 2))
        return north - south > TALL * width

    def is_lazy(self, status: LayerStatus) -> bool:
        """Say whether the page fetches the layer when it is shown."""
        return status.feature_count > 0 and not _travels(status)


def draw(
    database: Database, slug: str, *, features: Callable[[str], bytes] | None = None
) -> Drawing:
    """Return the map of an area, drawn again only when a layer has changed.

    `features` gives what `map_features` returns, under a key that changes with it; where it is not
    given they are read in this process.

    Raises
    ------
    UnknownAreaError
        There is no such area; the message names those there are.
    """
    with database.snapshot() as connection:
        state = read_state(connection, slug)
        key = ("map", slug, state.key, tuple(state.versions.items()))
        found: Drawing | None = database.cache.get(key)
        if found is not None:
            return found
        area = store.read_area(connection, slug)
        statuses = tuple(store.list_layers(connection, slug))
    # Outside the connection: who waits here for another's drawing must not hold one meanwhile.
    with database.cache.alone(key):
        found = database.cache.get(key)
        if found is not None:
            return found
        layers = [_layer(status) for status in _present(statuses)]
        text = features(tag(key)) if features else map_features(database, slug)
        data = written_island(text)
        drawing = Drawing(area, statuses, build(slots(layers)), labels(layers), data)
        database.cache.put(key, drawing, size=len(data) * 2)
    return drawing


def map_features(database: Database, slug: str) -> bytes:
    """Return the island of JSON with the border of an area and the layers that travel with it."""
    with database.snapshot() as connection:
        state = read_state(connection, slug)
        inputs = StoredInputs(connection, state, cache=database.cache, standards=database.standards)
        statuses = store.list_layers(connection, slug)
        layers = [
            _layer(status, inputs.lonlat(status.layer) if _travels(status) else None)
            for status in _present(statuses)
        ]
        return data_island(map_data(inputs.area.boundary, layers)).encode()


def _present(statuses: Iterable[LayerStatus]) -> tuple[LayerStatus, ...]:
    return tuple(status for status in statuses if status.feature_count > 0)


def _travels(status: LayerStatus) -> bool:
    return travels(status.feature_count, shown=status.layer in SHOWN)


def _layer(status: LayerStatus, frame: GeoDataFrame | None = None) -> MapLayer:
    kind = LAYER_TYPES[status.layer]
    return MapLayer(kind, frame, status.feature_count, shown=status.layer in SHOWN)
