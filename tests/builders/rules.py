"""Rules and standards that say just what a test is about; all else is plain and valid."""

import tomllib
from pathlib import Path
from typing import Any

from spatial.rules import Rule, Standard
from spatial.standards.parser import parse_standard

SHIPPED = Path(__file__).parents[2] / "data" / "standards"
_PLAIN = {
    "id": "one",
    "title_zh": "一",
    "title_en": "one",
    "clause": "1",
    "certainty": "verified",
    "unit": "share",
    "comparison": ">=",
}


def rule_of(*, measure: str, **fields: Any) -> Rule:
    """Return a rule for communities: at least a share of the measure, where nothing else is said.

    It is made without the parser: a field may be missing that a planner's file could not leave out.
    """
    return Rule(**({"levels": ("community",), **_PLAIN, "measure": measure} | fields))


def standard_of(*rules: dict[str, Any], population: str = "resident") -> Standard:
    """Return a standard as read from a file, its rules for communities where nothing else is said.

    Raises `spatial.errors.StandardError` as for any file.
    """
    return parse_standard(
        {
            "id": "sample",
            "title_zh": "示例",
            "title_en": "Sample",
            "source": "sample",
            "population": population,
            "rules": [{"levels": ["community"], **_PLAIN, **rule} for rule in rules],
        }
    )


def shipped_standard(name: str) -> Standard:
    """Return a standard of `data/standards` by the name of its file."""
    return parse_standard(tomllib.loads((SHIPPED / f"{name}.toml").read_text(encoding="utf-8")))
