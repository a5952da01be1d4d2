"""Requests to typed values: each parameter is declared once, every other form derives from it.

A model of `Parameters` gives the parsing of query strings and command lines, the choices of the
form on the page, the OpenAPI description and the documentation.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Any, ClassVar, Literal, TypeVar, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from app.problems.errors import Fault, ParameterError
from app.problems.representations import NotAcceptableError
from layers.text import Text, visible

FORMATS = {
    "json": "application/json",
    "geojson": "application/geo+json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gpkg": "application/geopackage+sqlite3",
    "svg": "image/svg+xml",
    "mvt": "application/vnd.mapbox-vector-tile",
}
REQUIRED = Text("必须给出", "is required")
UNKNOWN = Text("没有这个参数", "there is no such parameter")
REPEATED = Text("只能给出一次", "may be given only once")
NOT_ACCEPTED = Text("不接受“{value}”", "'{value}' is not accepted")
LONGEST_ECHO = 60
WIDEST, HIGHEST = 180.0, 90.0


class Parameters(BaseModel):
    """Parameters of one analysis: immutable, finite numbers only, nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    reasons: ClassVar[dict[tuple[str, str], Text]] = {}
    derived: ClassVar[dict[str, str]] = {}
    """Parameters that a result states but that follow from another one where that is given."""


P = TypeVar("P", bound=Parameters)


@dataclass(frozen=True)
class Choices:
    """Marks a type whose accepted values, with their titles, are known when they are asked for."""

    titles: Callable[[], Mapping[str, Text]]


def option(  # noqa: PLR0913 - what forms, help and documents say of one parameter
    title: Text,
    *,
    default: Any = ...,
    unit: str = "",
    note: Text | None = None,
    labels: Mapping[str, Text] | None = None,
    limits: tuple[float, float] | None = None,
    accepts: Text | None = None,
) -> Any:
    """Declare one parameter: titles in both languages, unit, limits and labels of its choices.

    `accepts` says what is accepted where type, choices and limits do not.
    """
    extra: dict[str, Any] = {"title_zh": title.zh, "title_en": title.en, "unit": unit}
    if note:
        extra |= {"note_zh": note.zh, "note_en": note.en}
    if accepts:
        extra |= {"accepts_zh": accepts.zh, "accepts_en": accepts.en}
    if labels:
        extra["labels"] = {key: {"zh": text.zh, "en": text.en} for key, text in labels.items()}
    low, high = limits or (None, None)
    return Field(
        default,
        title=title.en,
        description=note.en if note else None,
        ge=low,
        le=high,
        json_schema_extra=extra,
    )


def parse(model: type[P], pairs: Iterable[tuple[str, str]]) -> P:
    """Read a model from name-value pairs.

    Raises
    ------
    ParameterError
        Lists every parameter that is unknown, repeated, missing or not accepted.
    """
    values: dict[str, str] = {}
    faults: list[Fault] = []
    for name, value in pairs:
        if name in values:
            titles = accepted_titles(model, name)
            faults.append(Fault(short(name), REPEATED, accepted(model, name), "repeated", titles))
        values[name] = value
    try:
        parsed = model.model_validate(values)
    except ValidationError as error:
        faults += [_fault(model, entry) for entry in error.errors(include_url=False)]
    if faults:
        raise ParameterError(*faults)
    return parsed


def bounded(parameters: P, seconds: float) -> P:
    """Return parameters whose `time_limit`, where they have one, is at most `seconds`."""
    asked = getattr(parameters, "time_limit", None)
    if asked is None or asked <= seconds:
        return parameters
    return parameters.model_copy(update={"time_limit": seconds})


def choices(info: FieldInfo) -> tuple[str, ...]:
    """Return the accepted values of a parameter with choices, else nothing."""
    marked = _marked(info)
    if marked is not None:
        return tuple(marked.titles())
    for part in (info.annotation, *get_args(info.annotation)):
        if get_origin(part) is Literal:
            return tuple(str(value) for value in get_args(part))
    return ()


