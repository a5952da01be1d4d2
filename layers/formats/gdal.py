"""GDAL on a short leash: which drivers may open a file, and reading through pyogrio.

GDAL picks a driver by content: a VRT document under any name reads any other file of the
machine, and several drivers fetch URLs. The environment below must stand before pyogrio is
first imported, so it is given to the process that reads (`layers.formats.isolation`).
"""

import re
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from geopandas import GeoDataFrame

from layers.formats.carried import MARK, Carried, understood
from layers.formats.judging import cells
from layers.formats.options import Limits
from layers.formats.raw import SHAPE, beside_shape
from layers.formats.refusal import Refusal
from layers.problems import Problem

ACCEPTED_DRIVERS = frozenset(
    {"ESRI Shapefile", "FlatGeobuf", "GML", "GPKG", "GeoJSON", "MEM", "OpenFileGDB"}
)  # fmt: skip
# every other vector driver that a GDAL build of ours has been seen to hold
REFUSED_DRIVERS = (
    "ADBC AIVector AVCBin AVCE00 AmigoCloud Arrow CAD CSV CSW Carto DGN DXF EDIGEO EEDA ESRIJSON "
    "Elasticsearch GDALG GMLAS GPSBabel GPX GTFS GeoJSONSeq GeoRSS HANA HTTP Idrisi "
    "Interlis\u00a01 Interlis\u00a02 JML JSONFG KML LIBKML LVBAG MBTiles MSSQLSpatial MVT "
    "MapInfo\u00a0File MapML MiraMonVector MongoDBv3 MySQL NAS NGW OAPIF OCI ODBC ODS OGCAPI "
    "OGDI OGR_GMT OGR_PDS OGR_VRT OSM PCIDSK PDF PDS4 PGDUMP PGeo PLSCENES PMTiles Parquet "
    "PostgreSQL S57 SQLite SXF Selafin TopoJSON VDV VFK VICAR WAsP WFS XLS XLSX XODR"
)
# a port where nothing listens: whatever GDAL may try to fetch fails at once
DEAD_PROXY = "127.0.0.1:9"
_NAMED = 20
_NAME_LENGTH = 80
_FAULTY = re.compile(r"Geometry of feature ([0-9]{1,9}) cannot be parsed")
_DOMAIN = b"GDAL:OGR:domain_name"
_CURVED = (
    "OGR_GEOMETRY IN ('CIRCULARSTRING', 'COMPOUNDCURVE', 'CURVEPOLYGON', 'MULTICURVE',"
    " 'MULTISURFACE')"
)


def environment() -> dict[str, str]:
    """Return the GDAL settings of a process that reads files from strangers."""
    return {
        "OGR_SKIP": ",".join(name.replace("\u00a0", " ") for name in REFUSED_DRIVERS.split(" ")),
        "GDAL_SKIP": "VRT,DERIVED,WMS,WCS,HTTP,GDALG",
        "GDAL_HTTP_PROXY": DEAD_PROXY,
        "GDAL_HTTPS_PROXY": DEAD_PROXY,
        "GDAL_HTTP_TIMEOUT": "1",
        "GDAL_HTTP_CONNECTTIMEOUT": "1",
        "GDAL_HTTP_MAX_RETRY": "0",
        "GDAL_VRT_ENABLE_PYTHON": "NO",
        "GDAL_VRT_ENABLE_RAWRASTERBAND": "NO",
        "GDAL_DRIVER_PATH": "disable",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
        "CPL_LOG_ERRORS": "NO",
        "CPL_LOG": "/dev/null",
        "OGR_SQLITE_LOAD_EXTENSIONS": "NONE",
        "GML_SKIP_RESOLVE_ELEMS": "ALL",  # links to other documents stay links
    }


def open_drivers() -> frozenset[str]:
    """Return the drivers of this process that may open a file."""
    import pyogrio  # noqa: PLC0415 - GDAL reads its environment at the first import

    return frozenset(pyogrio.list_drivers())


