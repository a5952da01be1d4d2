"""The entrances of sites whose kind counts distance from them: given, or where streets meet."""

import re

import numpy as np
import shapely
from geopandas import GeoDataFrame

from app.analyses.ground.model import Inputs
from app.analyses.ground.streets import walkable
from layers.catalogue import layer_type
from spatial.green import park_entrances

_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_PAIR = re.compile(rf"\s*({_NUMBER})\s*[,，\s]\s*({_NUMBER})\s*")
_BETWEEN = re.compile("[;；|]")
WIDEST, HIGHEST = 180.0, 90.0


def with_entrances(inputs: Inputs, layer: str) -> GeoDataFrame:
    """Return the facilities of a kind in meters, each drawn as that from which distance counts.

    Of a kind that counts from entrances these are, in this order: those that the facility states in
    `entrances` (longitude and latitude in degrees, `;` between them), those where walkable streets
    meet the area (`spatial.green.park_entrances`), and its edge where there are neither. Where no
    `site_area_m2` is stated it is that of the area as drawn.
    """
    frame, kind = inputs.metric(layer), layer_type(layer)
    if kind.geometry == "point" or not len(frame):
        return frame
    frame = _with_area(frame)
    if kind.distance != "entrances":
        return frame
    streets = ("streets",) if inputs.holds("streets") else ()
    return inputs.kept("with entrances", (layer, *streets), lambda: _entered(inputs, frame))


def _with_area(frame: GeoDataFrame) -> GeoDataFrame:
    """Return facilities with the area (m2) of their site: stated, else as it is drawn."""
    drawn = frame.geometry.area.where(frame.geometry.area > 0)
    stated = frame["site_area_m2"].astype(float)
    return frame.assign(site_area_m2=stated.where(stated.notna(), drawn))


def _entered(inputs: Inputs, frame: GeoDataFrame) -> GeoDataFrame:
    shapes = np.array(frame.geometry.to_numpy(), dtype=object)
    stated = np.zeros(len(frame), dtype=bool)
    if "entrances" in frame:
        for row, text in enumerate(frame["entrances"]):
            points = read_entrances(text)
            if points:
                projected = [inputs.project(*point) for point in points]
                shapes[row] = shapely.MultiPoint(projected)
                stated[row] = True
    areas = np.flatnonzero((shapely.get_dimensions(shapes) == 2) & ~stated)  # noqa: PLR2004
    if len(areas) and inputs.holds("streets"):
        doors = park_entrances(shapes[areas], walkable(inputs).geometry.to_numpy())
        for position, area in enumerate(areas):
            own = doors.points[doors.park == position]
            if len(own):
                shapes[area] = shapely.MultiPoint(own)
    return frame.set_geometry(shapes, crs=frame.crs)


def read_entrances(text: object) -> list[tuple[float, float]]:
    """Return the longitudes and latitudes that a cell states; none where it cannot be read."""
    if not isinstance(text, str) or not text.strip():
        return []
    found = []
    for part in _BETWEEN.split(text):
        if not part.strip():
            continue
        pair = _PAIR.fullmatch(part)
        if pair is None:
            return []
        lon, lat = float(pair[1]), float(pair[2])
        if abs(lon) > WIDEST or abs(lat) > HIGHEST:
            return []
        found.append((lon, lat))
    return found
