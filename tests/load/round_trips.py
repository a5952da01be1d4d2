"""A soak: random rows of every layer through every format and back.

    .venv/bin/python -m tests.load.round_trips 10000

writes, for each layer and format, how many cells differ after export and import, and how many of
the columns that differ the export has named. Ends with 1 where one was not named.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from layers.catalogue import LAYER_TYPES, LayerType
from layers.formats import WRITERS
from layers.formats.writing import spread
from layers.intake import Intake, IntakeContext, examine
from layers.intake.round_trip import equal, export
from tests.builders.random_rows import random_layer


@dataclass(frozen=True)
class Trip:
    """What became of a layer in one format: cells, those that differ, columns named and not."""

    layer: str
    suffix: str
    cells: int
    differing: int
    named: frozenset[str]
    unnamed: frozenset[str]
    codes: frozenset[str]


def trip(frame: gpd.GeoDataFrame, kind: LayerType, path: Path) -> Trip:
    """Export a layer, import the file again and compare each cell of each column."""
    losses = export(frame, path, kind)
    named = frozenset(str(one.field) for one in losses)
    codes = frozenset(one.code for one in losses)
    found = examine(path, kind, IntakeContext())
    before = spread(frame).drop(columns=["id", "geometry"])
    differing = _differing(before, found) | _gained(before, found, kind)
    wrong = frozenset(differing) - named
    cells, count = before.size, sum(differing.values())
    return Trip(kind.id, path.suffix, cells, count, named, wrong, codes)


def _differing(before: gpd.GeoDataFrame, found: Intake) -> dict[str, int]:
    """Return how many cells differ in each column in which any does."""
    if len(found.frame) != len(before):
        told = sorted({(one.code, one.severity) for one in found.problems})
        raise AssertionError(f"{len(before)} rows became {len(found.frame)}: {told[:10]}")
    counts = {}
    for name in before.columns:
        now = found.frame[name].tolist() if name in found.frame else [None] * len(before)
        was = before[name].tolist()
        counts[str(name)] = sum(not equal(a, b) for a, b in zip(was, now, strict=True))
    return {name: count for name, count in counts.items() if count}


def _gained(before: gpd.GeoDataFrame, found: Intake, kind: LayerType) -> dict[str, int]:
    """Return how many cells each column holds that was not there before."""
    known = {*before.columns, *(one.name for one in kind.columns), "geometry"}
    more = [name for name in found.frame.columns if name not in known]
    return {str(name): n for name in more if (n := int(found.frame[name].notna().sum()))}


def soak(rows: int, *, seed: int = 1, step: int = 1) -> Iterator[Trip]:
    """Yield what became of `rows` random rows of every `step`th layer, in each format."""
    kinds = list(LAYER_TYPES.values())[::step]
    for number, kind in enumerate(kinds):
        each = max(rows // len(kinds), 3)
        frame = random_layer(kind, rows=each, seed=seed + number)
        for suffix in WRITERS:
            with tempfile.TemporaryDirectory() as folder:
                yield trip(frame, kind, Path(folder) / f"图层 1{suffix}")


def main(rows: int) -> int:
    """Run the soak and write its table; return 1 where a loss was not named."""
    wrong = 0
    totals: dict[str, list[int]] = {}
    for one in soak(rows):
        total = totals.setdefault(one.suffix, [0, 0, 0])
        total[0] += one.cells
        total[1] += one.differing
        total[2] += len(one.unnamed)
        wrong += len(one.unnamed)
        if one.unnamed:
            sys.stdout.write(f"not named: {one.layer}{one.suffix} {sorted(one.unnamed)}\n")
    for suffix, (cells, differing, unnamed) in totals.items():
        told = f"{suffix:9} {cells:9,} cells, {differing:7,} differ, {unnamed} columns not named\n"
        sys.stdout.write(told)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
