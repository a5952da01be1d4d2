"""Which kind of JSON a document is: told by what it holds, never by the ending of its name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from layers.formats import json_text
from layers.formats.json_kinds import esrijson, sequences, topojson
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.formats.vector import geojson

_Reader = Callable[[Any, str, ReadOptions], RawLayer]


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read GeoJSON, GeoJSON in lines or in a text sequence, TopoJSON or EsriJSON.

    Raises
    ------
    Refusal
        When it is damaged, none of them, or holds too much.
    """
    text, reading = json_text.decoded(path.read_bytes(), options.encoding, options.limits)
    layer = _layer_of(text, reading.name, options)
    layer.notes[:0] = [] if reading.note is None else [reading.note]
    return layer


def _layer_of(text: str, encoding: str, options: ReadOptions) -> RawLayer:
    parts = sequences.parts_of(text)
    if parts:
        return sequences.read_parts(parts, encoding, options)
    document = json_text.parsed(text)
    return _reader_of(document)(document, encoding, options)


def _reader_of(document: Any) -> _Reader:
    _require_no_error(document)
    if topojson.is_topology(document):
        return topojson.read_document
    if esrijson.is_feature_set(document):
        return esrijson.read_document
    return geojson.read_document


def _require_no_error(document: Any) -> None:
    """Refuse what a service answered when it failed, and a download then kept as a file."""
    error = document.get("error") if isinstance(document, dict) else None
    if isinstance(error, dict) and "code" in error and "features" not in document:
        said = json_text.shown(error.get("message", error["code"]))
        raise Refusal("service_error", said=said)