def require_allow_list() -> None:
    """Raise `RuntimeError` when this process could open a file with a driver not accepted."""
    stray = open_drivers() - ACCEPTED_DRIVERS
    if stray:
        raise RuntimeError(f"GDAL drivers outside the allow-list: {', '.join(sorted(stray))}")


def list_layers(path: Path, format_name: str, limits: Limits) -> list[str]:
    """Return the names of the layers with geometry in the file, in their order.

    Raises
    ------
    Refusal
        When the file is damaged or holds too many layers.
    """
    import pyogrio  # noqa: PLC0415 - slow to import

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names and measures: `read_layer` notes what matters
        try:
            layers = pyogrio.list_layers(path)
        except pyogrio.errors.GeometryError as error:
            raise Refusal("shape_kind") from error
        except pyogrio.errors.DataSourceError as error:
            raise Refusal("damaged", format=format_name) from error
    if len(layers) > limits.layers:
        raise Refusal("too_many_layers", found=len(layers), limit=limits.layers)
    return [str(name) for name, kind in layers if kind is not None]


def choose_layer(layers: list[str], wanted: str | None) -> str:
    """Return the layer to read: the wanted one, or the only one; else raise `Refusal`."""
    if not layers:
        raise Refusal("no_layer")
    shown = [*layers[:_NAMED], "…"] if len(layers) > _NAMED else layers
    names = ", ".join(name[:_NAME_LENGTH] for name in shown)
    if wanted is not None:
        if wanted not in layers:
            raise Refusal("unknown_layer", layer=wanted, layers=names)
        return wanted
    if len(layers) > 1:
        raise Refusal("several_layers", layers=names)
    return layers[0]


