"""What edits name must be there, or be made by an edit before: asked before they are stored."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from app.analyses.scenario import scenario_edits as written
from app.analyses.scenario.scenario_edits import WrittenEdit
from app.problems.errors import Fault, ParameterError
from layers.text import Text

LISTED = 12
GONE = Text("没有编号为“{value}”的{kind}", "there is no {kind} '{value}'")
CLOSED = Text("前面的修改已将“{value}”关闭", "an edit before closes '{value}'")
KINDS = {
    "facility": Text("设施", "facility"),
    "community": Text("社区", "community"),
    "compound": Text("小区", "compound"),
    "street": Text("街道", "street"),
}


class Named(NamedTuple):
    """Ids that edits name, by what they are of."""

    facility: set[int]
    community: set[int]
    compound: set[int]
    street: set[int]


class Known(NamedTuple):
    """Of those ids the ones that are there."""

    facility: Collection[int]
    community: Collection[int]
    compound: Collection[int]
    street: Collection[int]


def named_by(edits: Sequence[WrittenEdit]) -> Named:
    """Return the ids of stored features that edits name."""
    found = Named(set(), set(), set(), set())
    for edit in edits:
        for kind, ids in found._asdict().items():
            value = getattr(edit, kind, None)
            if isinstance(value, int):
                ids.add(value)
    return found


def require_there(
    edits: Sequence[WrittenEdit], known: Known, listed: Callable[[str], Sequence[int]]
) -> None:
    """Refuse edits that name what is not there.

    Parameters
    ----------
    known
        Which of `named_by(edits)` are features.
    listed
        facility, community, compound or street -> the first ids there are, to be told.

    Raises
    ------
    ParameterError
        Lists every such edit, with what is accepted in its place.
    """
    faults: list[Fault] = []
    open_now: set[int | str] = set(known.facility)
    closed: set[int | str] = set()
    added = 0
    for number, edit in enumerate(edits):
        for kind, title in KINDS.items():
            value = getattr(edit, kind, None)
            there = open_now if kind == "facility" else getattr(known, kind)
            if value is None or value in there:
                continue
            told = CLOSED if kind == "facility" and value in closed else GONE
            new = [name for name in open_now if isinstance(name, str)] if kind == "facility" else []
            few = ", ".join(map(str, [*listed(kind)[:LISTED], *sorted(new)]))
            faults.append(
                Fault(
                    f"edits[{number}].{kind}",
                    told.filled(value=value, kind=title),
                    Text(f"可用：{few or '（无）'}", f"accepted: {few or 'none'}"),
                )
            )
        if isinstance(edit, written.AddFacilityEdit):
            added += 1
            open_now.add(f"new-{added}")
        if isinstance(edit, written.CloseFacilityEdit):
            open_now.discard(edit.facility)
            closed.add(edit.facility)
    if faults:
        raise ParameterError(*faults)
