"""Shapes as databases and programs write them into a cell: WKT, EWKT, hexadecimal WKB, GeoJSON.

An EWKT or EWKB names its coordinate system by an SRID, which stays with the shape
(`shapely.get_srid`).
"""

import re

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

_DEPTH = 8
_SRID = re.compile(r"\s*SRID\s*=\s*(\d{1,9})\s*;", re.IGNORECASE)
_HEX = re.compile(r"\s*((?:[0-9a-f]{2}){9,})\s*", re.IGNORECASE)
# how a shape that holds shapes begins, little-endian: order, kind, flags of SRID, height, measure
_HOLDS_SHAPES = re.compile(rb"\x01[\x04-\x07]\x00\x00[\x00\x20\x40\x60\x80\xa0\xc0\xe0]")
_LITTLE_ENDIAN = b"\x01"


def shape(text: str, most_brackets: int) -> BaseGeometry | None:
    """Return the shape a text is; None where it is none, or nested too deep to be read safely."""
    with np.errstate(all="ignore"):  # numbers that are too large become infinite: checked later
        if _HEX.fullmatch(text):
            return _from_hex(bytes.fromhex(text.strip()))
        if text.lstrip().startswith("{"):
            if _depth(text, "{[", "}]") > _DEPTH or text.count("[") > most_brackets:
                return None
            return shapely.from_geojson(text, on_invalid="ignore")
        return _from_wkt(text, most_brackets)


def _from_wkt(text: str, most_brackets: int) -> BaseGeometry | None:
    stated = _SRID.match(text)
    rest = text[stated.end() :] if stated else text
    if rest.count("(") > most_brackets or _depth(rest, "(", ")") > _DEPTH:
        return None
    found: BaseGeometry | None = shapely.from_wkt(rest, on_invalid="ignore")
    return found if found is None or stated is None else shapely.set_srid(found, int(stated[1]))


def _from_hex(data: bytes) -> BaseGeometry | None:
    """Return a shape of WKB, unless shapes nest in shapes that nest."""
    if not data.startswith(_LITTLE_ENDIAN) or len(_HOLDS_SHAPES.findall(data)) > 1:
        return None
    return shapely.from_wkb(data, on_invalid="ignore")


def _depth(text: str, opening: str, closing: str) -> int:
    signs = np.frombuffer(text.encode(), dtype=np.uint8)
    steps = np.isin(signs, list(opening.encode())).astype(int)
    steps -= np.isin(signs, list(closing.encode())).astype(int)
    return int(np.cumsum(steps).max(initial=0))
