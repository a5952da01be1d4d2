"""TOML files of planners, read without a name, a number or a depth that holds the reader."""

import re
import tomllib
from pathlib import Path
from typing import Any

LARGEST_FILE = 1024 * 1024
MOST_PARTS = 16
# A reader of TOML takes a time that grows with the square of the parts of a key. No part is given
# back once it is taken, so that the search itself is done in one pass.
PART = rb"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
DEEP_KEY = re.compile(rb"(?<![\\A-Za-z0-9_-])(?:" + PART + rb"[ \t]*+\.[ \t]*+){%d}" % MOST_PARTS)
LARGEST_WHOLE = 2**63


class TomlTextError(ValueError):
    """The file is not TOML that can be read; the message says why."""


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """Return what a TOML file holds, and its text.

    Raises
    ------
    TomlTextError
        Not an ordinary file, too large, not TOML in UTF-8, or of a depth or size that no message
        could show. The message begins with the name of the file.
    """
    if not path.is_file():
        raise TomlTextError(f"{path.name}: not an ordinary file")
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    return parse_toml(content, path.name), content.decode("utf-8")


def parse_toml(content: bytes, name: str) -> dict[str, Any]:
    """Return what TOML holds; `name` is what messages call it. Raises `TomlTextError`."""
    if len(content) > LARGEST_FILE:
        raise TomlTextError(f"{name}: larger than {LARGEST_FILE} bytes")
    if DEEP_KEY.search(content):
        raise TomlTextError(f"{name}: a key of more than {MOST_PARTS} parts")
    try:
        mapping = tomllib.loads(content.decode("utf-8"))
        _require_bearable(mapping)
    except RecursionError:
        raise TomlTextError(f"{name}: nested too deeply") from None
    except ValueError as error:  # of TOML, of UTF-8, or a number of thousands of digits
        raise TomlTextError(f"{name}: not a TOML file in UTF-8: {error}") from None
    return mapping


def _require_bearable(value: Any) -> None:
    """Raise `ValueError` for a whole number that no message could show: TOML takes any in hex."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            _require_bearable(one)
    elif isinstance(value, int) and abs(value) > LARGEST_WHOLE:
        raise ValueError("a whole number of more than 64 bits")