def read_layer(
    path: Path, *, layer: str | None, encoding: str | None, limits: Limits, format_name: str
) -> tuple[GeoDataFrame, list[Problem]]:
    """Read one layer through pyogrio; raise `Refusal` without GDAL's own words, which hold paths.

    Curves come back as straight pieces (GDAL's step, 4 degrees of arc); measures are dropped,
    with a note.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        frame = _read(path, layer=layer, encoding=encoding, limits=limits, format_name=format_name)
        notes: list[Problem] = []
        frame = _with_field_beside_shape(frame, notes, path, layer=layer, encoding=encoding)
    if any("Measured" in str(warning.message) for warning in caught):
        values = {"count": len(frame)}
        notes.append(Problem(None, None, "geometry_dimension", "repaired", values))
    binary = [_is_binary(frame.iloc[:, at]) for at in range(frame.shape[1])]
    if any(binary):
        left_out = frame.columns[binary]
        notes += [Problem(None, str(name), "field_binary", "warning") for name in left_out]
        frame = frame.loc[:, [not one for one in binary]]
    return frame, notes


def _with_field_beside_shape(
    frame: GeoDataFrame,
    notes: list[Problem],
    path: Path,
    *,
    layer: str | None,
    encoding: str | None,
) -> GeoDataFrame:
    """Return the frame with the field `geometry`, which pyogrio puts the shapes in the place of."""
    import pyogrio  # noqa: PLC0415 - slow to import

    fields = pyogrio.read_info(path, layer=layer, encoding=encoding)["fields"]
    if SHAPE not in fields:
        return frame
    field = pyogrio.read_dataframe(
        path,
        layer=layer,
        encoding=encoding,
        columns=[SHAPE],
        read_geometry=False,
        max_features=len(frame),
    )
    table = beside_shape(pd.DataFrame(frame).drop(columns=SHAPE).assign(**field), notes)
    return GeoDataFrame(table, geometry=frame.geometry, crs=frame.crs)


def _is_binary(column: pd.Series) -> bool:
    """Return whether a column holds pictures or other data that are no text."""
    return column.dtype == object and any(isinstance(one, bytes) for one in column)


def domain_notes(path: Path, layer: str) -> list[Problem]:
    """Return a note for each field whose values are codes of a list that the file has names for.

    The values stay codes: GDAL gives names in their place only where tables are read as Arrow's.
    """
    import pyogrio  # noqa: PLC0415 - slow to import

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            _, table = pyogrio.read_arrow(path, layer=layer, read_geometry=False, max_features=1)
        except (RuntimeError, ValueError, IndexError, OSError):
            return []  # what is damaged shows when the rows are read
    told = {field.name: (field.metadata or {}).get(_DOMAIN) for field in table.schema}
    return [
        Problem(None, name, "codes_kept", "warning", {"codes": domain.decode("utf-8", "replace")})
        for name, domain in told.items()
        if domain
    ]


def whole_codes(column: Any) -> list[int | None]:
    """Return the whole numbers of a column of Arrow; of one with names, its codes."""
    found = column.combine_chunks()
    return list((found.indices if hasattr(found, "indices") else found).to_pylist())


def curve_notes(path: Path, layer: str) -> list[Problem]:
    """Return the note on curves where a feature has one: the type of a layer need not tell."""
    import pyogrio  # noqa: PLC0415 - slow to import

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = pyogrio.raw.read(
                path, layer=layer, where=_CURVED, columns=[], return_fids=True, max_features=1
            )
        except (RuntimeError, ValueError, IndexError, OSError):
            return []  # what is damaged shows when the rows are read
    return [Problem(None, None, "geometry_curve", "repaired")] if len(found[1]) else []


def _read(
    path: Path, *, layer: str | None, encoding: str | None, limits: Limits, format_name: str
) -> GeoDataFrame:
    import pyogrio  # noqa: PLC0415 - slow to import

    try:
        info = pyogrio.read_info(path, layer=layer, encoding=encoding)
        _require_size(info, limits)
        frame = pyogrio.read_dataframe(
            path, layer=layer, encoding=encoding, max_features=limits.rows + 1
        )
        _restore_whole_numbers(frame, info, path, layer=layer, encoding=encoding)
    except (shapely.errors.GEOSException, pyogrio.errors.GeometryError) as error:
        raise Refusal("shape_kind") from error
    except (RuntimeError, ValueError, IndexError, OSError) as error:
        # pyogrio's errors derive from these; cut-off files bring forth any of them
        if faulty := _FAULTY.search(str(error)):
            raise Refusal("shape_faulty", row=int(faulty[1]) + 1) from error
        raise Refusal("damaged", format=format_name) from error
    if not isinstance(frame, GeoDataFrame):
        raise Refusal("no_layer")
    if len(frame) > limits.rows:
        raise Refusal("too_many_rows", limit=limits.rows)
    return frame


def _restore_whole_numbers(
    frame: Any, info: dict[str, Any], path: Path, *, layer: str | None, encoding: str | None
) -> None:
    """Read whole numbers again where empty cells made them floats, which keep 15 digits only."""
    import pyogrio  # noqa: PLC0415 - slow to import

    fields = [str(name) for name in info["fields"]]
    whole = [
        name
        for name, kind in zip(fields, info["dtypes"], strict=True)
        # A name that stands twice means neither of its columns; the intake says so.
        if str(kind).startswith("int") and name in frame and fields.count(name) == 1
        if frame[name].dtype.kind == "f"
    ]
    if not whole:
        return
    _, table = pyogrio.read_arrow(
        path,
        layer=layer,
        encoding=encoding,
        columns=whole,
        read_geometry=False,
        max_features=len(frame),
    )
    for name in whole:
        frame[name] = pd.array(whole_codes(table[name]), dtype="Int64")


def read_carried(path: Path, layer: str | None) -> list[Carried]:
    """Return what the metadata of a layer say of its columns, where it was written here."""
    import pyogrio  # noqa: PLC0415 - slow to import

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            info = pyogrio.read_info(path, layer=layer)
        except (RuntimeError, ValueError, IndexError, OSError):
            return []
    return understood((info.get("layer_metadata") or {}).get(MARK))


def _require_size(info: dict[str, Any], limits: Limits) -> None:
    if info["features"] > limits.rows:
        raise Refusal("too_many_rows", limit=limits.rows)
    cells.require_counts(max(info["features"], 0), len(info["fields"]), limits)
