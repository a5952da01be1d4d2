"""Kinds of facilities as data: one TOML file a kind, checked as a whole before it counts.

A kind has columns of its own beside those that every facility has; their values stand in
`properties`, so that a new kind costs neither code nor a change of a table.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from layers.catalogue.columns import FACILITY_COLUMNS
from layers.catalogue.faults import COLOR, MOST_FAULTS, NAME, TAG, FaultError, listed
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
from layers.titles import ACCEPTED_TITLE, invisible, title_fault
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
MOST_NAMES = 200
"""Aliases, grades, choices, tables of tags, values of one tag: more is a program's mistake."""
_SHAPES: dict[str, Geometry] = {
    "point": "point",
    "polygon": "polygon",
    "both": "point_or_polygon",
}
SHAPE_WORDS: dict[Geometry, str] = {shape: word for word, shape in _SHAPES.items()}
"""How the file of a kind says what it may be drawn as."""
ENTRANCES = Column(
    "entrances",
    "text",
    Text("出入口坐标", "Entrances"),
    aliases=("大门坐标", "gates"),
    further=True,
)
"""Longitude and latitude of each in degrees, `;` between them: `116.40 39.9; 116.41 39.9`."""


class KindError(LayerError):
    """The file is no kind of facility; `faults` lists everything that is wrong, by place."""

    message = Text("设施类型文件有误：\n{faults}", "not a kind of facility:\n{faults}")


def _title(text: str) -> str:
    fault = Text("为空", "is empty") if not text.strip() else title_fault(text)
    if fault is None and (held := invisible(text)):
        listed = ", ".join(held[:5])
        fault = Text(f"含有看不见的字符 {listed}", f"holds {listed}, which cannot be seen")
    if fault is not None:
        told = Text(f"{fault.zh}；{ACCEPTED_TITLE.zh}", f"{fault.en}; {ACCEPTED_TITLE.en}")
        raise FaultError(told)
    return text


def _identifier(name: str) -> str:
    if name in TAKEN:
        word = Text(f"“{name}”是地图的用语；请另取", f"'{name}' is a word of maps; take another")
        raise FaultError(word)
    return name


def _group(name: str) -> str:
    if name not in GROUPS:
        accepted = ", ".join(f"{one} ({title.zh})" for one, title in GROUPS.items())
        raise FaultError(
            Text(f"不可接受；可用：{accepted}", f"is not accepted; accepted: {', '.join(GROUPS)}")
        )
    return name


def _free(name: str) -> str:
    if name in RESERVED or any(name == column.name for column in FACILITY_COLUMNS):
        raise FaultError(
            Text(
                f"“{name}”是各类设施共有的列或保留名",
                f"'{name}' is a column that every facility has, or reserved",
            )
        )
    return name


def _once(named: list[Any]) -> list[Any]:
    ids = [getattr(one, "id", None) or getattr(one, "name", one) for one in named]
    twice = list(dict.fromkeys(one for one in ids if ids.count(one) > 1))
    if twice:
        listed = ", ".join(twice)
        raise FaultError(Text(f"重复：{listed}", f"stands more than once: {listed}"))
    return named


Identifier = Annotated[str, Field(pattern=NAME, max_length=60)]
KindId = Annotated[Identifier, AfterValidator(_identifier)]
Title = Annotated[str, AfterValidator(_title)]
Titles = Annotated[list[Title], Field(max_length=MOST_NAMES)]
Tag = Annotated[str, Field(pattern=TAG)]
Tags = Annotated[
    dict[Tag, Annotated[list[Tag], Field(max_length=MOST_NAMES)]], Field(max_length=MOST_NAMES)
]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class AcceptedValue(_Table):
    """One of the values that a column or the grade takes."""

    id: Identifier
    title_zh: Title
    title_en: Title


class GradeValue(AcceptedValue):
    """A grade, and tables of OpenStreetMap tags of which one has to hold whole to make it."""

    osm: Annotated[list[Tags], Field(max_length=MOST_NAMES)] = []


