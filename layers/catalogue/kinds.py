"""Kinds of facilities as data: one TOML file a kind, checked as a whole before it counts.

A kind has columns of its own beside those that every facility has; their values stand in
`properties`, so that a new kind costs neither code nor a change of a table.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from layers.catalogue.columns import FACILITY_COLUMNS
from layers.catalogue.model import (
    FACILITIES_TABLE,
    SITES_TABLE,
    Column,
    Distance,
    Geometry,
    LayerType,
    Shape,
    Style,
)
from layers.errors import LayerError
from layers.text import Text
from layers.titles import ACCEPTED_TITLE, title_fault
from layers.toml_text import TomlTextError, parse_toml, read_toml

GROUPS = {
    "safety": Text("公共安全设施", "Safety"),
    "health": Text("医疗卫生设施", "Health"),
    "culture": Text("文化设施", "Culture"),
    "service": Text("社区服务设施", "Community service"),
    "elderly": Text("养老设施", "Care of the elderly"),
    "children": Text("托幼与儿童设施", "Children"),
    "education": Text("教育设施", "Education"),
    "sports": Text("体育与活动场地", "Sports and play"),
    "trade": Text("便民商业设施", "Daily trade"),
    "municipal": Text("市政设施", "Municipal"),
    "transport": Text("交通设施", "Transport"),
}
RESERVED = frozenset(
    {"entrances", "id", "area", "area_id", "kind", "geometry", "properties", "layer"}
)
TAKEN = frozenset({"area", "served", "unserved", "highlight", "labels", "limit"})
"""What maps call that which is no layer."""
_NAME = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
_COLOR = r"^#[0-9a-f]{6}$"
_TAG = r"^[A-Za-z0-9_:.*-]{1,80}$"
_SHAPES: dict[str, Geometry] = {
    "point": "point",
    "polygon": "polygon",
    "both": "point_or_polygon",
}
ENTRANCES = Column(
    "entrances",
    "text",
    Text("出入口坐标", "Entrances"),
    aliases=("大门坐标", "gates"),
    further=True,
)
"""Longitude and latitude of each in degrees, `;` between them: `116.40 39.9; 116.41 39.9`."""
_NEED_CHECKED = 20


class KindError(LayerError):
    """The file is no kind of facility; `faults` lists everything that is wrong, by place."""

    message = Text("设施类型文件有误：\n{faults}", "not a kind of facility:\n{faults}")


def _title(text: str) -> str:
    if not text.strip():
        raise ValueError(f"empty; {ACCEPTED_TITLE.en}")
    fault = title_fault(text)
    if fault is not None:
        raise ValueError(f"{fault.en}; {ACCEPTED_TITLE.en}")
    return text


Identifier = Annotated[str, Field(pattern=_NAME, max_length=60)]
Title = Annotated[str, AfterValidator(_title)]
Tags = dict[Annotated[str, Field(pattern=_TAG)], list[Annotated[str, Field(pattern=_TAG)]]]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class AcceptedValue(_Table):
    """One of the values that a column or the grade takes."""

    id: Identifier
    title_zh: Title
    title_en: Title


class KindColumn(_Table):
    """A column that only this kind has."""

    name: Identifier
    kind: Literal["text", "integer", "number", "date", "boolean"]
    title_zh: Title
    title_en: Title
    unit: Annotated[str, AfterValidator(_title)] | None = None
    minimum: float | int | None = 0
    aliases: list[Title] = []
    choices: list[AcceptedValue] = []

    def column(self) -> Column:
        """Return the column as the catalogue knows it."""
        amount = self.kind in {"integer", "number"}
        return Column(
            self.name,
            self.kind,
            Text(self.title_zh, self.title_en),
            unit=self.unit or "",
            minimum=None if self.minimum is None or not amount else float(self.minimum),
            choices={one.id: Text(one.title_zh, one.title_en) for one in self.choices},
            aliases=tuple(dict.fromkeys((self.title_zh, *self.aliases))),
            further=True,
        )


class Symbol(_Table):
    """How the kind looks on the map and in legends."""

    shape: Shape = "circle"
    color: Annotated[str, Field(pattern=_COLOR)]


class Openstreetmap(_Table):
    """Tags that make a feature of this kind, any table of them; tags that unmake it."""

    any: list[Tags] = []
    unless: Tags = {}


class KindFile(_Table):
    """What a file of a kind holds."""

    id: Identifier
    kind: Identifier | None = None
    title_zh: Title
    title_en: Title
    group: str
    geometry: Literal["point", "polygon", "both"] = "point"
    distance: Distance = "edge"
    item: Title | None = None
    order: Annotated[int, Field(ge=0, le=9_999)] = 5_000
    aliases: list[Title] = []
    symbol: Symbol
    grades: list[AcceptedValue] = []
    columns: Annotated[list[KindColumn], Field(max_length=40)] = []
    osm: Openstreetmap = Openstreetmap()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Check what no field shows alone."""
        for name in (self.id, self.kind):
            if name in TAKEN:
                raise ValueError(f"id '{name}' is a word of maps and tables; accepted: another one")
        if self.group not in GROUPS:
            raise ValueError(f"group '{self.group}'; accepted: {', '.join(GROUPS)}")
        common = {column.name for column in FACILITY_COLUMNS}
        names = [column.name for column in self.columns]
        for name in names:
            if name in common or name in RESERVED:
                raise ValueError(f"column '{name}' is one that every facility has, or reserved")
        for what, ids in (
            ("column", names),
            ("grade", [one.id for one in self.grades]),
            *((f"choice of '{c.name}'", [one.id for one in c.choices]) for c in self.columns),
        ):
            if len(set(ids)) != len(ids):
                raise ValueError(f"a {what} stands twice: {', '.join(ids)}")
        return self


