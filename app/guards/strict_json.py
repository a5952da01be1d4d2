"""JSON from strangers: judged before it is parsed, so that a small body cannot become a large one.

The checks run at the speed of C over the bytes; nothing is built before they have passed.
"""

import json
import math
import re
from typing import Any, NoReturn

from layers.errors import LayerError
from layers.text import Text

DEEPEST = 64
LONGEST_NUMBER = 40
# Bytes that parsing adds for one of each, about; together they bound what it adds to memory.
OBJECT, ARRAY, MEMBER, VALUE, STRING = 100, 72, 64, 40, 56
MOST_BYTES = 20_000_000
BLOCK = 128 * 1024
NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
LONG_NUMBER = re.compile(rb"[0-9.eE+-]{%d}" % (LONGEST_NUMBER + 1))
LARGE_EXPONENT = re.compile(rb"[eE][+-]?[0-9]{3}")
ESCAPED = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


class JsonError(LayerError, ValueError):
    """The text is not JSON, or JSON that is not accepted; `reason` (a Text) says what is wrong."""

    message = Text("JSON 不可接受", "this JSON is not accepted")

    def text(self, language: str) -> str:
        """Return the message with its reason."""
        reason = self.details["reason"]
        told = reason.in_language(language) if isinstance(reason, Text) else str(reason)
        return f"{self.message.in_language(language)}: {told}"


NOT_UTF8 = Text("不是 UTF-8 文本", "it is not text in UTF-8")
NOT_JSON = Text("第 {line} 行第 {column} 列不是 JSON", "no JSON at line {line}, column {column}")
TOO_DEEP = Text(
    f"括号不配对，或嵌套超过 {DEEPEST} 层",
    f"its brackets do not match, or are nested deeper than {DEEPEST}",
)
TOO_MANY = Text("值过多", "it holds too many values")
TWICE = Text("对象中有重复的键", "an object names a key twice")
NOT_FINITE = Text(
    "NaN、Infinity 及超出范围的数不是 JSON 数", "NaN, Infinity and numbers out of range are no JSON"
)
TOO_LONG = Text(
    f"数字超过 {LONGEST_NUMBER} 个字符", f"a number is longer than {LONGEST_NUMBER} characters"
)
NO_TEXT = Text("字符串含 NUL 或不成对的代理项", "a string holds NUL or half of a surrogate pair")


def parse(body: bytes, *, most_bytes: int = MOST_BYTES) -> Any:
    """Return the value that `body` holds.

    Raises
    ------
    JsonError
        It is not JSON in UTF-8; is nested deeper than 64; holds so many values that they would take
        more than about `most_bytes`; names a key twice; or holds NaN, Infinity, a number longer
        than 40 characters, NUL, or half of a surrogate pair.
    """
    _judge(body, most_bytes)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise JsonError(reason=NOT_UTF8) from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            # Asked of every number, so only where one may be out of range.
            parse_float=_finite if LARGE_EXPONENT.search(body) else None,
        )
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        reason = Text(NOT_JSON.zh.format(**place), NOT_JSON.en.format(**place))
        raise JsonError(reason=reason) from None
    if ESCAPED.search(body):
        _require_text(value)
    return value


def _judge(body: bytes, most_bytes: int) -> None:
    """Refuse what is too deep or too much, by the brackets and commas outside of strings."""
    # Backslashes stand only in strings, where they go in pairs or before a quote.
    bare = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    strings = bare.count(b'"') // 2 * STRING
    bare = _unquoted(bare)
    brackets = bare.count(b"{") * OBJECT + bare.count(b"[") * ARRAY
    if strings + brackets + bare.count(b":") * MEMBER + bare.count(b",") * VALUE > most_bytes:
        raise JsonError(reason=TOO_MANY)
    if LONG_NUMBER.search(bare):
        raise JsonError(reason=TOO_LONG)
    _require_shallow(bare.translate(None, NOT_BRACKETS))


def _unquoted(text: bytes) -> bytes:
    """Return what stands outside of strings; in blocks, for the pieces of one weigh the most."""
    kept, inside = bytearray(), 0
    for start in range(0, len(text), BLOCK):
        pieces = text[start : start + BLOCK].split(b'"')
        kept += b"".join(pieces[inside::2])
        inside = (inside + len(pieces) - 1) % 2
    return bytes(kept)


def _require_shallow(brackets: bytes) -> None:
    for _ in range(DEEPEST):  # each round takes the innermost level away
        if not brackets:
            return
        # A mark in its place: what stands around a pair is the next round's.
        marked = brackets.replace(b"[]", b".").replace(b"{}", b".")
        brackets = marked.translate(None, b".")
    if brackets:
        raise JsonError(reason=TOO_DEEP)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise JsonError(reason=TWICE)
    return made


def _refuse_constant(_name: str) -> NoReturn:
    raise JsonError(reason=NOT_FINITE)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise JsonError(reason=NOT_FINITE)
    return number


def _require_text(value: Any) -> None:
    """Refuse strings that no database or file takes; asked only where an escape may make one."""
    rest = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, dict):
            rest.extend(one)
            rest.extend(one.values())
        elif isinstance(one, list):
            rest.extend(one)
        elif isinstance(one, str):
            try:
                one.encode()
            except UnicodeEncodeError:
                raise JsonError(reason=NO_TEXT) from None
            if "\0" in one:
                raise JsonError(reason=NO_TEXT)