Values = Annotated[list[AcceptedValue], Field(max_length=MOST_NAMES), AfterValidator(_once)]


class KindColumn(_Table):
    """A column that only this kind has."""

    name: Annotated[Identifier, AfterValidator(_free)]
    kind: Literal["text", "integer", "number", "date", "boolean"]
    title_zh: Title
    title_en: Title
    unit: Annotated[str, AfterValidator(_title)] | None = None
    minimum: float | None = 0
    aliases: Titles = []
    choices: Values = []

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
    color: Annotated[str, Field(pattern=COLOR)]


class Openstreetmap(_Table):
    """Tags that make a feature of this kind, any table of them; tags that unmake it."""

    any: Annotated[list[Tags], Field(max_length=MOST_NAMES)] = []
    unless: Tags = {}


class KindFile(_Table):
    """What a file of a kind holds."""

    id: KindId
    kind: KindId | None = None
    title_zh: Title
    title_en: Title
    group: Annotated[str, AfterValidator(_group)]
    geometry: Literal["point", "polygon", "both"] = "point"
    distance: Distance = "edge"
    item: Title | None = None
    order: Annotated[int, Field(ge=0, le=9_999)] = 5_000
    aliases: Titles = []
    symbol: Symbol
    grades: Annotated[list[GradeValue], Field(max_length=MOST_NAMES), AfterValidator(_once)] = []
    columns: Annotated[list[KindColumn], Field(max_length=40), AfterValidator(_once)] = []
    osm: Openstreetmap = Openstreetmap()


TagTable = dict[str, frozenset[str]]
"""OpenStreetMap tags that have to hold together: key to values of which one has to stand."""


@dataclass(frozen=True)
class Kind:
    """A kind of facility: its layer type, the tags that make it, and the text that it was told by.

    `any` lists tables of OpenStreetMap tags of which one has to hold whole; `unless` holds tags of
    which none may. `*` stands for every value. `grades` are such tables by the grade that they
    make, the first that holds first.
    """

    layer: LayerType
    any: tuple[TagTable, ...]
    unless: TagTable
    order: int
    text: str
    grades: tuple[tuple[str, TagTable], ...] = ()

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
        raise KindError(faults=error.told) from None
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
        raise KindError(faults=error.told) from None


def _kind(mapping: dict[str, Any], text: str, name: str) -> Kind:
    try:
        told = KindFile.model_validate(mapping)
    except ValidationError as error:
        found = listed(error.errors(include_url=False), mapping, _fields)
        raise KindError(faults=_lines(name, found)) from None
    return Kind(
        layer=_layer(told),
        any=tuple(_sets(one) for one in told.osm.any),
        unless=_sets(told.osm.unless),
        order=told.order,
        text=text,
        grades=tuple((grade.id, _sets(one)) for grade in told.grades for one in grade.osm),
    )


def _lines(name: str, found: list[Text]) -> Text:
    """Return the first faults, one a line, and how many more there are."""
    more = len(found) - MOST_FAULTS
    told = found[:MOST_FAULTS]
    if more > 0:
        told.append(Text(f"另有 {more} 处未列出", f"{more} more are not listed"))
    return Text(
        "\n".join(f"{name}：{one.zh}" for one in told),
        "\n".join(f"{name}: {one.en}" for one in told),
    )


_TABLES: dict[str, type[BaseModel]] = {
    "columns": KindColumn,
    "grades": GradeValue,
    "choices": AcceptedValue,
    "symbol": Symbol,
    "osm": Openstreetmap,
}


def _fields(place: tuple[Any, ...]) -> Iterable[str]:
    """Return what the table at a place may hold."""
    names = [part for part in place if isinstance(part, str)]
    table = _TABLES[names[-1]] if names else KindFile
    return table.model_fields


def _sets(tags: dict[str, list[str]]) -> TagTable:
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
