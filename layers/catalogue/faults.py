"""What is wrong with a file of a kind, in both languages: one table from the type of a fault.

Places are told as people count: a table by its name and number from 1, with the name that it holds.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from layers.text import Text

MOST_FAULTS = 20
_SHOWN = 60
_TABLES = {"columns", "grades", "choices"}
_NAME = Text(
    "1 到 60 个小写字母、数字和下划线（_），以字母开头，下划线不在末尾也不连用",
    "1 to 60 lower-case letters, digits and _, beginning with a letter, _ neither last nor twice"
    " in a row",
)
_COLOR = Text(
    "# 和 6 位小写十六进制数字，如 #4a7c1f", "# and six lower-case digits 0-9 a-f, as #4a7c1f"
)
_TAG = Text(
    "1 到 80 个字母、数字或 _ : . - *，不含空格",
    "1 to 80 letters, digits or _ : . - *, without spaces",
)
_WORDS: dict[str, Text] = {}
"""What a pattern accepts, in words."""


def worded(pattern: str, words: Text) -> str:
    """Return a pattern, whose words stand for it in messages."""
    _WORDS[pattern] = words
    return pattern


NAME = worded(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", _NAME)
COLOR = worded(r"^#[0-9a-f]{6}$", _COLOR)
TAG = worded(r"^[A-Za-z0-9_:.*-]{1,80}$", _TAG)

_MESSAGES: dict[str, Text] = {
    "missing": Text("缺少", "is missing"),
    "extra_forbidden": Text(
        "没有这个字段；可用：{accepted}", "no such field; accepted: {accepted}"
    ),
    "string_type": Text("应为文字", "has to be text"),
    "string_pattern_mismatch": Text(
        "不可接受；可用：{words}", "is not accepted; accepted: {words}"
    ),
    "string_too_long": Text("多于 {max_length} 字", "has more than {max_length} characters"),
    "literal_error": Text("不可接受；可用：{expected}", "is not accepted; accepted: {expected}"),
    "int_type": Text("应为整数", "has to be a whole number"),
    "int_from_float": Text("应为整数", "has to be a whole number"),
    "float_type": Text("应为数字", "has to be a number"),
    "finite_number": Text("应为有限数字", "has to be a finite number"),
    "greater_than_equal": Text("应不小于 {ge}", "has to be {ge} or more"),
    "less_than_equal": Text("应不大于 {le}", "has to be {le} or less"),
    "list_type": Text("应为列表：[…]", "has to be a list: [...]"),
    "dict_type": Text("应为表：{{…}}", "has to be a table: {{...}}"),
    "model_type": Text("应为表：{{…}}", "has to be a table: {{...}}"),
    "model_attributes_type": Text("应为表：{{…}}", "has to be a table: {{...}}"),
    "too_long": Text("多于 {max_length} 项", "has more than {max_length} entries"),
    "bool_type": Text("应为 true 或 false", "has to be true or false"),
}
_OTHER = Text("不可接受", "is not accepted")


class FaultError(ValueError):
    """What a check of ours found, in both languages."""

    def __init__(self, told: Text) -> None:
        super().__init__(told.en)
        self.told = told


def listed(
    found: Sequence[Mapping[str, Any]],
    source: Any,
    fields: Callable[[tuple[Any, ...]], Iterable[str]],
) -> list[Text]:
    """Return the first faults that pydantic found, in both languages, each once a place.

    `source` is what the file holds; `fields` names those that the table at a place may have.
    """
    told: dict[str, Text] = {}
    for entry in found:
        at = place(entry["loc"], source)
        told.setdefault(at, _joined(at, message(entry, fields)))
    return list(told.values())


def _joined(at: str, said: Text) -> Text:
    return Text(f"{at}：{said.zh}", f"{at}: {said.en}") if at else said


def message(entry: Mapping[str, Any], fields: Callable[[tuple[Any, ...]], Iterable[str]]) -> Text:
    """Return what is wrong and what was given."""
    kind, context = entry["type"], dict(entry.get("ctx") or {})
    error = context.get("error")
    if isinstance(error, FaultError):
        said = error.told
    else:
        text = _MESSAGES.get(kind, _OTHER)
        words = _WORDS.get(str(context.get("pattern")), Text("", ""))
        expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        accepted = ", ".join(fields(entry["loc"][:-1])) if kind == "extra_forbidden" else ""
        values = context | {"words": words, "expected": expected, "accepted": accepted}
        said = Text(text.in_language("zh", **values), text.in_language("en", **values))
    given = entry.get("input")
    if kind == "missing" or isinstance(given, (dict, list)):
        return said
    shown = json.dumps(given, ensure_ascii=False, default=str)[:_SHOWN]
    return Text(f"{said.zh}（{shown}）", f"{said.en} ({shown})")


def place(loc: Sequence[str | int], source: Any) -> str:
    """Return a place as `[[columns]] 2 "bins": kind`."""
    told, here = "", source
    for at, part in enumerate(loc):
        if isinstance(part, int):
            here = here[part] if isinstance(here, list) and part < len(here) else None
            table = here if loc[at - 1] in _TABLES and isinstance(here, dict) else {}
            name = table.get("name") or table.get("id")
            told += f" {part + 1}" + (f' "{str(name)[:_SHOWN]}"' if name else "")
            continue
        if isinstance(here, dict) and part in here:
            here = here[part]
        elif part == "[key]":
            continue  # the key before is what is wrong
        shown = f"[[{part}]]" if part in _TABLES and at + 1 < len(loc) else str(part)
        told += (
            f": {shown}"
            if told and isinstance(loc[at - 1], int)
            else f".{shown}"
            if told
            else shown
        )
    return told
