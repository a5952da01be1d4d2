"""A KML document (OGC 07-147r2): placemarks with typed data under a schema of their own."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

import pandas as pd
import shapely
from geopandas import GeoDataFrame
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from layers.formats.carried import KEY, MARK, Carried, told

NAMESPACE = "http://www.opengis.net/kml/2.2"
SCHEMA = "columns"
_TYPES = {"number": "double", "boolean": "bool"}
_LARGEST_INT = 2**31 - 1  # of `int` in KML, which is that of XML Schema
# what XML 1.0 cannot hold in any way of writing it
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Writer:
    """Elements one after another; text that XML cannot hold is left out."""

    def __init__(self, target: Any) -> None:
        self._out = XMLGenerator(target, encoding="utf-8", short_empty_elements=True)
        self._out.startDocument()

    def open(self, name: str, /, **attributes: str) -> None:
        plain = {key: _NO_XML.sub("", value) for key, value in attributes.items()}
        self._out.startElement(name, AttributesImpl(plain))

    def close(self, *names: str) -> None:
        for name in names:
            self._out.endElement(name)

    def text(self, name: str, text: str, /, **attributes: str) -> None:
        self.open(name, **attributes)
        # a bare carriage return would be read as a line feed
        for part in re.split("(\r)", _NO_XML.sub("", text)):
            if part == "\r":
                self._out.ignorableWhitespace("&#13;")
            else:
                self._out.characters(part)
        self.close(name)


def write_document(frame: GeoDataFrame, columns: Sequence[Carried], path: Path) -> None:
    """Write a flat frame in longitude and latitude; `columns` says how each of its is called.

    The ids of placemarks are `f` and the number of the feature: an id may not start with a digit.
    """
    data = [one for one in columns if one.kind != KEY and not _is_name(one)]
    with path.open("w", encoding="utf-8") as target:
        out = _Writer(target)
        out.open("kml", xmlns=NAMESPACE)
        out.open("Document")
        out.text("name", path.stem)
        out.open("ExtendedData")
        out.open("Data", name=MARK)
        out.text("value", told(columns))
        out.close("Data", "ExtendedData")
        _write_schema(out, frame, data)
        cells = {one: frame[one.written].tolist() for one in columns}
        for row, shape in enumerate(frame.geometry.to_numpy()):
            _write_place(out, {one: values[row] for one, values in cells.items()}, shape)
        out.close("Document", "kml")


def _is_name(one: Carried) -> bool:
    return one.written == "name"


def _write_schema(out: _Writer, frame: GeoDataFrame, data: Iterable[Carried]) -> None:
    out.open("Schema", name=SCHEMA, id=SCHEMA)
    for one in data:
        kind = _TYPES.get(one.kind, "string")
        if one.kind == "integer" and pd.api.types.is_numeric_dtype(frame[one.written].dtype):
            largest = frame[one.written].abs().max()
            kind = "int" if pd.isna(largest) or largest <= _LARGEST_INT else "string"
        out.open("SimpleField", type=kind, name=one.written)
        out.text("displayName", one.name)
        out.close("SimpleField")
    out.close("Schema")


def _write_place(out: _Writer, cells: dict[Carried, Any], shape: BaseGeometry | None) -> None:
    key = next((f"f{cell}" for one, cell in cells.items() if one.kind == KEY), None)
    out.open("Placemark", **({"id": key} if key else {}))
    known = {one: cell for one, cell in cells.items() if one.kind != KEY and not _missing(cell)}
    for one in [one for one in known if _is_name(one)]:
        out.text("name", str(known.pop(one)))
    if known:
        out.open("ExtendedData")
        out.open("SchemaData", schemaUrl=f"#{SCHEMA}")
        for one, cell in known.items():
            out.text("SimpleData", _said(cell), name=one.written)
        out.close("SchemaData", "ExtendedData")
    if shape is not None:
        _write_shape(out, shape)
    out.close("Placemark")


def _missing(cell: Any) -> bool:
    return cell is None or cell is pd.NA or cell != cell  # noqa: PLR0124 - NaN


def _said(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _write_shape(out: _Writer, shape: BaseGeometry) -> None:
    if hasattr(shape, "geoms"):
        out.open("MultiGeometry")
        for part in shape.geoms:
            _write_shape(out, part)
        out.close("MultiGeometry")
    elif isinstance(shape, Polygon):
        out.open("Polygon")
        if not shape.is_empty:
            for name, ring in [
                ("outerBoundaryIs", shape.exterior),
                *(("innerBoundaryIs", ring) for ring in shape.interiors),
            ]:
                out.open(name)
                _write_line(out, "LinearRing", ring)
                out.close(name)
        out.close("Polygon")
    else:
        _write_line(out, shape.geom_type, shape)


def _write_line(out: _Writer, name: str, shape: BaseGeometry) -> None:
    out.open(name)
    places = shapely.get_coordinates(shape).tolist()
    out.text("coordinates", " ".join(f"{x!r},{y!r}" for x, y in places))
    out.close(name)
