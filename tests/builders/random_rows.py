"""Layers of random rows, as the store hands them out: what people have called things, and worse."""

import datetime as dt
import random
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from layers.catalogue import Column, LayerType
from layers.intake.entrances import ENTRANCES
from layers.store.rows import DTYPES
from tests.builders.frames import lonlat_frame

WEST, SOUTH = 116.4, 39.9
WORDS = (
    "东四社区", "㙟塘", "𠮷祥里", "-1层", "=1+1", "'-2层", "+86 10", "@home", 'Ä, "b"; c', "é",
    "<r>x</r>", "<b>&amp;</b>", "12", "007", "1.0", "1e5", "true", "null", "None", "[1]", '{"a":1}',
    "第一行\n第二行", "a\tb", "_x000D_", "🏥站", "110101001001000123", "1898-05-01", "长" * 120,
)  # fmt: skip
NAMES = (
    "FOO", "foo", "fid", "FID", "geom", "GEOMETRY", "wkt", "lat", "X", "x", "rowid", "ROWID",
    "ogc_fid", "OGC_FID", "Name", "NAME", "description", "begin", "icon", "timestamp", "source_id",
    "责任人", "常住人口（户籍登记口径）", "a very long name of a field", "-1层", "=f", "further.x",
    "population_of_2010", "population_of_2020", "field", "Shape", "visibility", "snippet", "F02",
    "properties_", "geometry_", "type", "coordinates", "gml_id", "<b>", 'q"',
)  # fmt: skip
SHAPES = {
    "point": shapely.Point,
    "line": lambda x, y: shapely.LineString([(x, y), (x + 1e-3, y), (x + 1e-3, y + 1e-3)]),
    "polygon": lambda x, y: shapely.box(x, y, x + 5e-4, y + 5e-4),
}


def random_layer(kind: LayerType, *, rows: int, seed: int) -> gpd.GeoDataFrame:
    """Return a layer of `rows` rows: each column with gaps, and further columns of every sort."""
    draw = random.Random(seed)  # noqa: S311 - the same rows each time
    side = int(rows**0.5) + 1
    places = [(WEST + (i % side) * 2e-3, SOUTH + (i // side) * 2e-3) for i in range(rows)]
    columns = {
        column.name: pd.Series(
            [_value(column, row, draw) for row in range(rows)], dtype=DTYPES[column.kind]
        )
        for column in kind.columns
    }
    if ENTRANCES in columns:  # near the site, or none
        gates = [f"{x + 1e-4:.6f} {y:.6f}" if draw.random() < 0.7 else None for x, y in places]
        columns[ENTRANCES] = pd.Series(gates, dtype=columns[ENTRANCES].dtype)
    makers = {name: draw.choice(_FURTHER) for name in NAMES if kind.column(name) is None}
    columns["properties"] = pd.Series(
        [
            {name: make(draw) for name, make in makers.items() if draw.random() < 0.8}
            for _ in range(rows)
        ],
        dtype=object,
    )
    shape = SHAPES[kind.geometry if kind.geometry in SHAPES else "point"]
    frame = lonlat_frame([shape(*place) for place in places], **columns)
    frame.index = pd.Index(range(5, rows + 5), dtype="int64", name="id")
    return frame


def _value(column: Column, row: int, draw: random.Random) -> Any:
    if column.choices and column.required:
        return draw.choice(sorted(column.choices))
    if column.required or column.name in {"code", "name"}:
        unlike = f"{row:06d}" if column.kind == "text" else row + 1
        return f"{draw.choice(WORDS)} {unlike}" if column.kind == "text" else unlike
    if draw.random() < 0.3:
        return None
    return _of_kind(column, draw)


def _of_kind(column: Column, draw: random.Random) -> Any:
    least = column.minimum or 0
    if column.kind == "text":
        choices = sorted(column.choices)
        return draw.choice(choices) if choices else _text(draw)
    return {
        "integer": lambda: int(least) + draw.randrange(2**20),
        "number": lambda: least + draw.choice([0.1, 1e3, 1e-9, 1e9]) * draw.random(),
        "boolean": lambda: draw.random() < 0.5,
        "date": lambda: _date(draw),
    }[column.kind]()


def _text(draw: random.Random) -> str:
    return (
        draw.choice(WORDS) + draw.choice(["", "", " ", "甲"]).join(draw.choice(WORDS))[:90].strip()
    )


def _date(draw: random.Random) -> dt.date:
    return dt.date(1850, 1, 1) + dt.timedelta(days=draw.randrange(70_000))


_FURTHER = (
    _text,
    lambda draw: draw.choice(WORDS),
    lambda draw: draw.randrange(-(2**20), 2**20),
    lambda draw: draw.randrange(10**17, 10**18),
    lambda draw: draw.gauss(0, 1) * 10 ** draw.randrange(-12, 12),
    lambda draw: draw.random() < 0.5,
    lambda draw: draw.choice([1, "一", 2.5, True]),
    lambda draw: {"层": draw.randrange(9), "names": [draw.choice(WORDS)]},
    lambda draw: _date(draw).isoformat(),
    lambda draw: draw.choice(["", "x"]),
)
