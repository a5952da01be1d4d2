"""The page of all layer types (`docs/layers.md`), written out of the catalogue."""

import sys
import unicodedata
from collections.abc import Iterable, Iterator

from layers.catalogue import (
    FACILITY_TYPES,
    LAYER_TYPES,
    Column,
    Geometry,
    LayerType,
)
from layers.text import Text

REMAKE = ".venv/bin/python -m layers.catalogue.page > docs/layers.md"
_SHAPES: dict[Geometry, str] = {
    "point": "points",
    "line": "lines",
    "polygon": "polygons and multipolygons",
    "point_or_polygon": "points, or polygons and multipolygons",
}
_KINDS = {
    "text": "text",
    "integer": "whole number",
    "number": "number",
    "date": "date",
    "boolean": "yes or no",
}
_UNITS = {"m2": "m²"}
_INTRODUCTION = f"""# Layers

An area holds {len(LAYER_TYPES)} layers. Their ids stand in commands, in addresses and in files.

- A heading of a file is matched to a column by its name, by its Chinese or English title, or by
  one of the further headings listed here; without regard to case, full width and a unit in
  brackets.
- How a number, a date or a yes and no may be written: [Fields](how-to/import.md#fields).
- Only a column marked as required has to be there, with a value in every row; elsewhere an empty
  cell means that the value is not known. Fields that stand for no column are kept as they are.
- Shapes are kept in WGS 84 (EPSG:4326); what becomes of others: [Shapes](how-to/import.md#shapes).

- A kind of facility is a file ([Add a kind](how-to/add-a-kind.md)); its own columns stand beside
  those that every facility has.

This page is written by `{REMAKE}`.
"""


def describe() -> str:
    """Return the page as Markdown: the layers in groups, each with a table of its columns.

    Kinds of facilities refer to the first for the columns that all of them have.
    """
    parts = [_INTRODUCTION, _overview()]
    common = next(iter(FACILITY_TYPES.values()))
    for layer in LAYER_TYPES.values():
        base = common if layer.is_facility and layer is not common else None
        parts.append("\n".join(_section(layer, base)) + "\n")
    return "\n".join(parts)


def _overview() -> str:
    rows = (
        (layer.group.en, f"[`{layer.id}`](#{layer.id})", *layer.title, _SHAPES[layer.geometry])
        for layer in LAYER_TYPES.values()
    )
    return "\n".join(_table(("group", "layer", "中文", "English", "shapes"), rows)) + "\n"


def _section(layer: LayerType, base: LayerType | None) -> Iterator[str]:
    """Yield what is said of a layer; `base` is the kind of facility whose columns it has too."""
    yield f"## `{layer.id}`"
    yield ""
    yield f"{_both(layer.title)}. Shapes: {_SHAPES[layer.geometry]}."
    if layer.item:
        yield f"Item of the standard: {layer.item}."
    if layer.aliases:
        yield f"Also called: {', '.join(layer.aliases)}."
    grade = layer.column("grade")
    if grade is not None and grade.choices:
        yield f"Grades: {_choices(grade.choices)}; any other is taken too."
    columns = layer.columns if base is None else layer.further
    if base is not None:
        more = ", and:" if columns else "."
        yield f"The columns are those of [`{base.id}`](#{base.id}){more}"
    if not columns:
        return
    yield ""
    heading = (
        "column",
        "中文",
        "English",
        "kind",
        "unit",
        "required",
        "accepted",
        "further headings",
    )
    yield from _table(heading, map(_row, columns))


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _line(heading)
    yield _line(("---",) * len(heading))
    yield from (_line(row) for row in rows)


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def _row(column: Column) -> tuple[str, ...]:
    return (
        f"`{column.name}`",
        *column.title,
        _KINDS[column.kind],
        _UNITS.get(column.unit, column.unit),
        "yes" if column.required else "no",
        _accepted(column),
        ", ".join(f"`{alias}`" for alias in _further_headings(column)),
    )


def _accepted(column: Column) -> str:
    if column.choices and not column.open:
        return _choices(column.choices)
    return "any" if column.minimum is None else f"{column.minimum:g} or more"


def _choices(choices: dict[str, Text]) -> str:
    return ", ".join(f"`{key}` {_both(title)}" for key, title in choices.items())


def _both(title: Text) -> str:
    return f"{title.zh} / {title.en}"


def _further_headings(column: Column) -> Iterator[str]:
    """Yield the aliases that say more than the name and the titles, in the eyes of an import."""
    known = {_folded(name) for name in (column.name, *column.title)}
    for alias in column.aliases:
        if _folded(alias) not in known:
            known.add(_folded(alias))
            yield alias


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


if __name__ == "__main__":
    sys.stdout.write(describe())
