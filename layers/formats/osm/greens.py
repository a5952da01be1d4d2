"""Which class of green an area is, by its tags; for extracts and for plain files alike."""

from collections.abc import Mapping

from layers.formats.osm.tags import GREEN
from layers.formats.osm.walkability import FUTURE, OWN_END, PAST, is_gone

PRIVATE_GREEN = "attached"
"""Class of greens that are not open to everybody: they are green, and no parks."""
DECIDING = tuple(GREEN)
"""The tags that make an area green."""
KEYS = (*DECIDING, "access", "garden:type", *PAST, *FUTURE)
"""All tags of OpenStreetMap that the class follows from."""


def green_class(tags: Mapping[str, str]) -> str | None:
    """Return the `green_class` of the catalogue that tags stand for, or None: they tell of none."""
    found = next((classes[tags[k]] for k, classes in GREEN.items() if tags.get(k) in classes), None)
    if found is None or is_gone(tags):
        return None
    return PRIVATE_GREEN if _is_members_only(tags) else found


def _is_members_only(tags: Mapping[str, str]) -> bool:
    """Say whether a green is for its owners, residents or members: no public park."""
    closed = tags.get("access") in OWN_END | {"no"}
    return closed or tags.get("garden:type") in {"residential", "private", "community"}
