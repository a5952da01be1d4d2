"""What a layer type is: its columns, its look and where it is stored."""

from dataclasses import dataclass, field
from typing import Literal

from layers.text import Text

Geometry = Literal["point", "line", "polygon", "point_or_polygon"]
ColumnKind = Literal["text", "integer", "number", "date", "boolean"]
Shape = Literal["circle", "square", "triangle", "diamond"]
Distance = Literal["edge", "entrances"]
FACILITIES_TABLE, SITES_TABLE = "facilities", "facility_sites"
"""Points share the first; what may be drawn as an area shares the second."""


@dataclass(frozen=True)
class Column:
    """A typed column of a layer; `aliases` are the names that users' files give it.

    Where `further` is set the value stands in `properties` of the row, under this name: so a kind
    of facility has columns of its own without a change of any table. Where `open` is set, other
    values than the choices are taken too.
    """

    name: str
    kind: ColumnKind
    title: Text
    unit: str = ""
    required: bool = False
    minimum: float | None = None
    choices: dict[str, Text] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    further: bool = False
    open: bool = False


@dataclass(frozen=True)
class Style:
    """How a layer is drawn: fill and line color; radius in pixels and shape of points."""

    color: str
    fill_opacity: float = 0.3
    weight: float = 1.0
    radius: int = 5
    shape: Shape = "circle"


@dataclass(frozen=True)
class LayerType:
    """A kind of layer: `table` holds it; facilities share a table and differ by `kind`.

    `aliases` are further names of a kind of facility in users' files and commands; `distance` says
    from where distance to one that is an area counts; `item` is the item of the standard it is.
    """

    id: str
    title: Text
    geometry: Geometry
    table: str
    columns: tuple[Column, ...]
    style: Style
    group: Text
    kind: str | None = None
    aliases: tuple[str, ...] = ()
    distance: Distance = "edge"
    item: str = ""

    def column(self, name: str) -> Column | None:
        """Return the column called `name`, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def stored(self) -> tuple[Column, ...]:
        """The columns that the table has; the others stand in `properties`."""
        return tuple(column for column in self.columns if not column.further)

    @property
    def further(self) -> tuple[Column, ...]:
        """The columns that stand in `properties`."""
        return tuple(column for column in self.columns if column.further)

    @property
    def is_facility(self) -> bool:
        """Whether the layer is a kind of facility that serves people around it."""
        return self.table in {FACILITIES_TABLE, SITES_TABLE}
