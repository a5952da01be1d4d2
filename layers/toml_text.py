"""TOML files of planners, read without a name, a number or a depth that holds the reader."""

import re
import tomllib
from pathlib import Path
from typing import Any

from layers.text import Text

LARGEST_FILE = 1024 * 1024
MOST_PARTS = 16
# A reader of TOML takes a time that grows with the square of the parts of a key. No part is given
# back once it is taken, so that the search itself is done in one pass.
PART = rb"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
DEEP_KEY = re.compile(rb"(?<![\\A-Za-z0-9_-])(?:" + PART + rb"[ \t]*+\.[ \t]*+){%d}" % MOST_PARTS)
LARGEST_WHOLE = 2**63
PLACE = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)")
"""How the reader of TOML says where it stopped."""


class TomlTextError(ValueError):
    """The file is not TOML that can be read; `told` says why in both languages."""

    def __init__(self, name: str, zh: str, en: str) -> None:
        super().__init__(f"{name}: {en}")
        self.told = Text(f"{name}：{zh}", f"{name}: {en}")


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """Return what a TOML file holds, and its text.

    Raises
    ------
    TomlTextError
        Not an ordinary file, too large, not TOML in UTF-8, or of a depth or size that no message
        could show. The message begins with the name of the file.
    """
    if not path.is_file():
        raise TomlTextError(path.name, "不是普通文件", "not an ordinary file")
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    return parse_toml(content, path.name), content.decode("utf-8-sig")


def parse_toml(content: bytes, name: str) -> dict[str, Any]:
    """Return what TOML holds; `name` is what messages call it. Raises `TomlTextError`."""
    if len(content) > LARGEST_FILE:
        raise TomlTextError(name, f"大于 {LARGEST_FILE} 字节", f"larger than {LARGEST_FILE} bytes")
    if DEEP_KEY.search(content):
        raise TomlTextError(
            name, f"有一个键多于 {MOST_PARTS} 段", f"a key of more than {MOST_PARTS} parts"
        )
    try:
        mapping = tomllib.loads(content.decode("utf-8-sig"))
        _require_bearable(mapping)
    except RecursionError:
        raise TomlTextError(name, "嵌套过深", "nested too deeply") from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TomlTextError(
            name,
            f"不是 UTF-8 编码（第 {line} 行）；请另存为 UTF-8",
            f"not in UTF-8 (line {line}); save it as UTF-8",
        ) from None
    except ValueError as error:  # of TOML, or a number of thousands of digits
        at = PLACE.search(str(error))
        where = f"第 {at[1]} 行第 {at[2]} 列有误；" if at else ""
        raise TomlTextError(
            name, f"不是 TOML 文件：{where}{error}", f"not a TOML file: {error}"
        ) from None
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
