"""Planning standards from data: `parse_standard` checks a mapping and reports every fault at once.

A standard file is TOML (`data/standards/*.toml`); who reads it hands the mapping over. What is
accepted is declared in `spatial/rules.py` and `spatial/standards/measures/table.py`; `describe`
returns it as a JSON Schema for documentation and editors.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any

from spatial.errors import StandardError
from spatial.rules import LEVELS, SETTINGS, TO_BE_CHECKED, VERIFIED, Rule, SizeClass, Standard
from spatial.standards.measures.table import MEASURES, UNITS, Measure

__all__ = [
    "LEVELS",
    "SETTINGS",
    "TO_BE_CHECKED",
    "VERIFIED",
    "Rule",
    "SizeClass",
    "Standard",
    "describe",
    "parse_standard",
]

MOST_FAULTS = 100
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
LAYER_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Fields that any rule may have; the others belong to the measures that name them.
_OF_MEASURES = {name for one in MEASURES.values() for name in (*one.needs, *one.takes)}
_COMMON = frozenset(one.name for one in fields(Rule)) - _OF_MEASURES
_NESTED = {"rules": Rule, "classes": SizeClass}


def parse_standard(mapping: Mapping[str, Any]) -> Standard:
    """Turn the mapping of a standard file into a `Standard`.

    Parameters
    ----------
    mapping
        What `tomllib` gives for a file in `data/standards`.

    Returns
    -------
    Standard
        Frozen, with its rules in the order of the file.

    Raises
    ------
    StandardError
        Once, with one line a fault: its path (`rules[3].radius_m`), what is wrong, what is
        accepted.
    """
    faults: list[str] = []
    values = _fields(Standard, mapping, "", faults)
    if faults:
        told = faults[:MOST_FAULTS]
        more = len(faults) - len(told)
        told += [f"faults not listed: {more}"] if more else []
        raise StandardError(f"standard '{values.get('id')}':\n" + "\n".join(told))
    return Standard(**values)


def _fields(
    kind: type[Standard | Rule | SizeClass], mapping: Any, path: str, faults: list[str]
) -> dict[str, Any]:
    """Return the checked values of one dataclass; faults are added to the list."""
    if not isinstance(mapping, Mapping):
        faults.append(f"{path or 'file'}: is {mapping!r}; accepted: a table of keys and values")
        return {}
    known = {one.name: one for one in fields(kind)}
    faults.extend(
        f"{_join(path, name)}: unknown key; accepted: {', '.join(known)}"
        for name in mapping
        if name not in known
    )
    values: dict[str, Any] = {}
    for name, one in known.items():
        if name in mapping:
            values[name] = _value(one, mapping[name], _join(path, name), faults)
        elif one.metadata["required"]:
            faults.append(f"{_join(path, name)}: missing; give the {one.metadata['about']}")
        else:
            values[name] = None if one.default is MISSING else one.default
    return values


def _join(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)


def _value(one: Field[Any], value: Any, path: str, faults: list[str]) -> Any:
    kind = one.metadata["kind"]
    if kind in _NESTED:
        return _nested(_NESTED[kind], value, path, faults)
    if kind == "number":
        return _number(one, value, path, faults)
    if kind == "texts":
        if not isinstance(value, list) or not value:
            faults.append(f"{path}: is {value!r}; accepted: an array of text, not empty")
            return ()
        return tuple(_text(one, item, f"{path}[{i}]", faults) for i, item in enumerate(value))
    return _text(one, str(value) if kind == "date" else value, path, faults)


def _nested(
    kind: type[Rule | SizeClass], value: Any, path: str, faults: list[str]
) -> tuple[Any, ...]:
    if not isinstance(value, list) or not value:
        faults.append(f"{path}: is {value!r}; accepted: an array of tables, not empty")
        return ()
    built: list[Any] = []
    for i, item in enumerate(value):
        before, place = len(faults), f"{path}[{i}]"
        values = _fields(kind, item, place, faults)
        if len(faults) == before:
            one = kind(**values)
            built.append(one)
            if isinstance(one, Rule):
                _check_fields(one, MEASURES[one.measure], place, faults)
                _check_bounds(one, place, faults)
    if kind is Rule:
        _check_names(value, path, faults)
    return tuple(built)


def _number(one: Field[Any], value: Any, path: str, faults: list[str]) -> float | None:
    limits = one.metadata
    accepted = "a number"
    if limits["minimum"] is not None:
        accepted = f"a number of {limits['minimum']} or more"
    if limits["above"] is not None:
        accepted = f"a number above {limits['above']}"
    number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = (
        number
        and math.isfinite(value)
        and (limits["minimum"] is None or value >= limits["minimum"])
        and (limits["above"] is None or value > limits["above"])
    )
    if not fits:
        faults.append(f"{path}: is {value!r}; accepted: {accepted}")
        return None
    return float(value)


def _text(one: Field[Any], value: Any, path: str, faults: list[str]) -> str | None:
    choices = one.metadata["choices"]
    accepted = "text"
    fits = isinstance(value, str) and bool(value.strip())
    if choices:
        accepted = ", ".join(choices)
        fits = fits and value in choices
    elif one.name == "id":
        accepted = "lower-case letters, digits and hyphens"
        fits = fits and _NAME.fullmatch(value) is not None
    elif one.metadata["kind"] == "date":
        accepted = "a year, month or day: 2018, 2018-12 or 2018-12-01"
        fits = fits and _DATE.fullmatch(value) is not None
    elif one.name == "measure":
        accepted = ", ".join(MEASURES)
        fits = fits and value in MEASURES
    elif one.name == "unit":
        accepted = ", ".join(UNITS)
        fits = fits and value in UNITS
    if not fits:
        faults.append(f"{path}: is {value!r}; accepted: {accepted}")
        return None
    return str(value)


def _check_names(rules: list[Any], path: str, faults: list[str]) -> None:
    seen: dict[str, int] = {}
    for i, rule in enumerate(rules):
        name = rule.get("id") if isinstance(rule, Mapping) else None
        if isinstance(name, str) and seen.setdefault(name, i) != i:
            faults.append(f"{path}[{i}].id: '{name}' is used by {path}[{seen[name]}] already")


def _check_fields(rule: Rule, measure: Measure, path: str, faults: list[str]) -> None:
    used = _COMMON | set(measure.needs) | set(measure.takes)
    given = {one.name for one in fields(Rule) if getattr(rule, one.name) not in (None, ())}
    faults.extend(
        f"{path}.{name}: missing; measure '{rule.measure}' needs it"
        for name in measure.needs
        if name not in given
    )
    faults.extend(
        f"{path}.{name}: measure '{rule.measure}' does not use it; accepted beside the common"
        f" fields: {', '.join((*measure.needs, *measure.takes)) or 'none'}"
        for name in sorted(given - used)
    )
    if measure.unit and rule.unit != measure.unit:
        faults.append(
            f"{path}.unit: is '{rule.unit}'; measure '{rule.measure}' is in {measure.unit}"
        )
    if rule.layer is not None and not measure.measures(rule.layer):
        accepted = [*(["a kind of facility"] if measure.facilities else []), *measure.layers]
        faults.append(f"{path}.layer: is '{rule.layer}'; accepted: {', '.join(accepted)}")
    if rule.layer is not None and not LAYER_ID.fullmatch(rule.layer):
        faults.append(f"{path}.layer: is '{rule.layer}'; accepted: the id of a layer")
    if rule.required is None and (rule.required_old, rule.required_new) != (None, None):
        faults.append(f"{path}.required: missing; give the general value beside the eased one")


def _check_bounds(rule: Rule, path: str, faults: list[str]) -> None:
    if rule.measure == "coverage":
        ways = (rule.radius_m is not None) + bool(rule.size_classes)
        if ways != 1:
            faults.append(f"{path}.radius_m: give either radius_m or size_classes")
        if rule.layer != "green_spaces" and rule.size_classes:
            faults.append(f"{path}.size_classes: only for layer green_spaces")
    if rule.unit == "share":
        faults.extend(
            f"{path}.{name}: is {value!r}; accepted: a share from 0 to 1"
            for name in ("required", "required_old", "required_new")
            if (value := getattr(rule, name)) is not None and value > 1
        )
        if rule.comparison == ">" and 1 in (rule.required, rule.required_old, rule.required_new):
            faults.append(f"{path}.comparison: no share is more than 1; accepted: >=")
    if _inverted(rule.min_area_m2, rule.max_area_m2):
        faults.append(f"{path}.max_area_m2: must be above min_area_m2")
    faults.extend(
        f"{path}.size_classes[{i}].max_m2: must be above min_m2"
        for i, one in enumerate(rule.size_classes)
        if _inverted(one.min_m2, one.max_m2)
    )


def _inverted(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and high <= low


def describe() -> dict[str, Any]:
    """Return what a standard file may hold, as a JSON Schema (draft 2020-12)."""
    schema = _schema(Standard)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "planning standard"
    return schema


def _schema(kind: type[Standard | Rule | SizeClass]) -> dict[str, Any]:
    properties = {one.name: _property(one) for one in fields(kind)}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [one.name for one in fields(kind) if one.metadata["required"]],
        "properties": properties,
    }


def _property(one: Field[Any]) -> dict[str, Any]:
    data = one.metadata
    about = {"description": data["about"]}
    if data["kind"] in _NESTED:
        return {**about, "type": "array", "minItems": 1, "items": _schema(_NESTED[data["kind"]])}
    if data["kind"] == "number":
        limits = {"minimum": data["minimum"], "exclusiveMinimum": data["above"]}
        return {**about, "type": "number"} | {k: v for k, v in limits.items() if v is not None}
    vocabulary = {"measure": tuple(MEASURES), "unit": UNITS}.get(one.name, data["choices"])
    text: dict[str, Any] = {"type": "string"}
    if vocabulary:
        text["enum"] = list(vocabulary)
    elif one.name == "id":
        text["pattern"] = f"^{_NAME.pattern}$"
    elif data["kind"] == "date":
        text["pattern"] = f"^{_DATE.pattern}$"
    if data["kind"] == "texts":
        return {**about, "type": "array", "minItems": 1, "items": text}
    return {**about, **text}
