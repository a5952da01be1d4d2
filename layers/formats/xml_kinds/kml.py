"""KML: placemarks of all folders in one layer; entities are refused before any parser runs."""

from collections.abc import Collection
from pathlib import Path

import pandas as pd
from geopandas import GeoDataFrame

from layers.formats import gdal, writing
from layers.formats.carried import KEY, MARK, Carried, key_in, restored, understood
from layers.formats.judging import cells, kml_links
from layers.formats.judging.xml import Scan
from layers.formats.options import Limits, ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.formats.xml_kinds import xml_text
from layers.formats.xml_kinds.kml_document import write_document

NAME = "KML"
# columns that the KML driver adds to every placemark, mostly empty
_DRIVER_COLUMNS = (
    "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
    "drawOrder", "icon", "snippet",
)  # fmt: skip

# the id and the name of a placemark are no data; what else the driver fills is not to be met
_PLAIN = ("id", "name")
_TAKEN = (
    *_PLAIN, *_DRIVER_COLUMNS, "description", "heading", "tilt", "roll", "model", "scale_x",
    "scale_y", "scale_z", "camera_longitude", "camera_latitude", "camera_altitude", "headtype",
    "networklink", "refreshMode", "refreshInterval", "viewRefreshMode", "viewRefreshTime",
    "viewBoundScale", "viewFormat", "httpQuery", "groundoverlay", "screenoverlay", "geometry",
)  # fmt: skip
_ID = "f"


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
    carried = understood(places.mark)
    tidy = _tidy(GeoDataFrame(frame), kept=[one.written for one in carried])
    key = key_in(carried)
    if key is not None and key in tidy.columns:
        tidy[key] = tidy[key].map(lambda one: one.removeprefix(_ID), na_action="ignore")
    tidy = tidy if not carried else tidy.drop(columns=_unsaid(tidy, carried))
    return RawLayer(restored(tidy, carried), NAME, "utf-8", notes, key=key)


def _unsaid(frame: GeoDataFrame, carried: list[Carried]) -> list[str]:
    """Return the driver's own columns that hold nothing in a file written here."""
    known = {one.written for one in carried} | {frame.geometry.name}
    return [name for name in frame.columns if name not in known and frame[name].isna().all()]


class _Places(Scan):
    """Look at the folders and texts of a document: their number and length are bounded."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(NAME, limits.depth)
        self._limits = limits
        self._folders = self._size = 0
        self.places = self.links = 0
        self._element = ""
        self._names: set[str] = set()
        self._marked = False
        self.mark = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Count folders, places and the names of their data, each of which becomes a column."""
        self._element, self._size = name.rpartition(":")[2], 0
        if self._element != "value":
            self._marked = self._element == "Data" and attributes.get("name") == MARK
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
        if self._marked and self._element == "value":
            self.mark += text
            return
        self._size += cells.bytes_of(text)
        shape = self._element in ("coordinates", "posList")
        if self._size > self._limits.cell_bytes and not shape:
            raise cells.too_long(self.places, self._element, self._size, self._limits)


def _tidy(frame: GeoDataFrame, *, kept: Collection[str] = ()) -> GeoDataFrame:
    """Leave out the driver's own columns where they are empty or constant; `Name` -> `name`."""
    dull = [
        name
        for name in _DRIVER_COLUMNS
        if name in frame.columns and name not in kept and len(frame[name].dropna().unique()) <= 1
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
    flat, columns = writing.flat_of(writing.in_lonlat(frame))
    names = [_written(one) for one in columns]
    free = writing.free_names([one for one in names if one not in _PLAIN], _TAKEN)
    names = [one if one in _PLAIN else free.pop(0) for one in names]
    renamed, carried = writing.under_names(columns, names)
    write_document(flat.rename(columns=renamed), carried, path)


def _written(one: Carried) -> str:
    """Return the name of a column, or another where its own would not hold such values."""
    fits = {"id": one.kind == KEY, "name": one.kind == "text"}.get(one.name, one.name not in _PLAIN)
    return one.name if fits else f"{one.name}_"
