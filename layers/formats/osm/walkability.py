"""Whether people may walk on a street, by its OpenStreetMap tags: the same from every file.

wiki.openstreetmap.org/wiki/Key:access, Key:foot and Key:highway. The most particular tag decides.
"""

from collections.abc import Mapping

NOT_YET = frozenset(
    {"proposed", "planned", "construction", "disused", "abandoned", "razed", "demolished",
     "dismantled", "removed"}
)  # fmt: skip
"""Values of `highway` of what is no street yet, or none any longer."""
NO_WAY = frozenset(
    {"bus_stop", "platform", "raceway", "rest_area", "services", "elevator", "emergency_bay", "no",
     "bus_guideway", "escape", "via_ferrata"}
)  # fmt: skip
"""Values of `highway` of what nobody walks along."""
MOTOR_ONLY = frozenset({"motorway", "motorway_link", "trunk", "trunk_link", "busway"})
"""Nobody walks on these unless a tag says so."""
FORBIDDEN = frozenset(
    {"no", "use_sidepath", "agricultural", "forestry", "agricultural;forestry", "military",
     "emergency"}
)  # fmt: skip
ALLOWED = frozenset({"yes", "designated", "permissive", "official", "destination", "customers"})
SIDEWALKS = frozenset({"both", "left", "right", "yes", "separate"})
SIDES = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")
PAST = ("disused", "abandoned", "demolished", "razed")
"""Keys that say of anything that it is out of use or gone, whatever it was."""
FUTURE = ("proposed", "planned", "construction")
"""Keys that say so with yes; else they name what is to come beside what is there."""
YES, NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})
OWN_END = frozenset({"private", "permit", "residents", "members", "employees", "staff"})
"""Access of streets that lead only to whoever lives, belongs or stands on them."""
KEYS = ("foot", "access", "motorroad", *SIDES, *PAST, *FUTURE)
"""Keys that decide beside `highway`."""


def is_gone(tags: Mapping[str, str]) -> bool:
    """Say whether tags say that something is out of use, gone, or not built yet.

    >>> is_gone({"amenity": "clinic", "disused": "yes"})
    True
    >>> is_gone({"amenity": "clinic", "disused": "no"})
    False
    """
    return any(tags.get(key, "no") not in NO for key in PAST) or any(
        tags.get(key) in YES for key in FUTURE
    )


def is_walkable(street_class: str, tags: Mapping[str, str]) -> bool:
    """Return whether people may walk there, those of a private street included.

    >>> is_walkable("motorway", {})
    False
    >>> is_walkable("trunk", {"sidewalk:left": "yes"})
    True
    >>> is_walkable("primary", {"foot": "use_sidepath"})
    False
    """
    if street_class in NOT_YET or street_class in NO_WAY or is_gone(tags):
        return False
    foot = tags.get("foot")
    if foot in ALLOWED | OWN_END:
        return True
    if foot in FORBIDDEN:
        return False
    if tags.get("motorroad") in YES:
        return False
    if street_class in MOTOR_ONLY:
        return any(tags.get(side) in SIDEWALKS for side in SIDES)
    return tags.get("access") not in FORBIDDEN


def is_private(tags: Mapping[str, str]) -> bool:
    """Say whether only those walk there who live or go there: it is no way through.

    >>> is_private({"access": "private"}), is_private({"access": "private", "foot": "yes"})
    (True, False)
    """
    foot = tags.get("foot")
    return foot in OWN_END or (foot not in ALLOWED and tags.get("access") in OWN_END)


WALLS = frozenset({"wall", "city_wall", "fence", "hedge", "retaining_wall", "jersey_barrier"})
"""Barriers on a street that nobody passes."""
GATES = frozenset(
    {"gate", "lift_gate", "swing_gate", "sliding_gate", "sliding_beam", "wicket_gate", "door",
     "turnstile", "full-height_turnstile", "kissing_gate", "hampshire_gate", "entrance"}
)  # fmt: skip
"""Barriers that are passed unless they are locked or forbidden."""


def is_blocked(tags: Mapping[str, str]) -> bool:
    """Say whether nobody passes a place on a street: a wall, a locked or forbidden gate.

    >>> is_blocked({"barrier": "gate", "access": "private"})
    False
    >>> is_blocked({"barrier": "gate", "access": "private", "locked": "yes"})
    True
    """
    barrier = tags.get("barrier", "no")
    if tags.get("foot") in ALLOWED:
        return False
    if barrier in WALLS:
        return True
    if barrier not in GATES:
        return False
    return tags.get("locked") in YES or "no" in {tags.get("foot"), tags.get("access")}
