"""The edits of a scenario as they are written down: JSON objects in longitude and latitude."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from app.guards.strict_json import parse
from app.params import short
from app.problems.errors import MOST_FAULTS, Fault, ParameterError
from layers.store.scenarios import MOST_BYTES, MOST_EDITS, canonical_json, digest_of
from layers.text import Text
from layers.titles import ACCEPTED_TITLE, title_fault

MOST_VERTICES = 1_000
MOST_FIELDS = 20
MOST_CHARACTERS = MOST_BYTES
GREATEST = 1e9
WRONG = Text("不接受", "is not accepted")
ONE_OF_STREET = Text(
    "可用：street（街道编号）或 lon 与 lat（最近的一段）",
    "accepted: street (its id), or lon and lat (the nearest block)",
)
ONE_UNIT = Text(
    "可用：community（社区编号）或 compound（小区编号）之一，或都不给（全部人口）",
    "accepted: one of community and compound (an id), or neither for everybody",
)
ONE_OF_PEOPLE = Text("可用：factor 或 total 之一", "accepted: one of factor and total")
TOO_LARGE = Text(
    f"可用：至多 {MOST_BYTES:,} 字节的 JSON", f"accepted: at most {MOST_BYTES:,} bytes of JSON"
)
TOO_MANY = Text(
    f"可用：至多 {MOST_EDITS} 项修改", f"accepted: a list of at most {MOST_EDITS} edits"
)
TOO_MANY_FIELDS = Text(
    f"可用：至多 {MOST_FIELDS} 个字段", f"accepted: at most {MOST_FIELDS} fields"
)
TOO_MANY_VERTICES = Text(
    f"可用：至多 {MOST_VERTICES:,} 个顶点", f"accepted: at most {MOST_VERTICES:,} vertices"
)
Lon = Annotated[float, Field(ge=-180, le=180)]
Lat = Annotated[float, Field(ge=-90, le=90)]
Capacity = Annotated[float, Field(ge=0, le=GREATEST)]


def _one_line(text: str) -> str:
    if title_fault(text) is not None:
        raise ValueError(ACCEPTED_TITLE.en)
    return text


Name = Annotated[str, AfterValidator(_one_line)]
Feature = Annotated[int, Field(ge=1)] | Annotated[str, Field(pattern=r"^new-[1-9][0-9]{0,3}$")]
"""The id of a feature, or new-1 for the first facility that the edits add, new-2 for the next."""


class _Edit(BaseModel):
    """An edit of one kind: `edit` names it, `title` says what it has done."""

    title: ClassVar[Text]
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class AddFacilityEdit(_Edit):
    """A new facility at a point."""

    title: ClassVar = Text("增设设施", "facility added")
    edit: Literal["add_facility"]
    lon: Lon
    lat: Lat
    capacity: Capacity | None = None
    name: Name | None = None


class MoveFacilityEdit(_Edit):
    """A facility goes elsewhere."""

    title: ClassVar = Text("迁移设施", "facility moved")
    edit: Literal["move_facility"]
    facility: Feature
    lon: Lon
    lat: Lat


class CloseFacilityEdit(_Edit):
    """A facility closes."""

    title: ClassVar = Text("关闭设施", "facility closed")
    edit: Literal["close_facility"]
    facility: Feature


class ResizeFacilityEdit(_Edit):
    """A facility gets another capacity."""

    title: ClassVar = Text("调整容量", "capacity changed")
    edit: Literal["resize_facility"]
    facility: Feature
    capacity: Capacity


class CloseStreetEdit(_Edit):
    """A street is closed: a whole feature, or the block nearest to a point."""

    title: ClassVar = Text("封闭道路", "street closed")
    edit: Literal["close_street"]
    street: Annotated[int, Field(ge=1)] | None = None
    lon: Lon | None = None
    lat: Lat | None = None

    @model_validator(mode="after")
    def _one_way_to_name_it(self) -> "CloseStreetEdit":
        given = (self.street is not None, self.lon is not None, self.lat is not None)
        if given not in {(True, False, False), (False, True, True)}:
            raise ValueError(ONE_OF_STREET.en)
        return self


class OpenStreetEdit(_Edit):
    """A street is opened along a line."""

    title: ClassVar = Text("打通道路", "street opened")
    edit: Literal["open_street"]
    line: Annotated[tuple[tuple[Lon, Lat], ...], Field(min_length=2, max_length=MOST_VERTICES)]


class ChangePopulationEdit(_Edit):
    """The people of a community or a compound, or of all, change by a factor or to a total.

    A compound is named where units are compounds (`by=compound`), a community elsewhere.
    """

    title: ClassVar = Text("人口变化", "population changed")
    edit: Literal["change_population"]
    community: Annotated[int, Field(ge=1)] | None = None
    compound: Annotated[int, Field(ge=1)] | None = None
    factor: Annotated[float, Field(ge=0, le=1_000)] | None = None
    total: Annotated[float, Field(ge=0, le=GREATEST)] | None = None

    @model_validator(mode="after")
    def _one_number(self) -> "ChangePopulationEdit":
        if (self.factor is None) == (self.total is None):
            raise ValueError(ONE_OF_PEOPLE.en)
        return self

    @model_validator(mode="after")
    def _one_unit(self) -> "ChangePopulationEdit":
        if self.community is not None and self.compound is not None:
            raise ValueError(ONE_UNIT.en)
        return self


WrittenEdit = (
    AddFacilityEdit
    | MoveFacilityEdit
    | CloseFacilityEdit
    | ResizeFacilityEdit
    | CloseStreetEdit
    | OpenStreetEdit
    | ChangePopulationEdit
)
"""Every kind of edit; whatever names kinds derives from it."""
EDIT_KINDS: dict[str, type[WrittenEdit]] = {
    get_args(model.model_fields["edit"].annotation)[0]: model for model in get_args(WrittenEdit)
}
ANY = Text(
    f"可用：JSON 数组，每项有 edit：{'、'.join(EDIT_KINDS)}",
    f"accepted: a JSON array of objects with edit: {', '.join(EDIT_KINDS)}",
)
TAKEN = {
    ("必须给出", "a value, which must be given"): ("missing",),
    ("数字", "a number"): ("float_type", "float_parsing", "finite_number"),
    ("整数", "a whole number"): ("int_type", "int_parsing", "int_from_float"),
    ("文字", "text"): ("string_type",),
    ("是或否", "true or false"): ("bool_type", "bool_parsing"),
    ("不小于 {ge}", "at least {ge}"): ("greater_than_equal",),
    ("不大于 {le}", "at most {le}"): ("less_than_equal",),
    ("大于 {gt}", "more than {gt}"): ("greater_than",),
    ("小于 {lt}", "less than {lt}"): ("less_than",),
    ("至多 {max_length} 个字", "at most {max_length:character|characters}"): ("string_too_long",),
    ("至少 {min_length} 个字", "at least {min_length:character|characters}"): ("string_too_short",),
}
"""What is asked for in both languages, by the types of errors of pydantic."""
_EDITS: TypeAdapter[list[WrittenEdit]] = TypeAdapter(
    Annotated[
        list[Annotated[WrittenEdit, Field(discriminator="edit")]], Field(max_length=MOST_EDITS)
    ]
)


def read_edits(value: str | Sequence[Any]) -> list[WrittenEdit]:
    """Read edits from JSON text or from what JSON holds.

    Raises
    ------
    ParameterError
        Lists every fault with its place, such as `edits[2].lon`.
    """
    found: Any = value
    if isinstance(value, str):
        if len(value) > MOST_CHARACTERS:
            raise ParameterError(Fault("edits", WRONG, TOO_LARGE))
        try:
            found = parse(value.encode())
        except ValueError:
            found = None
    if not isinstance(found, list):
        raise ParameterError(Fault("edits", WRONG, ANY, "malformed"))
    if len(found) > MOST_EDITS:
        raise ParameterError(Fault("edits", WRONG, TOO_MANY))
    _require_few_parts(found)
    try:
        return _EDITS.validate_python(found)
    except ValidationError as error:
        entries = error.errors(include_url=False, include_input=False)[: MOST_FAULTS + 2]
        faults = [_fault(entry) for entry in entries]
        raise ParameterError(*faults) from None


def _require_few_parts(found: list[Any]) -> None:
    """Refuse an edit of so many parts that a fault in each would be too much to tell."""
    for number, edit in enumerate(found):
        if not isinstance(edit, dict):
            continue
        if len(edit) > MOST_FIELDS:
            raise ParameterError(Fault(f"edits[{number}]", WRONG, TOO_MANY_FIELDS))
        large = [name for name, value in edit.items() if _parts(value) > MOST_VERTICES]
        if large:
            raise fault(number, short(str(large[0])), TOO_MANY_VERTICES)


def _parts(value: Any) -> int:
    return len(value) if isinstance(value, (list, dict)) else 0


def plain_edits(edits: Sequence[WrittenEdit]) -> list[dict[str, Any]]:
    """Return edits as JSON objects, without what is not given."""
    return [edit.model_dump(mode="json", exclude_none=True) for edit in edits]


def canonical(edits: Sequence[WrittenEdit]) -> str:
    """Return the one way to write these edits down."""
    return canonical_json(plain_edits(edits))


def digest(edits: Sequence[WrittenEdit]) -> str:
    """Return the SHA-256 of the edits as `canonical` writes them."""
    return digest_of(plain_edits(edits))


def fault(number: int, field: str, accepted: Text) -> ParameterError:
    """Return the error that says what edit `number`, counted from 0, gets wrong."""
    return ParameterError(Fault(f"edits[{number}].{field}", WRONG, accepted))


def _fault(entry: Any) -> Fault:
    place, *inside = entry["loc"] or ("",)
    names = [str(part) for part in inside if str(part) not in EDIT_KINDS]
    name = f"edits[{place}]" + "".join(f".{part}" for part in names)
    either = {one.en: one for one in (ONE_OF_STREET, ONE_OF_PEOPLE, ONE_UNIT, ACCEPTED_TITLE)}
    accepted = either.get(str(entry["msg"]).removeprefix("Value error, "))
    if entry["type"] in {"union_tag_invalid", "union_tag_not_found"}:
        accepted = ANY
    return Fault(name, WRONG, accepted or _accepted(entry))


def _accepted(entry: Any) -> Text:
    """Return what an edit takes where pydantic, which speaks English alone, refused a part."""
    kind = next((str(part) for part in entry["loc"] if str(part) in EDIT_KINDS), None)
    if entry["type"] == "extra_forbidden" and kind is not None:
        fields = EDIT_KINDS[kind].model_fields
        return Text(f"可用字段：{'、'.join(fields)}", f"accepted: the fields {', '.join(fields)}")
    limits = entry.get("ctx", {})
    for (zh, en), names in TAKEN.items():
        if entry["type"] in names:
            return Text(f"要求：{zh}", f"accepted: {en}").filled(**limits)
    told = str(entry["msg"]).removeprefix("Value error, ").removeprefix("accepted: ")
    return Text(f"要求：{told}", f"accepted: {told}")
