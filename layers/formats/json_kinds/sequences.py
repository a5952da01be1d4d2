"""GeoJSON one feature a line (`.geojsonl`, `.ndjson`), or after marks (RFC 8142, `.geojsons`)."""

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any

from layers.formats import json_text
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.formats.vector import geojson
from layers.problems import Problem
from layers.text import Text

NAME = "GeoJSONSeq"
_WORD = re.compile(r"\S")
RECORD_SEPARATOR = "\x1e"
_EMPTY: dict[str, Any] = {"type": "Feature", "properties": {}, "geometry": None}
Part = tuple[int, str]
"""The line where a document begins, and its text."""


def parts_of(text: str) -> list[Part]:
    """Return the documents of a sequence, or nothing where the text is a single document.

    A text without marks is one only where its first line is a whole object and others follow: an
    object that is spread over lines is a single document.
    """
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(RECORD_SEPARATOR):
        return _marked(text)
    if not start.startswith("{"):
        return []
    end = start.find("\n")
    if end < 0 or not _WORD.search(start, end) or not _is_object(start[:end]):
        return []
    lines = text.removeprefix("\ufeff").split("\n")
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _marked(text: str) -> list[Part]:
    parts, line = [], 1
    for piece in text.split(RECORD_SEPARATOR):
        if piece.strip("\ufeff \t\r\n"):
            parts.append((line, piece))
        line += piece.count("\n")
    return parts


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def read_parts(parts: list[Part], encoding: str, options: ReadOptions) -> RawLayer:
    """Read the features of all parts; a part that is no JSON is a row with a finding.

    Raises
    ------
    Refusal
        When there are too many features, or the coordinate system that is stated is unknown.
    """
    if len(parts) > options.limits.rows:
        raise Refusal("too_many_rows", limit=options.limits.rows)
    notes: list[Problem] = []
    first = _first(parts)
    crs = geojson.stated_crs(first, notes)
    features = _features(parts, first.get("crs"), notes, options.limits.rows)
    layer = geojson.layer_of(features, options, crs=crs, encoding=encoding, notes=notes)
    return dataclasses.replace(layer, format=NAME)


def _first(parts: list[Part]) -> dict[str, Any]:
    """Return the first document that can be read, which may state the coordinate system."""
    for _, text in parts:
        try:
            document = json_text.parsed(text)
        except Refusal:
            continue
        if isinstance(document, dict):
            return document
    return {}


def _features(
    parts: list[Part], stated: object, notes: list[Problem], most: int
) -> Iterator[dict[str, Any]]:
    """Yield the features one by one; what is none of its own becomes an empty one with a note."""
    row = 0
    for line, text in parts:
        try:
            found = _features_in(text, stated)
        except Refusal as refusal:
            found = [_EMPTY]
            notes.append(_finding(row + 1, line, refusal))
        row += len(found)
        if row > most:
            raise Refusal("too_many_rows", limit=most)
        yield from found


def _features_in(text: str, stated: object) -> list[Any]:
    """Return the features of a part; what is no GeoJSON as it is, for its reader to judge."""
    document = json_text.parsed(text)
    own = document.get("crs") if isinstance(document, dict) else None
    if own != stated:
        raise Refusal("crs_unreadable", crs=json_text.shown(own))
    try:
        return geojson.features_of(document)
    except Refusal:
        return [document]


def _finding(row: int, line: int, refusal: Refusal) -> Problem:
    if refusal.code == "crs_unreadable":
        reason = Text(
            f"第 {line} 行所注坐标系 {refusal.values['crs']} 与第一个要素不同",
            f"line {line} states another coordinate system than the first feature:"
            f" {refusal.values['crs']}",
        )
    elif refusal.code == "key_twice":
        key = refusal.values["key"]
        reason = Text(
            f"第 {line} 行同一对象中“{key}”出现两次",
            f"line {line}: '{key}' stands twice in one object",
        )
    else:
        reason = Text(f"第 {line} 行不是有效的 JSON", f"line {line} is not valid JSON")
    return Problem(row, None, "row_unreadable", "error", {"reason": reason})
