"""What reading a column came to, and the fault of a single value."""

from dataclasses import dataclass, field
from typing import Any

from layers.problems import Problem


class BadValueError(ValueError):
    """A value that cannot be what its column asks for; `code` is the cause, `extra` its values."""

    def __init__(self, code: str, **extra: object) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra


@dataclass
class ColumnRead:
    """The distinct cells of a column in its kind, and what was found.

    `faults` holds a problem by the position of its cell, still without a row; `notes` are those
    of the whole column.
    """

    cells: list[Any]
    faults: dict[int, Problem] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)


SHOWN = 60


def shown(value: object) -> str:
    """Return the beginning of a value, for a message."""
    return str(value)[:SHOWN]
