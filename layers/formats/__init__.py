"""File formats: one small module a format, each with `read` and, for most, `write`.

`read` decides by content which module reads a file; `write` by the suffix. Files from strangers
go through `layers.formats.isolation.read_isolated`, which calls `read` in a process of its own.
"""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from layers.formats import detection
from layers.formats.options import MEBIBYTE, READ_OPTIONS, Limits, ReadOptions
from layers.formats.owned_folders import owned_folder
from layers.formats.refusal import FileRefusedError, Refusal

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from layers.catalogue import LayerType
    from layers.formats.raw import RawLayer
    from layers.problems import Problem

__all__ = ["WRITERS", "FileRefusedError", "Limits", "ReadOptions", "read", "write"]

# suffix -> module with `write`
WRITERS = {
    ".gpkg": "vector.geopackage",
    ".geojson": "vector.geojson",
    ".json": "vector.geojson",
    ".zip": "vector.shapefile",
    ".fgb": "vector.flatgeobuf",
    ".parquet": "vector.geoparquet",
    ".csv": "table.csv_xy",
    ".xlsx": "table.excel",
    ".kml": "xml_kinds.kml",
}
# kind -> module and function
_READERS = {
    "json": ("json_kinds.documents", "read"),
    "geopackage": ("vector.geopackage", "read"),
    "shapefile": ("vector.shapefile", "read"),
    "shapefile_zip": ("vector.shapefile", "read_zip"),
    "flatgeobuf": ("vector.flatgeobuf", "read"),
    "geoparquet": ("vector.geoparquet", "read"),
    "csv": ("table.csv_xy", "read"),
    "excel": ("table.excel", "read"),
    "kml": ("xml_kinds.kml", "read"),
    "kmz": ("xml_kinds.kmz", "read"),
    "filegdb": ("vector.filegdb", "read"),
    "gml": ("xml_kinds.gml", "read"),
}
_TABLES = frozenset({"csv", "excel"})


def read(path: Path, options: ReadOptions | None = None) -> "RawLayer":
    """Read a file of any accepted format in this process.

    Raises
    ------
    FileRefusedError
        The reason in both languages, with the file's name and never a folder.
    """
    options = options or ReadOptions()
    name = options.name_of(path)
    try:
        return _read(path, Path(name).suffix.lower(), options)
    except Refusal as refusal:
        raise FileRefusedError(name, refusal.code, **refusal.values) from refusal
    except MemoryError as error:
        limit = options.limits.memory_bytes // MEBIBYTE
        raise FileRefusedError(name, "memory", limit=limit) from error


def _read(path: Path, suffix: str, options: ReadOptions) -> "RawLayer":
    import shapely  # noqa: PLC0415 - slow to import

    from layers.formats.judging import cells  # noqa: PLC0415

    if path.is_dir():
        raise Refusal("folder")
    if not path.is_file():
        raise Refusal("missing")
    size, limit = path.stat().st_size, options.limits.file_bytes
    if not size:
        raise Refusal("empty")
    if size > limit:
        raise Refusal("too_large", found=-(-size // MEBIBYTE), limit=limit // MEBIBYTE)
    kind = detection.kind_of(path, suffix, options.limits)
    if kind not in _TABLES:
        for one in READ_OPTIONS:
            if one.of_tables and getattr(options, one.name) is not None:
                raise Refusal("option_no_table", option=one.option)
    module, function = _READERS[kind]
    layer: RawLayer = getattr(importlib.import_module(f"layers.formats.{module}"), function)(
        path, options
    )
    if kind not in _TABLES and options.coordinate_order == "latlon":
        from layers.formats.axes import latitude_first  # noqa: PLC0415

        layer = latitude_first(layer)
    layer.notes.extend(_distinct_columns(layer.frame))
    cells.require_frame(layer.frame, options.limits)
    vertices = int(shapely.get_num_coordinates(layer.frame.geometry.to_numpy()).sum())
    if vertices > options.limits.vertices:
        raise Refusal("too_many_vertices", found=vertices, limit=options.limits.vertices)
    return layer


def _distinct_columns(frame: "GeoDataFrame") -> "list[Problem]":
    """Give fields that share a name numbers, in place (`A`, `A_2`); return a note for each."""
    from layers.problems import Problem  # noqa: PLC0415 - the child imports this late

    names: list[str] = []
    notes = []
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    for name in map(str, frame.columns):
        free = name
        while free in taken:
            numbers[name] = numbers.get(name, 1) + 1
            free = f"{name}_{numbers[name]}"
        if free != name:
            values = {"column": name, "fields": f"{name}, {free}"}
            notes.append(Problem(None, name, "field_duplicate", "warning", values))
        taken.add(free)
        names.append(free)
    if notes:
        frame.columns = names
    return notes


def write(frame: "GeoDataFrame", path: Path, layer_type: "LayerType | None" = None) -> None:
    """Write `frame` in the format of the suffix; the file appears only when it is complete.

    `layer_type` puts the columns of the layer first, in the catalogue's order. Raises
    `FileRefusedError` for an unknown suffix or geometry that the format cannot hold.
    """
    module = WRITERS.get(path.suffix.lower())
    if layer_type is not None:
        first = [column.name for column in layer_type.columns if column.name in frame.columns]
        frame = frame[[*first, *[name for name in frame.columns if name not in first]]]
    try:
        if module is None:
            raise Refusal("write_suffix", suffix=path.suffix, accepted=", ".join(WRITERS))  # noqa: TRY301
        with owned_folder(path.parent, prefix=".shequ-") as folder:
            target = folder / path.name
            importlib.import_module(f"layers.formats.{module}").write(frame, target)
            target.replace(path)
    except Refusal as refusal:
        raise FileRefusedError(path.name, refusal.code, **refusal.values) from refusal
