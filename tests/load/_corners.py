"""The extremes of the declared parameters of every analysis, built from its model.

Each choice, the least and the greatest of each number and some between that people ask for; every
pair of two such values is asked for at least once (a greedy covering array), besides the defaults
and some rows at random with a fixed seed.
"""

import json
import random
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from pydantic.fields import FieldInfo
from sqlalchemy import Connection

from app.analyses.ground.model import Analysis
from app.params import choices, limits
from layers.store import layers as store

BETWEEN: dict[str, tuple[str, ...]] = {
    "radius": ("300", "1000", "3000"),
    "catchment": ("1000", "3000"),
    "spacing": ("50", "100", "200", "500"),
    "sites": ("10",),
    "most_sites": ("10",),
    "capacity": ("10000",),
    "budget": ("10",),
    "floor": ("0.3",),
    "freedom": ("50",),
}
BANDS = {
    "radius": ("1", "1000", "20000", "300,500,1000,3000,10000,20000"),
    "minutes": ("0.1", "120", "5,10,15,30,60,120"),
}
STANDARDS = ("gb50180-2018", "plan-2006", "gbt51346-2019", "city-check-2021")
EDITS = 200
LINE = 1_000
APART = (("radius", "minutes"),)
"""Of these only one may be given."""

Row = dict[str, str]


def rows(analysis: Analysis[Any], connection: Connection, slug: str, *, extra: int) -> list[Row]:
    """Return what is asked of an analysis: names and values as in an address."""
    fields = {
        name: _values(name, info, connection, slug)
        for name, info in analysis.parameters.model_fields.items()
    }
    fields = {name: values for name, values in fields.items() if values}
    draw = random.Random(7)  # noqa: S311 - no secret
    plain = {name: values[0] for name, values in fields.items()}
    found = [plain]
    if "metric" in fields:
        found.append(plain | {"metric": "walking"})
    found += _pairwise(fields, draw)
    found += [{name: draw.choice(values) for name, values in fields.items()} for _ in range(extra)]
    told = [_clean(row, draw) for row in found]
    return list({json.dumps(row, sort_keys=True): row for row in told}.values())


def _values(  # noqa: PLR0911 - one line a kind of parameter
    name: str, info: FieldInfo, connection: Connection, slug: str
) -> Sequence[str]:
    """Return the values of a parameter, its default (or "" for none) first."""
    if name in {"lon", "lat"}:
        middle = store.read_area(connection, slug).boundary.representative_point()
        return (repr(middle.x if name == "lon" else middle.y),)
    if name == "facility":
        held = {one.layer: one.feature_count for one in store.list_layers(connection, slug)}
        kinds = sorted((one for one in choices(info) if held[one]), key=held.__getitem__)
        return tuple(dict.fromkeys(["health_centers", kinds[0], kinds[-1]]))
    if name == "edits":
        return _edits(connection, slug)
    if name == "standard":
        return STANDARDS
    default = "" if info.default is None else str(info.default)
    if choices(info):
        return tuple(dict.fromkeys([default, *choices(info)]))
    if isinstance(info.default, bool):
        return ("true", "false")
    bounds = limits(info)
    if bounds is None and name in BANDS:
        return ("", *BANDS[name])
    if bounds is None or name == "community":
        return ()
    ends = [f"{end:g}" for end in bounds]
    return tuple(dict.fromkeys([default, *ends, *BETWEEN.get(name, ())]))


def _edits(connection: Connection, slug: str) -> tuple[str, ...]:
    """Return as many edits of each kind as may be given, and none."""
    area = store.read_area(connection, slug).boundary
    west, south, east, north = area.bounds
    draw = random.Random(7)  # noqa: S311 - no secret

    def place() -> list[float]:
        x, y = draw.uniform(west, east), draw.uniform(south, north)
        return [round(x, 5), round(y, 5)]

    def at() -> dict[str, float]:
        return dict(zip(("lon", "lat"), place(), strict=True))

    def line(corners: int) -> list[list[float]]:
        x, y = place()
        return [[round(x + 1e-4 * n, 5), round(y + 1e-4 * (n % 2), 5)] for n in range(corners)]

    add = [{"edit": "add_facility", **at(), "capacity": 100} for _ in range(EDITS)]
    streets = store.read_layer(connection, slug, "streets").geometry.representative_point()
    middles = draw.sample(streets.get_coordinates().to_numpy().tolist(), EDITS)
    shut = [{"edit": "close_street", "lon": round(x, 5), "lat": round(y, 5)} for x, y in middles]
    # As many corners as the greatest body of edits holds, in lines as long as they may be.
    opened = [{"edit": "open_street", "line": line(LINE)} for _ in range(15)]
    short = [{"edit": "open_street", "line": line(80)} for _ in range(EDITS)]
    people = [{"edit": "change_population", "factor": 1.01} for _ in range(EDITS)]
    mixed = [one for three in zip(add, shut, people, strict=True) for one in three][:EDITS]
    kinds = ([], add, shut, opened, short, people, mixed)
    return tuple(json.dumps(one, separators=(",", ":")) for one in kinds)


def _pairwise(fields: dict[str, Sequence[str]], draw: random.Random) -> list[Row]:
    """Return rows in which every two values of two parameters stand together once."""
    names = list(fields)
    missing = {
        ((a, x), (b, y)) for a, b in combinations(names, 2) for x in fields[a] for y in fields[b]
    }
    found: list[Row] = []
    while missing:
        first = min(missing)
        row: Row = dict(first)
        for name in draw.sample(names, len(names)):
            if name in row:
                continue
            row[name] = max(
                fields[name],
                key=lambda value, name=name: sum(
                    pair in missing
                    for other in row.items()
                    for pair in (((name, value), other), (other, (name, value)))
                ),
            )
        held = {pair for a, b in combinations(names, 2) for pair in [((a, row[a]), (b, row[b]))]}
        missing -= held
        found.append(row)
    return found


def _clean(row: Row, draw: random.Random) -> Row:
    """Leave out what is not given, and one of two that exclude each other."""
    given = {name: value for name, value in row.items() if value != ""}
    for pair in APART:
        if all(name in given for name in pair):
            given.pop(draw.choice(pair))
    if "edits" in given:
        given.pop("scenario", None)
    return given
