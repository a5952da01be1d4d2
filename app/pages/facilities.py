"""Kinds of facilities to choose from: by group, those that an area has before those it has not."""

from collections.abc import Mapping
from dataclasses import dataclass

from layers.catalogue import FACILITY_TYPES
from layers.text import Text

FIRST_CHOICE = "health_centers"
"""What a page opens on where the area has it: most rules and most questions are about it."""


@dataclass(frozen=True)
class KindChoice:
    """A kind of facility that can be chosen, and whether the area has none of it."""

    id: str
    title: Text
    is_empty: bool


@dataclass(frozen=True)
class KindGroup:
    """The kinds of one group, by its title."""

    title: Text
    kinds: tuple[KindChoice, ...]


def facility_groups(counts: Mapping[str, int]) -> tuple[KindGroup, ...]:
    """Return all kinds of facilities that there are now, grouped; `counts` are features by layer.

    Groups of which the area has anything come first, and in each group the kinds that it has;
    beyond that the order is the catalogue's.
    """
    groups: dict[Text, list[KindChoice]] = {}
    for layer in FACILITY_TYPES.values():
        one = KindChoice(layer.id, layer.title, is_empty=not counts.get(layer.id))
        groups.setdefault(layer.group, []).append(one)
    sorted_groups = (
        KindGroup(title, tuple(sorted(kinds, key=lambda kind: kind.is_empty)))
        for title, kinds in groups.items()
    )
    return tuple(sorted(sorted_groups, key=lambda group: group.kinds[0].is_empty))


def first_facility(counts: Mapping[str, int]) -> str:
    """Return the kind that a page opens on: one that the area has, where it has any."""
    present = [name for name in FACILITY_TYPES if counts.get(name)]
    return FIRST_CHOICE if FIRST_CHOICE in present or not present else present[0]
