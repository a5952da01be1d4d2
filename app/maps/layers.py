"""The layers of an area: what of them is drawn, what it is called, and the GeoJSON of it.

Nothing of this reaches folium but ids: the page puts it into the empty map (`app.maps.base`).
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from app.maps import base
from app.maps.base import Slot
from app.maps.identifier import Identifier
from layers.arrays import Shapes
from layers.catalogue import BOUNDARIES, LayerType
from layers.crs import across_180
from layers.text import Text

# Above this many features a layer is fetched by the page when it is shown (measured: 2,000
# polygons of 20 corners are 0.8 MB gzipped and 0.5 s of rendering).
MOST_INLINE = 2000
# A layer that is not shown at first is worth its bytes only when it is small.
MOST_HIDDEN = 300
DECIMALS = 6
REACH = Text("设施服务", "Facility service")
SERVED = Text("服务范围", "Served")
UNSERVED = Text("服务盲区", "Not served")
LIMIT = Text("区域范围", "Area boundary")
ENTER = Text("全屏", "Full screen")
LEAVE = Text("退出全屏", "Leave full screen")
EMPTY: dict[str, Any] = {"type": "FeatureCollection", "features": []}


@dataclass(frozen=True)
class MapLayer:
    """A layer to be drawn: `frame` (EPSG:4326) is None where the page fetches it when shown."""

    type: LayerType
    frame: GeoDataFrame | None
    count: int
    shown: bool = False

    @property
    def id(self) -> str:
        """The id of the layer type."""
        return self.type.id

    @property
    def inline(self) -> bool:
        """Whether the features travel with the document."""
        return self.frame is not None and travels(self.count, shown=self.shown)


def travels(count: int, *, shown: bool) -> bool:
    """Say whether a layer of `count` features is put into the document."""
    return 0 < count <= (MOST_INLINE if shown else MOST_HIDDEN)


def slots(layers: Sequence[MapLayer]) -> tuple[Slot, ...]:
    """Return what folium may know of `layers`: their ids, groups, and which are shown at first.

    Raises
    ------
    UnsafeIdentifierError
        A layer type has an id that is more than letters, digits and low lines.
    """
    numbers = {group: number for number, group in enumerate(groups(layers))}
    named = {BOUNDARIES: base.BOUNDARIES}
    return tuple(
        Slot(
            Identifier(layer.id),
            named.get(layer.type.group) or Identifier(f"group_{numbers[layer.type.group]}"),
            shown=layer.shown,
        )
        for layer in layers
    )


def groups(layers: Sequence[MapLayer]) -> tuple[Text, ...]:
    """Return the groups of the layer tree, by their titles, in the order of the tree."""
    return tuple(dict.fromkeys((REACH, BOUNDARIES, *(layer.type.group for layer in layers))))


def labels(layers: Sequence[MapLayer]) -> dict[str, dict[str, Text]]:
    """Return what page scripts write on the map: by group, and by id of what has no layer type."""
    named: dict[str, Text] = {base.REACH: REACH, base.BOUNDARIES: BOUNDARIES}
    for layer, slot in zip(layers, slots(layers), strict=True):
        named[slot.group] = layer.type.group
    return {
        "groups": named,
        "layers": {base.AREA: LIMIT, base.SERVED: SERVED, base.UNSERVED: UNSERVED},
        "controls": {"enter": ENTER, "leave": LEAVE},
    }


def map_data(boundary: BaseGeometry, layers: Sequence[MapLayer]) -> dict[str, Any]:
    """Return what the page puts into the empty map: bounds, the border, features by layer."""
    # East beyond 180 tells the page to draw what is west of 180 there, too: in one piece.
    west, south, east, north = across_180(boundary).bounds
    drawn = {layer.id: feature_collection(layer.frame) for layer in layers if layer.inline}
    return {
        "bounds": [[south, west], [north, east]],
        "features": {base.AREA: _feature(None, boundary, {})} | drawn,
    }


def feature_collection(frame: GeoDataFrame | None) -> dict[str, Any]:
    """Return GeoJSON: coordinates to 6 decimals (0.1 m), `id`, and the values that are known.

    Text stays text here: the page shows it through `textContent`, and the JSON travels as an
    island (`app.maps.escape`).
    """
    if frame is None or frame.empty:
        return EMPTY
    geometry = rounded(frame.geometry.to_numpy())
    columns = [c for c in frame.columns if c not in {"geometry", "properties"}]
    records = frame[columns].to_dict("records")
    features = [
        _feature(identifier, shape, {str(k): v for k, v in record.items()})
        for identifier, shape, record in zip(frame.index, geometry, records, strict=True)
        if shape is not None and not shape.is_empty
    ]
    return {"type": "FeatureCollection", "features": features}


def rounded(geometry: Shapes) -> Shapes:
    """Return geometries (degrees) with coordinates rounded to 6 decimals, for drawing only."""
    return np.asarray(shapely.transform(geometry, lambda at: at.round(DECIMALS)), dtype=object)


def _feature(identifier: object, shape: BaseGeometry, values: dict[str, Any]) -> dict[str, Any]:
    known = {name: _plain(value) for name, value in values.items() if not _missing(value)}
    feature: dict[str, Any] = {
        "type": "Feature",
        "properties": known,
        "geometry": json.loads(shapely.to_geojson(shape)),
    }
    if identifier is not None:
        feature["id"] = known["id"] = int(str(identifier))
    return feature


def _missing(value: Any) -> bool:
    if isinstance(value, float) and not math.isfinite(value):
        return True
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, (bool, int, float, str)) else str(value)
