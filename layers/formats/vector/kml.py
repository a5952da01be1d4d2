"""KML: placemarks of all folders in one layer; entities are refused before any parser runs."""

from pathlib import Path

import pandas as pd
from geopandas import GeoDataFrame

from layers.formats import gdal, writing, xml_text
from layers.formats.judging import cells, kml_links
from layers.formats.judging.xml import Scan
from layers.formats.options import Limits, ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal

NAME = "KML"
MOST_INT = 2**31 - 1
# columns that the KML driver adds to every placemark, mostly empty
_DRIVER_COLUMNS = (
    "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
    "drawOrder", "icon", "snippet",
)  # fmt: skip


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read the placemarks of every folder, or of the one named.

    Raises
    ------
    Refusal
        When it is damaged or has no such folder.
    """
    with xml_text.in_utf8(path, NAME) as document:
        return _read(document, options)


def _read(path: Path, options: ReadOptions) -> RawLayer:
    with path.open("rb") as file:
        places = _Places(options.limits)
        places.feed(file)
    if places.links and not places.places:
        raise Refusal("kml_link")
    layers = gdal.list_layers(path, NAME, options.limits)
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
    if places.links:
        notes += kml_links.notes_of(path, NAME, options.limits.depth)
    frame = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    return RawLayer(_tidy(GeoDataFrame(frame)), NAME, "utf-8", notes)


class _Places(Scan):
    """Look at the folders and texts of a document: their number and length are bounded."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(NAME, limits.depth)
        self._limits = limits
        self._folders = self._size = 0
        self.places = self.links = 0
        self._element = ""
        self._names: set[str] = set()

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Count folders, places and the names of their data, each of which becomes a column."""
        self._element, self._size = name.rpartition(":")[2], 0
        if self._element in ("Folder", "Document"):
            self._folders += 1
            if self._folders > self._limits.layers:
                limit = self._limits.layers
                raise Refusal("too_many_layers", found=f"> {limit}", limit=limit)
        if self._element == "NetworkLink":
            self.links += 1
        if self._element == "Placemark":
            self.places += 1
            if self.places > self._limits.rows:
                raise Refusal("too_many_rows", limit=self._limits.rows)

        if self._element in ("Data", "SimpleData", "SimpleField"):
            self._names.add(attributes.get("name", ""))
        if self._element in ("Data", "SimpleData", "SimpleField", "Placemark"):
            cells.require_counts(self.places, len(self._names), self._limits)

    def said(self, text: str) -> None:
        """Refuse a text that is longer than a cell; coordinates are shapes and may be."""
        self._size += cells.bytes_of(text)
        shape = self._element in ("coordinates", "posList")
        if self._size > self._limits.cell_bytes and not shape:
            raise cells.too_long(self.places, self._element, self._size, self._limits)


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
    flat = writing.flat(writing.in_lonlat(frame), folded=True)
    for name in flat.columns:
        # The format has whole numbers of 32 bits only; longer ones are text.
        if flat[name].dtype == "Int64" and flat[name].abs().max() <= MOST_INT:
            flat[name] = flat[name].astype("Int32")
    if "id" in flat.columns:
        flat["id"] = flat["id"].astype(str)  # the driver writes only text as a placemark's id
    writing.write_with_gdal(flat, path, "LIBKML", layer=path.stem)