def titles(info: FieldInfo) -> dict[str, Text]:
    """Return the accepted values of a parameter with choices, with the titles that forms show."""
    marked = _marked(info)
    if marked is not None:
        return dict(marked.titles())
    labels = _extra(info).get("labels", {})
    known = {name: Text(str(both["zh"]), str(both["en"])) for name, both in labels.items()}
    return {name: known.get(name, Text(name, name)) for name in choices(info)}


def _marked(info: FieldInfo) -> Choices | None:
    """Return the mark of a type with choices, also where the type may be left out."""
    inner = (getattr(part, "__metadata__", ()) for part in get_args(info.annotation))
    marks = (*info.metadata, *(one for part in inner for one in part))
    return next((one for one in marks if isinstance(one, Choices)), None)


def limits(info: FieldInfo) -> tuple[float, float] | None:
    """Return the least and greatest accepted number, where both are declared."""
    found = list(info.metadata)
    low = next((float(str(m.ge)) for m in found if isinstance(m, Ge)), None)
    high = next((float(str(m.le)) for m in found if isinstance(m, Le)), None)
    return None if low is None or high is None else (low, high)


def accepted(model: type[Parameters], name: str) -> Text:
    """Say what the parameter `name` accepts, or which parameters there are."""
    info = model.model_fields.get(name)
    if info is None:
        names = ", ".join([*model.model_fields, "f", "lang"])
        return Text(f"可用参数：{names}", f"parameters: {names}")
    if choices(info):
        return accepted_values(choices(info))
    if "accepts_en" in _extra(info):
        return Text(_extra(info)["accepts_zh"], _extra(info)["accepts_en"])
    kinds = list(get_args(info.annotation) or (info.annotation,))
    unit = _extra(info).get("unit", "")
    bounds = limits(info)
    if bounds:
        low, high = bounds
        tail = f" {unit}" if unit else ""
        return Text(
            f"可用：{low:g} 至 {high:g} 的数{tail}", f"accepted: a number {low:g} to {high:g}{tail}"
        )
    if any(kind in {int, float} for kind in kinds if kind is not NoneType):
        return Text("可用：一个数", "accepted: a number")
    return Text("可用：文字", "accepted: text")


def accepted_titles(model: type[Parameters], name: str) -> Text | None:
    """Say the same by the titles of its choices, as forms show them; None where they have none."""
    info = model.model_fields.get(name)
    named = titles(info) if info else {}
    if all(title == (value, value) for value, title in named.items()):
        return None
    zh, en = (tuple(titled) for titled in zip(*named.values(), strict=True))
    return Text(f"可用：{'、'.join(zh)}", f"accepted: {', '.join(en)}")


def accepted_values(values: Iterable[str]) -> Text:
    """Say which values are accepted."""
    listed = ", ".join(values)
    return Text(f"可用：{listed}", f"accepted: {listed}")


def refuse(name: str, value: object, text: Text, *, code: str = "not-accepted") -> ParameterError:
    """Return the error that says `name` does not accept `value`, and what it accepts."""
    detail = Text(*(t.format(value=short(str(value))) for t in NOT_ACCEPTED))
    return ParameterError(Fault(name, detail, text, code))


def read_format(value: str | None, allowed: Iterable[str], *, accept: str = "") -> str:
    """Return the answer's format from `f=`, else the one that the Accept header weighs most.

    Without either, and where several weigh the same, it is the first.

    Raises
    ------
    ParameterError
        When `f=` names another format.
    NotAcceptableError
        When the header takes none of them.
    """
    names = tuple(allowed)
    if value is not None:
        if value not in names:
            raise refuse("f", value, accepted_values(names))
        return value
    return negotiated(names, accept)