@dataclass(frozen=True)
class Kind:
    """A kind of facility: its layer type, the tags that make it, and the text that it was told by.

    `any` lists tables of OpenStreetMap tags of which one has to hold whole; `unless` holds tags of
    which none may. `*` stands for every value.
    """

    layer: LayerType
    any: tuple[dict[str, frozenset[str]], ...]
    unless: dict[str, frozenset[str]]
    order: int
    text: str

    @property
    def id(self) -> str:
        """The id of its layer."""
        return self.layer.id

    @property
    def sha256(self) -> str:
        """The hash of its text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_kind(path: Path) -> Kind:
    """Read and check one file of a kind.

    Raises
    ------
    KindError
        The file is not TOML or breaks the schema; the message lists every fault with its place.
    """
    try:
        mapping, text = read_toml(path)
    except TomlTextError as error:
        raise KindError(faults=str(error)) from None
    return _kind(mapping, text, path.name)


def parse_kind(text: str, name: str) -> Kind:
    """Return the kind that a text of TOML tells; `name` is what messages call it.

    Raises
    ------
    KindError
        As `read_kind`.
    """
    try:
        return _kind(parse_toml(text.encode(), name), text, name)
    except TomlTextError as error:
        raise KindError(faults=str(error)) from None


def _kind(mapping: dict[str, Any], text: str, name: str) -> Kind:
    try:
        told = KindFile.model_validate(mapping)
    except ValidationError as error:
        faults = [_fault(one) for one in error.errors(include_url=False)[:_NEED_CHECKED]]
        raise KindError(faults="\n".join(f"{name}: {one}" for one in faults)) from None
    return Kind(
        layer=_layer(told),
        any=tuple(_sets(one) for one in told.osm.any),
        unless=_sets(told.osm.unless),
        order=told.order,
        text=text,
    )


def _sets(tags: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(values) for key, values in tags.items()}


def _layer(told: KindFile) -> LayerType:
    own = tuple(column.column() for column in told.columns)
    if told.distance == "entrances":
        own = (*own, ENTRANCES)
    grades = {one.id: Text(one.title_zh, one.title_en) for one in told.grades}
    common = tuple(_graded(column, grades) for column in FACILITY_COLUMNS)
    return LayerType(
        told.id,
        Text(told.title_zh, told.title_en),
        _SHAPES[told.geometry],
        FACILITIES_TABLE if told.geometry == "point" else SITES_TABLE,
        # Where the data come from stands last, as in every layer.
        (*common[:-2], *own, *common[-2:]),
        Style(told.symbol.color, fill_opacity=0.9, shape=told.symbol.shape),
        kind=told.kind or told.id,
        group=GROUPS[told.group],
        aliases=tuple(told.aliases),
        distance=told.distance,
        item=told.item or "",
    )


def _graded(column: Column, grades: dict[str, Text]) -> Column:
    """Return `grade` with what it may be; other grades are taken too, as files have them."""
    if column.name != "grade" or not grades:
        return column
    return Column(
        column.name, column.kind, column.title, aliases=column.aliases, choices=grades, open=True
    )


def _fault(entry: Any) -> str:
    """Return one fault as `place: what is wrong; what is accepted`."""
    place = ".".join(str(part) for part in entry["loc"]) or "file"
    given = entry.get("input")
    shown = json.dumps(given, ensure_ascii=False, default=str)[:60]
    if entry["type"] == "missing":
        return f"{place}: 缺少 / is missing"
    if entry["type"] == "extra_forbidden":
        return f"{place}: 没有这个字段 / there is no such field"
    said = str(entry["msg"]).removeprefix("Value error, ")
    return f"{place}: {said}" if isinstance(given, dict) else f"{place}: {said} ({shown})"
