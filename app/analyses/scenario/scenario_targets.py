"""What the edits of a scenario name: facilities, communities and streets that must be there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.analyses.scenario.scenario_edits import WrittenEdit, fault
from app.problems.errors import Fault, ParameterError
from layers.text import Text

LONGEST_LIST = 12
LAYER_OF = {"community": "communities", "street": "streets"}
"""The layer whose ids a field holds; `facility` holds those of the kind that is edited."""


@dataclass(frozen=True)
class Present:
    """Features of a layer: which of the ids that edits name are there, and the first ids of all."""

    found: frozenset[int]
    first: tuple[int, ...]


def listed(values: Sequence[str]) -> Text:
    """Return the first of the ids that would be accepted, as a planner reads it."""
    shown = ", ".join(values[:LONGEST_LIST]) + (", …" if len(values) > LONGEST_LIST else "")
    return Text(f"可用：{shown or '（无）'}", f"accepted: {shown or 'none'}")


def named_ids(edits: Sequence[WrittenEdit], field: str) -> frozenset[int]:
    """Return the ids of stored features that the edits name in `field`."""
    values = (getattr(edit, field, None) for edit in edits)
    return frozenset(value for value in values if isinstance(value, int))


def require_targets(edits: Sequence[WrittenEdit], present: Mapping[str, Present]) -> None:
    """Refuse edits of what is not there, all at once.

    A facility that the edits add (`new-1`, ...) is there from that edit on, and one that they
    close no longer.

    Parameters
    ----------
    edits
        In their order.
    present
        For `facility`, `community` and `street` what is stored.

    Raises
    ------
    ParameterError
        Lists the place of each, such as `edits[2].facility`, and what there is.
    """
    faults: list[Fault] = []
    added: list[str] = []
    closed: set[int | str] = set()
    for number, edit in enumerate(edits):
        if edit.edit == "add_facility":
            added.append(f"new-{len(added) + 1}")
            continue
        for field, stored in present.items():
            value = getattr(edit, field, None)
            if value is None:
                continue
            own = added if field == "facility" else []
            gone = closed if field == "facility" else set()
            if value in gone or (value not in own and value not in stored.found):
                known = [one for one in (*stored.first, *own) if one not in gone]
                faults += fault(number, field, listed([str(one) for one in known])).faults
            elif edit.edit == "close_facility":
                closed.add(value)
    if faults:
        raise ParameterError(*faults)
