"""Form fields of an analysis, derived from its declared parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import NoneType
from typing import Any, Literal, get_args

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from app.pages.facilities import KindGroup, facility_groups
from app.params import Parameters, limits, titles
from layers.catalogue import layers_called
from layers.text import Text

Kind = Literal["select", "number", "text"]
NUMBERS = (int, float)


@dataclass(frozen=True)
class Field:
    """One control of a form: what it is called, what it accepts and what it holds now.

    `groups` are the same `options` where they are kinds of facilities.
    """

    name: str
    title: Text
    kind: Kind
    value: str = ""
    unit: str = ""
    note: Text | None = None
    required: bool = False
    low: float | None = None
    high: float | None = None
    options: Mapping[str, Text] = field(default_factory=dict)
    groups: tuple[KindGroup, ...] = ()


def form_fields(
    model: type[Parameters],
    given: Mapping[str, str],
    standards: Mapping[str, Text],
    counts: Mapping[str, int] | None = None,
) -> list[Field]:
    """Return the controls for the parameters of `model`, holding what is `given`.

    `standards` are the titles of the planning standards by id: they are files, not declarations.
    `counts` are the features of the area by layer, by which kinds of facilities are grouped.
    """
    fields = [_field(name, info, given, standards) for name, info in model.model_fields.items()]
    if counts is None:
        return fields
    groups = facility_groups(counts)
    kinds = {kind.id for group in groups for kind in group.kinds}
    return [replace(one, groups=groups) if set(one.options) == kinds else one for one in fields]


def first_values(fields: Iterable[Field]) -> dict[str, str]:
    """Return values for what must be given and has choices: the first of them."""
    return {
        one.name: next(iter(one.options))
        for one in fields
        if one.required and not one.value and one.options
    }


def _field(
    name: str, info: FieldInfo, given: Mapping[str, str], standards: Mapping[str, Text]
) -> Field:
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    options = dict(standards) if name == "standard" else _options(info)
    default = "" if info.default in (None, PydanticUndefined) else info.default
    low, high = limits(info) or (None, None)
    return Field(
        name=name,
        title=Text(str(extra.get("title_zh", name)), str(extra.get("title_en", name))),
        kind=_kind(info, options),
        value=_chosen(given.get(name, _said(default)), options),
        unit=str(extra.get("unit", "")),
        # Titles to choose from say more than how ids are found.
        note=None if name == "standard" else _note(extra),
        required=info.is_required(),
        low=low,
        high=high,
        options=options,
    )


def _chosen(value: str, options: Mapping[str, Text]) -> str:
    """Return the choice that a value means: a kind may be given by a title or an alias."""
    if not options or value in options or not value:
        return value
    called = [layer.id for layer in layers_called(value) if layer.id in options]
    return called[0] if len(called) == 1 else value


def _said(default: Any) -> str:
    if isinstance(default, (tuple, list)):
        return ",".join(_said(one) for one in default)
    if isinstance(default, float) and default.is_integer():
        return str(int(default))
    return str(default).lower() if isinstance(default, bool) else str(default)


def _kind(info: FieldInfo, options: Mapping[str, Text]) -> Kind:
    if options:
        return "select"
    kinds = get_args(info.annotation) or (info.annotation,)
    plain = [kind for kind in kinds if kind is not NoneType]
    return "number" if plain and all(kind in NUMBERS for kind in plain) else "text"


def _options(info: FieldInfo) -> dict[str, Text]:
    if info.annotation is bool:
        return {"true": Text("是", "yes"), "false": Text("否", "no")}
    return titles(info)


def _note(extra: Mapping[str, Any]) -> Text | None:
    if "note_en" not in extra:
        return None
    return Text(str(extra["note_zh"]), str(extra["note_en"]))
