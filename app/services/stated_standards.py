"""Standards as receipts state them: every value of every rule, read back, and what has changed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from app.problems.errors import ReceiptError
from app.standards import Standards, checked
from layers.text import Text
from layers.toml_text import LARGEST_FILE
from spatial.errors import StandardError
from spatial.rules import Standard
from spatial.standards import parse_standard


@dataclass(frozen=True)
class Given:
    """A standard as a receipt states it, with the hash of the file that it was read from."""

    standard: Standard
    sha256: str


class GivenStandards(Standards):
    """The standards that there are, some of them as they were."""

    def __init__(self, now: Standards, given: Mapping[str, Given]) -> None:
        super().__init__(now.own, now.folders[0])
        self.now = now
        self.given = given

    def stamp(self) -> tuple[tuple[str, int], ...]:
        """Return what changes when any standard does, the given ones included."""
        # By the values: what a receipt states need not be what its hash says.
        return (*self.now.stamp(), *((repr(one), 0) for one in self.given.values()))

    def all(self) -> dict[str, Standard]:
        """Return every standard by its id."""
        return self.now.all() | {name: one.standard for name, one in self.given.items()}

    def digest(self, identifier: str) -> str:
        """Return the SHA-256 of the file that the standard was read from."""
        known = self.given.get(identifier)
        return known.sha256 if known else self.now.digest(identifier)


@lru_cache(maxsize=32)
def stated(standard: Standard) -> Mapping[str, Any]:
    """Return a standard as a standard file holds it: what was left out there is left out.

    Every receipt that cites the standard holds the same mapping, which nobody changes.
    """
    return {name: _lean(value) for name, value in asdict(standard).items() if _holds(value)}


def _lean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _lean(one) for name, one in value.items() if _holds(one)}
    return [_lean(one) for one in value] if isinstance(value, (list, tuple)) else value


def _holds(value: Any) -> bool:
    return value is not None and value != ()


def restored(mapping: Any) -> Standard:
    """Return the standard that a receipt states.

    Raises
    ------
    ReceiptError
        It is none, or larger than a standard may be.
    """
    if not isinstance(mapping, Mapping) or len(json.dumps(mapping)) > LARGEST_FILE:
        raise ReceiptError(reason=Text("其中的规则不是标准", "rules that are no standard"))
    try:
        return checked(parse_standard(mapping))
    except StandardError as error:
        raise ReceiptError(reason=str(error)) from None


def changed_values(recorded: Any, found: Any) -> list[dict[str, Any]]:
    """Return what differs between two standards as `stated`: rule, field, both values.

    Rules are compared by their ids; None stands for what one of them does not have.
    """
    rows = [
        {"rule": None, "field": name, "recorded": recorded.get(name), "found": found.get(name)}
        for name in dict.fromkeys((*recorded, *found))
        if name != "rules" and recorded.get(name) != found.get(name)
    ]
    then, now = ({rule["id"]: rule for rule in one.get("rules", ())} for one in (recorded, found))
    for identifier in dict.fromkeys((*then, *now)):
        old, new = then.get(identifier), now.get(identifier)
        if old is None or new is None:
            there = {"recorded": _title(old), "found": _title(new)}
            rows.append({"rule": identifier, "field": "rule", **there})
            continue
        rows += [
            {"rule": identifier, "field": name, "recorded": old.get(name), "found": new.get(name)}
            for name in dict.fromkeys((*old, *new))
            if old.get(name) != new.get(name)
        ]
    return rows


def _title(rule: Mapping[str, Any] | None) -> str | None:
    return None if rule is None else str(rule["title_en"])