def negotiated(names: Sequence[str], accept: str) -> str:
    """Return the one of `names` (keys of `FORMATS`) that an Accept header weighs most.

    The first, where it names no media type.

    Raises
    ------
    NotAcceptableError
        When the header takes none of them (RFC 9110, 12.5.1).
    """
    wanted = parse_accept_header(accept, MIMEAccept)
    # A header that names no media type at all asks for nothing.
    if not any("/" in value for value, _ in wanted):
        return names[0]
    types = [FORMATS[name] for name in names]
    # The most specific entry that matches a type weighs it; of equal weights the first type wins.
    best = wanted.best_match(types)
    if best is None or wanted.quality(best) <= 0:
        raise NotAcceptableError(accepted=", ".join(types))
    return names[types.index(best)]


def read_bbox(value: str | None) -> tuple[float, float, float, float] | None:
    """Return `min_lon,min_lat,max_lon,max_lat` in degrees, or None when not given.

    Raises
    ------
    ParameterError
        When it is no box in degrees.
    """
    if value is None:
        return None
    text = Text(
        "可用：西,南,东,北（度，且南 <= 北）",
        "accepted: west,south,east,north in degrees, south <= north",
    )
    try:
        west, south, east, north = (float(part) for part in value.split(",", 4))
    except ValueError:
        raise refuse("bbox", value, text, code="malformed") from None
    # West beyond east is a box across the antimeridian (OGC API Features).
    within = all(abs(lon) <= WIDEST for lon in (west, east))
    if not (within and -HIGHEST <= south <= north <= HIGHEST):
        raise refuse("bbox", value, text, code="malformed")
    return west, south, east, north


def read_whole(name: str, value: str | None, *, default: int, limits: tuple[int, int]) -> int:
    """Return a whole number within `limits`, or `default` when not given.

    Raises
    ------
    ParameterError
        When it is no whole number within the limits.
    """
    if value is None:
        return default
    low, high = limits
    text = Text(f"可用：{low} 至 {high} 的整数", f"accepted: a whole number {low} to {high}")
    if not (value.isascii() and value.isdigit()):
        raise refuse(name, value, text, code="malformed")
    if len(value.lstrip("0")) > len(str(high)) or not low <= int(value) <= high:
        raise refuse(name, value, text)
    return int(value)


def refuse_unknown(names: Iterable[str], known: Iterable[str]) -> None:
    """Raise `ParameterError` for every name that is not among `known`."""
    expected = tuple(known)
    listed = ", ".join(expected)
    text = Text(f"可用参数：{listed}", f"parameters: {listed}")
    faults = [Fault(short(n), UNKNOWN, text, "unknown") for n in names if n not in expected]
    if faults:
        raise ParameterError(*faults)


def _fault(model: type[Parameters], entry: Mapping[str, Any]) -> Fault:
    name = str(entry["loc"][0]) if entry["loc"] else "parameters"
    text, titles = accepted(model, name), accepted_titles(model, name)
    if entry["type"] == "missing":
        return Fault(name, REQUIRED, text, "missing", titles)
    if entry["type"] == "extra_forbidden":
        return Fault(short(name), UNKNOWN, text, "unknown")
    value = short(str(entry["input"]))
    reason = model.reasons.get((name, value))
    if reason:
        return Fault(name, reason, text, titles=titles)
    unread = entry["type"].endswith(("_parsing", "_type"))
    code = "malformed" if unread else "not-accepted"
    detail = Text(*(t.format(value=value) for t in NOT_ACCEPTED))
    return Fault(name, detail, text, code, titles)


def short(text: str) -> str:
    """Return the beginning of what was given, fit to be told: control characters written out."""
    clean = visible(text[: LONGEST_ECHO + 1])
    return clean if len(clean) <= LONGEST_ECHO else clean[:LONGEST_ECHO] + "…"


def unit_of(model: type[Parameters], name: str) -> str:
    """Return the unit of a parameter; empty where it has none."""
    return str(_extra(model.model_fields[name]).get("unit", ""))


def _extra(info: FieldInfo) -> dict[str, Any]:
    extra = info.json_schema_extra
    return dict(extra) if isinstance(extra, Mapping) else {}
