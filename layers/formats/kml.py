"""KML: placemarks of all folders in one layer; entities are refused before any parser runs."""

import re
from pathlib import Path

import pandas as pd
from geopandas import GeoDataFrame

from layers.formats import encoding, gdal, writing
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal

NAME = "KML"
# columns that the KML driver adds to every placemark, mostly empty
_DRIVER_COLUMNS = (
    "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
    "drawOrder", "icon", "snippet",
)  # fmt: skip
# what holds no elements, whatever stands in it: descriptions are often HTML inside CDATA
_OPAQUE = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_OPENING = re.compile("|".join(map(re.escape, _OPAQUE)))


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read the placemarks of every folder, or of the one named."""
    text, name, _ = encoding.decode(path.read_bytes(), None)
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise Refusal("xml_entities")
    if _element_depth_exceeds(text, options.limits.depth):
        raise Refusal("too_deep", found=f"> {options.limits.depth}", limit=options.limits.depth)
    layers = gdal.list_layers(path, NAME)
    if options.layer_name is not None:
        layers = [gdal.choose_layer(layers, options.layer_name)]
    if not layers:
        raise Refusal("no_layer")
    frames, notes = [], []
    for layer in layers:
        frame, more = gdal.read_layer(
            path, layer=layer, encoding=None, limits=options.limits, format_name=NAME
        )
        frames.append(frame)
        notes += more
    frame = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    return RawLayer(_tidy(GeoDataFrame(frame)), NAME, name, notes)


def _without_opaque(text: str) -> str:
    """Return the text without comments, CDATA and instructions; one that never ends takes all."""
    kept, at = [], 0
    while opening := _OPENING.search(text, at):
        kept.append(text[at : opening.start()])
        closing = _OPAQUE[opening[0]]
        end = text.find(closing, opening.end())
        at = len(text) if end < 0 else end + len(closing)
    return "".join([*kept, text[at:]])


def _element_depth_exceeds(text: str, depth: int) -> bool:
    """Return whether elements nest deeper than `depth`, by the tags alone."""
    level = 0
    for piece in _without_opaque(text).split("<")[1:]:
        if piece.startswith("/"):
            level -= 1
        elif not piece.split(">", 1)[0].endswith("/"):
            level += 1
            if level > depth:
                return True
    return False


def _tidy(frame: GeoDataFrame) -> GeoDataFrame:
    """Leave out the driver's own columns where they are empty or constant; `Name` -> `name`."""
    dull = [
        name
        for name in _DRIVER_COLUMNS
        if name in frame.columns and len(frame[name].dropna().unique()) <= 1
    ]
    frame = frame.drop(columns=dull)
    if "Name" in frame.columns:
        frame = (
            frame.drop(columns="Name")
            if "name" in frame.columns
            else frame.rename(columns={"Name": "name"})
        )
    return frame


def write(frame: GeoDataFrame, path: Path) -> None:
    """Write placemarks named after the column `name`; the other columns as typed data."""
    flat = writing.flat(writing.in_lonlat(frame))
    if "id" in flat.columns:
        flat["id"] = flat["id"].astype(str)  # the driver writes only text as a placemark's id
    writing.write_with_gdal(flat, path, "LIBKML", layer=path.stem)
