"""The layers of an area as Leaflet layers: one object a layer, however many features it has."""

import json
from dataclasses import dataclass
from typing import Any

import folium
import numpy as np
import pandas as pd
import shapely
from folium import JsCode
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.catalogue import LayerType

# Above this many features a layer is fetched by the page when it is shown (measured: 2,000
# polygons of 20 corners are 0.8 MB gzipped and 0.5 s of rendering).
MOST_INLINE = 2000
# A layer that is not shown at first is worth its bytes only when it is small.
MOST_HIDDEN = 300
DECIMALS = 6
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


class Shapes(folium.GeoJson):
    """A GeoJSON layer whose script name is always `geo_json_<identifier>`."""

    def __init__(self, identifier: str, data: dict[str, Any], *, show: bool, pane: str) -> None:
        super().__init__(
            data,
            name=identifier,
            show=show,
            on_each_feature=JsCode(f'shequ.bind("{identifier}")'),
            pane=f"shequ-{pane}",
            style=JsCode(f'shequ.style("{identifier}")'),
            point_to_layer=JsCode(f'shequ.point("{identifier}")'),
            renderer=JsCode(f'shequ.renderer("{identifier}")'),
        )
        self._id = identifier


def shapes(layer: MapLayer) -> Shapes:
    """Return the Leaflet layer of `layer`, empty when the page is to fetch it."""
    data = feature_collection(layer.frame) if layer.inline else EMPTY
    return Shapes(layer.id, data, show=layer.shown, pane=layer.id)


def outline(identifier: str, boundary: BaseGeometry) -> Shapes:
    """Return the border of the area as a layer."""
    return Shapes(identifier, _feature(None, boundary, {}), show=True, pane=identifier)


def feature_collection(frame: GeoDataFrame | None) -> dict[str, Any]:
    """Return GeoJSON: coordinates to 6 decimals (0.1 m), `id`, and the values that are known.

    Text stays text here: the page shows it through `textContent`, and the JSON is escaped when
    it is put into the script.
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


def rounded(geometry: NDArray[np.object_]) -> NDArray[np.object_]:
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
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, (bool, int, float, str)) else str(value)
