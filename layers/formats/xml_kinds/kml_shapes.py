"""The geometry of a placemark (OGC 07-147r2, clause 10) -> shapely, or what is wrong with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.arrays import Floats
from layers.formats.vector.geojson_shapes import FaultyShapeError
from layers.formats.xml_kinds.kml_tree import Element

GEOMETRIES = frozenset(
    {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Model", "Track",
     "MultiTrack"}
)  # fmt: skip
_PLANE, _SPACE = 2, 3
_LINE, _RING = 2, 4
_SEVERAL: dict[str, Callable[[Any], BaseGeometry]] = {
    "Point": shapely.MultiPoint,
    "LineString": shapely.MultiLineString,
    "Polygon": shapely.MultiPolygon,
}
_AROUND = re.compile(r"\s*,\s*")
_SHOWN = 40


@dataclass(slots=True)
class Drawn:
    """The geometry of one placemark, and what had to be done for it.

    `closed` counts rings whose ends were joined, `models` the 3D models read as their places,
    `times` the moments of tracks, which are not kept; `others` names what stands among shapes and
    is none.
    """

    geometry: BaseGeometry | None = None
    closed: int = 0
    models: int = 0
    times: int = 0
    others: list[str] = field(default_factory=list)

    def read(self, elements: list[Element]) -> None:
        """Read the geometries of a placemark: one as it is, several as one of several parts.

        Raises
        ------
        FaultyShapeError
            Saying what is wrong.
        """
        shapes = [self._shape(one) for one in elements]
        if shapes:
            self.geometry = shapes[0] if len(shapes) == 1 else _joined(shapes)

    def _shape(self, element: Element) -> BaseGeometry:
        kind = element.local
        if kind == "MultiGeometry":
            self.others += [one.name for one in element.children if one.local not in GEOMETRIES]
            return _joined([self._shape(one) for one in element.every(*GEOMETRIES)])
        if kind == "MultiTrack":
            return _joined([self._track(one) for one in element.every("Track")])
        if kind == "Polygon":
            return self._polygon(element)
        if kind == "Track":
            return self._track(element)
        if kind == "Model":
            return self._model(element)
        places = _places(element)
        return _point(places) if kind == "Point" else _line(places)

    def _polygon(self, element: Element) -> BaseGeometry:
        outer = element.first("outerBoundaryIs")
        shells = [] if outer is None else outer.every("LinearRing")
        inner = [
            ring for one in element.every("innerBoundaryIs") for ring in one.every("LinearRing")
        ]
        if not shells and not inner:
            return shapely.Polygon()
        if len(shells) != 1:
            raise FaultyShapeError(
                "面须有且仅有一个外环", "its polygon does not have exactly one outer ring"
            )
        shell, *holes = [self._ring(one, at) for at, one in enumerate([*shells, *inner], start=1)]
        return shapely.Polygon(shell, holes)

    def _ring(self, element: Element, number: int) -> Floats:
        places = _places(element)
        if len(places) and not np.array_equal(places[0, :_PLANE], places[-1, :_PLANE]):
            places = np.vstack([places, places[:1]])
            self.closed += 1
        if len(places) < _RING:
            raise FaultyShapeError(
                f"第 {number} 个环少于三个不同的顶点",
                f"ring {number} has fewer than three different positions",
            )
        return places

    def _track(self, element: Element) -> BaseGeometry:
        self.times += len(element.every("when"))
        # a track has one moment without a place where the receiver lost its signal
        told = [one.text.split() for one in element.every("coord")]
        return _line(_numbers([",".join(one) for one in told if one]))

    def _model(self, element: Element) -> BaseGeometry:
        self.models += 1
        location = element.first("Location")
        names = ("longitude", "latitude")
        found = [] if location is None else [location.first(one) for one in names]
        told = [one.text.strip() for one in found if one is not None]
        return _point(_numbers([",".join(told)] if told else []))


def _joined(shapes: list[BaseGeometry]) -> BaseGeometry:
    """Return parts as one geometry of several parts; a collection where kinds are mixed."""
    parts = [
        part
        for shape in shapes
        for part in (shape.geoms if hasattr(shape, "geoms") else [shape])
        if not part.is_empty
    ]
    kinds = {part.geom_type for part in parts}
    if any(part.has_z for part in parts):
        parts = [part if part.has_z else shapely.force_3d(part) for part in parts]
    return _SEVERAL.get("".join(kinds), shapely.GeometryCollection)(parts)


def _point(places: Floats) -> BaseGeometry:
    if len(places) > 1:
        raise FaultyShapeError(
            f"点有 {len(places)} 个坐标", f"its point has {len(places)} positions"
        )
    return shapely.Point(places[0]) if len(places) else shapely.Point()


def _line(places: Floats) -> BaseGeometry:
    if len(places) == 1:
        raise FaultyShapeError("线少于两个顶点", "a line has fewer than two positions")
    return shapely.LineString(places) if len(places) >= _LINE else shapely.LineString()


def _places(element: Element) -> Floats:
    """Return the positions of an element, (n, 2) or with heights (n, 3)."""
    text = "".join(one.text for one in element.every("coordinates"))
    told = [one.rstrip(",") for one in text.split()]
    if not all(0 < one.count(",") < _SPACE for one in told):
        # blanks after commas, which the schema does not allow and people write
        told = _AROUND.sub(",", text.strip()).rstrip(",").split()
    return _numbers(told)


def _numbers(told: list[str]) -> Floats:
    """Return positions written `x,y` or `x,y,z`; missing heights among others are 0."""
    sizes = {one.count(",") + 1 for one in told}
    if not told:
        return np.empty((0, _PLANE))
    if not sizes <= {_PLANE, _SPACE}:
        raise _faulty(told)
    if len(sizes) > 1:
        told = [one if one.count(",") == _PLANE else f"{one},0" for one in told]
    try:
        places = np.array([one.split(",") for one in told], dtype=np.float64)
    except ValueError as error:
        raise _faulty(told) from error
    bad = np.flatnonzero(~np.isfinite(places).all(axis=1))
    if len(bad):
        vertex = int(bad[0]) + 1
        raise FaultyShapeError("坐标不是有限数值", "a coordinate is not finite", vertex=vertex)
    return places


def _faulty(told: list[str]) -> FaultyShapeError:
    """Return which position is none: `longitude,latitude` with a height or without."""
    at = next(at for at, one in enumerate(told) if not _is_position(one))
    shown = told[at][:_SHOWN]
    return FaultyShapeError(
        f"第 {at + 1} 个坐标“{shown}”不是“经度,纬度”或“经度,纬度,高程”",
        f"position {at + 1}, '{shown}', is neither 'longitude,latitude' nor"
        " 'longitude,latitude,height'",
    )


def _is_position(text: str) -> bool:
    numbers = text.split(",")
    return _PLANE <= len(numbers) <= _SPACE and all(map(_is_number, numbers))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
