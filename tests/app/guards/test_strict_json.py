"""What JSON of strangers may hold, and what it may cost to find out."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.guards.strict_json import DEEPEST, JsonError, parse

ROOT = Path(__file__).parents[3]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NUMBERS = st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_what_json_writes_is_read_back(value, ascii_only) -> None:
    assert parse(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no JSON at line 1, column 1"),
        (b"{", "brackets do not match"),
        (b'{"a": 1,\n "b" 2}', "line 2, column 6"),
        (b"[1] [2]", "no JSON"),
        (b"\xff\xfe[\x001\x00]\x00", "UTF-8"),
        (b'["\xed\xa0\x80"]', "UTF-8"),
        (b"[" * 65 + b"]" * 65, "nested deeper than 64"),
        (b"[" * 100_000, "brackets do not match"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "nested deeper"),
        (b'[{"a":' * 32 + b"[]" + b"}]" * 32, "nested deeper"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'[{"a": 1, "\\u0061": 2}]', "twice"),
        (b"NaN", "NaN"),
        (b"[-Infinity]", "NaN"),
        (b"[1e999]", "out of range"),
        (b"[" + b"9" * 5000 + b"]", "longer than 40"),
        (b"[0." + b"1" * 5000 + b"]", "longer than 40"),
        (b'["\\ud800"]', "surrogate"),
        (b'{"\\udc00\\ud800": 1}', "surrogate"),
        (b'["a\\u0000b"]', "NUL"),
        (b'["\x00"]', "no JSON"),
    ],
)
def test_what_is_refused_says_why(body, reason) -> None:
    with pytest.raises(JsonError, match=reason):
        parse(body)


def test_what_only_looks_refused_is_read() -> None:
    assert parse(b"\xef\xbb\xbf[1]") == [1]
    assert parse(b'["\\ud83d\\ude00"]') == ["\U0001f600"]
    assert parse(b'["\\\\u0000 \\\\ud800"]') == ["\\u0000 \\ud800"]
    assert parse(b'["' + b"[{" * 500 + b'\\"]]}"]') == ["[{" * 500 + '"]]}']
    assert parse(b"[" * DEEPEST + b"]" * DEEPEST) is not None
    assert parse(b"[1e-300, 1e308, 1e-999]") == [1e-300, 1e308, 0.0]
    assert parse(b'["' + b"9" * 5000 + b'"]') == ["9" * 5000]


FILL = "b'[' + {unit!r} * (3_999_990 // len({unit!r})) + b'0]'"
HOSTILE = {
    "lists": FILL.format(unit=b"[],"),
    "objects": FILL.format(unit=b'{"a":1},'),
    "numbers": FILL.format(unit=b"1,"),
    "strings": FILL.format(unit=b'"",'),
    "quotes": "b'\"' * 4_000_000",
    "escaped quotes": "b'\"' + b'\\\\\"' * 1_999_990",
    "brackets": "b'[' * 4_000_000",
    "keys": "b'{' + b','.join(b'\"%d\":1' % i for i in range(120_000)) + b'}'",
    "wide text": "b'[\"' + '\\U0001f600'.encode() + b'a' * 3_999_980 + b'\"]'",
    "wide text and keys": (
        "b'[\"' + '\\U0001f600'.encode() + b'a' * 2_000_000 + b'\",{'"
        " + b','.join(b'\"%d\":1' % i for i in range(120_000)) + b'}]'"
    ),
    "many lists": "b'[' + b'[0],' * 175_000 + b'1]'",
    "many objects": "b'[' + b'{\"a\":1},' * 76_000 + b'1]'",
    "many numbers": "b'[' + b'1.5,' * 498_000 + b'1]'",
}
PROGRAM = """
import json, os, sys
from app.guards.strict_json import JsonError, parse
def peak():
    return int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1000
def added(body):
    open("/proc/self/clear_refs", "w").write("5")
    before = peak()
    try:
        parse(body)
    except JsonError:
        pass
    return peak() - before + len(body) / 1e6
for name, body in json.loads(sys.argv[1]).items():
    sys.stdout.flush()
    if os.fork() == 0:  # a process of its own: what one body leaves is no room for the next
        print(json.dumps([name, added(eval(body))]), flush=True)
        os._exit(0)
    assert os.wait()[1] == 0, name
"""


@pytest.fixture(scope="module")
def added() -> dict[str, float]:
    """The memory (MB) that each hostile body adds, the body included."""
    command = [sys.executable, "-c", PROGRAM, json.dumps(HOSTILE)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(json.loads(line) for line in ran.stdout.splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_adds_less_than_50_mb(added, name) -> None:
    assert 1 < added[name] < 50


def test_unclosed_strings_take_no_longer_the_more_there_are() -> None:
    began = time.process_time()
    with pytest.raises(JsonError):
        parse(b'"' + b'\\"' * 2_000_000)
    assert time.process_time() - began < 2
