"""KML: placemarks of all folders in one layer; entities are refused before any parser runs.

The document is put together here: GDAL's driver leaves out and renames what it does not tell.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from geopandas import GeoDataFrame

from layers.formats import gdal, writing
from layers.formats.carried import KEY, Carried, key_in, restored, understood
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.formats.xml_kinds import kml_notes, xml_text
from layers.formats.xml_kinds.kml_document import write_document
from layers.formats.xml_kinds.kml_rows import Placemark, Placemarks
from layers.formats.xml_kinds.kml_table import table_of
from layers.formats.xml_kinds.kml_tree import NAME

# the id and the name of a placemark are no data; what GDAL's driver fills is not to be met
_PLAIN = ("id", "name")
_TAKEN = (
    *_PLAIN, "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
    "drawOrder", "icon", "snippet", "description", "heading", "tilt", "roll", "model", "scale_x",
    "scale_y", "scale_z", "camera_longitude", "camera_latitude", "camera_altitude", "headtype",
    "networklink", "refreshMode", "refreshInterval", "viewRefreshMode", "viewRefreshTime",
    "viewBoundScale", "viewFormat", "httpQuery", "groundoverlay", "screenoverlay", "geometry",
)  # fmt: skip
_ID = "f"
# the columns of facilities that the span of a placemark is about
_SPAN = {"begin": "opened_on", "end": "closed_on"}


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read the placemarks of every folder, or of the one named, in the order of the document.

    A placemark whose shape cannot be read is a row with a finding. What is no placemark, and what
    of one became neither shape nor value, is told.

    Raises
    ------
    Refusal
        When it is damaged, has no such folder, or no placemark at all.
    """
    places = Placemarks(options.limits)
    with xml_text.in_utf8(path, NAME) as document, document.open("rb") as file:
        places.feed(file)
    if not places.rows:
        raise _nothing(places)
    rows = _chosen(places.rows, options, path.stem)
    carried = understood(places.mark)
    notes = kml_notes.notes_of(rows, places)
    frame = table_of(rows, places, notes, folders=not carried)
    key = key_in(carried)
    for one in carried:
        if one.written not in frame.columns:
            frame[one.written] = None
        if one.kind == KEY:
            frame[one.written] = frame[one.written].map(
                lambda cell: cell.removeprefix(_ID), na_action="ignore"
            )
    return RawLayer(
        restored(frame, carried),
        NAME,
        "utf-8",
        notes,
        key=key,
        short={} if carried else _short(frame, places),
    )


def _nothing(places: Placemarks) -> Refusal:
    """Return why a document without placemarks is refused: what it holds instead."""
    if places.links:
        return Refusal("kml_link")
    if places.overlays:
        return Refusal("kml_overlays", found=kml_notes.counted(Counter(places.kinds)))
    return Refusal("no_layer")


def _chosen(rows: list[Placemark], options: ReadOptions, plain: str) -> list[Placemark]:
    """Return the rows of the folder that is named, with those of the folders inside it."""
    if options.layer_name is None:
        return rows
    titles = dict.fromkeys(name for row in rows for name in _titles(row, plain))
    wanted = gdal.choose_layer(list(titles), options.layer_name)
    return [row for row in rows if wanted in _titles(row, plain)]


def _titles(row: Placemark, plain: str) -> Iterable[str]:
    """Return the names of what is around a placemark; the file's own where nothing has a name."""
    return [one.name for one in row.path if one.name] or [plain]


def _short(frame: GeoDataFrame, places: Placemarks) -> dict[str, list[str]]:
    """Return other names of columns: what a schema shows for them, and what a span is about."""
    shown = {
        name: next(iter(titles))
        for name, titles in places.titles.items()
        if len(titles) == 1 and name not in titles
    }
    return {name: [other] for name, other in (_SPAN | shown).items() if name in frame.columns}


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
