"""GML 2 and 3: features of a web feature service or a cadastre, read by GDAL from a copy.

The copy keeps a document to itself: no schema or list of classes beside the input is read, and none
is written there. Links to other documents (xlink) are not resolved, a document type is refused.
"""

import re
from pathlib import Path

from geopandas import GeoDataFrame
from pyproj import CRS
from pyproj.exceptions import CRSError

from layers.formats import gdal
from layers.formats.judging import wholeness
from layers.formats.judging.gml import NAME, Features
from layers.formats.options import Limits, ReadOptions
from layers.formats.owned_folders import owned_folder
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.formats.xml_kinds.gml_copy import write_copy
from layers.problems import Problem

_UNIT = "_uom"  # what GDAL puts behind the name of a value for its attribute `uom`
_UNIT_ADDRESS = re.compile(r"#|urn:|https?:", re.IGNORECASE)
_UNIT_NAME = re.compile(r"[:/#]")
_LONGEST_UNIT = 40
_MOST = 5
_NUMBER = re.compile(r"[:/#]([0-9]{4,6})$")


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read the only class of features with geometry, or the one named.

    Coordinates come out as east and north: GDAL turns those whose system is named by `urn:` or by
    an address of OGC and has latitude, or north, first.

    Raises
    ------
    Refusal
        When it is damaged, states several coordinate systems, or has no such class.
    """
    with owned_folder() as folder:
        copy = folder / "layer.gml"
        unknown = write_copy(path, copy)
        features = Features(options.limits)
        with copy.open("rb") as file:
            features.feed(file)
        layer = _chosen(copy, features, options.layer_name, options.limits)
        frame, notes = gdal.read_layer(
            copy, layer=layer, encoding=None, limits=options.limits, format_name=NAME
        )
        notes += gdal.curve_notes(copy, layer)
    notes += [Problem(None, None, "crs_unknown", "warning", {"crs": one}) for one in unknown[:1]]
    frame, plain, mixed = _with_units(_placed(_tidy(frame), features))
    return RawLayer(frame, NAME, "utf-8", notes + mixed + _notes(features), short=plain)


def _with_units(frame: GeoDataFrame) -> tuple[GeoDataFrame, dict[str, list[str]], list[Problem]]:
    """Put the unit of measure of a column (`uom`) in its heading, where a table has it.

    Return with the frame the plain name of each column so named, and a finding for columns whose
    rows are in several units.
    """
    named, notes = {}, []
    for name in [str(one) for one in frame.columns if f"{one}{_UNIT}" in frame.columns]:
        told = frame.loc[frame[name].notna(), f"{name}{_UNIT}"]
        units = [_unit(str(one)) for one in told.dropna().unique()]
        if len(units) == 1 and told.notna().all():
            named[name] = f"{name} ({units[0]})"
        elif units:
            shown = ", ".join(units[:_MOST]) + (", —" if told.isna().any() else "")
            notes.append(Problem(None, name, "units_mixed", "warning", {"units": shown}))
    frame = frame.drop(columns=[f"{name}{_UNIT}" for name in named]).rename(columns=named)
    return frame, {long: [name] for name, long in named.items()}, notes


def _unit(text: str) -> str:
    """Return the unit of a plain name, a URN or an address.

    >>> _unit("ha"), _unit("urn:ogc:def:uom:UCUM::m2"), _unit("#m2")
    ('ha', 'm2', 'm2')
    """
    last = _UNIT_NAME.split(text)[-1] if _UNIT_ADDRESS.match(text) else text
    return last.strip(" ()[]")[:_LONGEST_UNIT]


def _chosen(copy: Path, features: Features, wanted: str | None, limits: Limits) -> str:
    layers = gdal.list_layers(copy, NAME, limits)
    if not layers and features.linked + features.away:
        raise Refusal("gml_links", count=features.linked + features.away)
    return gdal.choose_layer(layers, wanted)


def _tidy(frame: GeoDataFrame) -> GeoDataFrame:
    """Leave out the driver's column of ids where the features have none."""
    empty = "gml_id" in frame.columns and frame["gml_id"].isna().all()
    return frame.drop(columns="gml_id") if empty else frame


def _placed(frame: GeoDataFrame, features: Features) -> GeoDataFrame:
    """Return the frame in the one system that all geometries state, however they spell it."""
    if frame.crs is not None or not features.systems:
        return frame
    numbers = {found[1] if (found := _NUMBER.search(one)) else one for one in features.systems}
    if len(numbers) > 1:
        shown = ", ".join(one[:60] for one in features.systems[:5])
        raise Refusal("crs_mixed", found=shown)
    try:
        return frame.set_crs(CRS.from_authority("EPSG", numbers.pop()))
    except CRSError:
        return frame  # an unknown one is asked for, as where none is stated


def _notes(features: Features) -> list[Problem]:
    """Return what GDAL leaves out without a word."""
    notes = []
    left_out = (
        ("geometry_several", features.several),
        ("geometry_link", features.linked),
        ("feature_link", features.away),
    )
    for code, count in left_out:
        if count:
            notes.append(Problem(None, None, code, "warning", {"count": count}))
    if features.total is not None and features.total > features.count:
        notes.append(wholeness.not_whole(features.count, features.total))
    return notes
