"""What a rule of a planning standard is: the fields are declared once, with their checks.

The parser (`spatial/standards/parser.py`), its messages and the description for planners all derive
from the metadata of these dataclasses.
"""

from dataclasses import dataclass, field
from typing import Any

LEVELS = ("community", "subdistrict", "area")
VERIFIED = "verified"
TO_BE_CHECKED = "to be checked"
SETTINGS = ("general", "old", "new", "historic")
GREEN_CLASSES = (
    "comprehensive_park",
    "community_park",
    "special_park",
    "pocket_park",
    "protective",
    "plaza",
    "attached",
    "other",
)
OTHER_LAYERS = ("green_spaces", "land_use")
"""Layers that a rule may measure and that are no kind of facility."""


def declared(
    kind: str,
    about: str,
    *,
    choices: tuple[str, ...] = (),
    minimum: float | None = None,
    above: float | None = None,
    required: bool = False,
) -> Any:
    """Return a dataclass field that knows how its value in a file is checked.

    Parameters
    ----------
    kind
        "text", "number", "date", "texts" (array of text) or "classes" (array of size classes).
    about
        One line for the planner who writes the file.
    choices
        The values accepted; any when empty.
    minimum, above
        Bounds of a number: at least, more than.
    required
        Whether a file must give the field.
    """
    metadata = {
        "kind": kind,
        "about": about,
        "choices": choices,
        "minimum": minimum,
        "above": above,
        "required": required,
    }
    many = kind in {"texts", "classes"}
    if required:
        return field(metadata=metadata)
    return field(default=() if many else None, metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class SizeClass:
    """Parks of `min_m2` (included) up to `max_m2` (excluded) serve `radius_m` from their edge."""

    min_m2: float = declared("number", "smallest area, included, m2", minimum=0, required=True)
    max_m2: float | None = declared("number", "largest area, excluded, m2", above=0)
    radius_m: float = declared("number", "service radius, m", above=0, required=True)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One requirement of a standard: what is measured, against which value, by which clause."""

    id: str = declared("text", "short name, unique in the standard", required=True)
    title_zh: str = declared("text", "title in Chinese", required=True)
    title_en: str = declared("text", "title in English", required=True)
    clause: str = declared("text", "clause or table of the standard", required=True)
    certainty: str = declared(
        "text",
        "whether every number of the rule was read in a public copy of the standard",
        choices=(VERIFIED, TO_BE_CHECKED),
        required=True,
    )
    evidence: str | None = declared("text", "where the numbers come from")
    measure: str = declared("text", "name of a measure", required=True)
    levels: tuple[str, ...] = declared(
        "texts", "units the rule is meant for", choices=LEVELS, required=True
    )
    unit: str = declared("text", "unit of the measure and of `required`", required=True)
    comparison: str = declared(
        "text", "how measured compares with required", choices=(">=", ">", "<="), required=True
    )
    required: float | None = declared(
        "number", "value to be met; left out when the standard only names an indicator", minimum=0
    )
    required_old: float | None = declared("number", "value in old areas being renewed", minimum=0)
    required_new: float | None = declared("number", "value in new areas", minimum=0)
    applies_to: str | None = declared(
        "text", "only in this setting; everywhere when left out", choices=SETTINGS
    )
    layer: str | None = declared(
        "text", "the layer that is measured: a kind of facility, green_spaces or land_use"
    )
    grades: tuple[str, ...] = declared("texts", "count only facilities of these grades")
    floor_area_m2: float | None = declared(
        "number", "count only facilities of at least this floor area, m2", above=0
    )
    attribute: str | None = declared("text", "column that is measured")
    radius_m: float | None = declared("number", "service radius, m", above=0)
    alt_radius_m: float | None = declared(
        "number", "second radius where the standard gives a range, m", above=0
    )
    metric: str | None = declared(
        "text", "straight line or walking distance", choices=("euclidean", "walking")
    )
    denominator: str | None = declared(
        "text", "what the share is a share of", choices=("residential_land", "population", "area")
    )
    size_classes: tuple[SizeClass, ...] = declared("classes", "radius by size of the park")
    green_classes: tuple[str, ...] = declared(
        "texts", "classes of green that count; all when left out", choices=GREEN_CLASSES
    )
    min_area_m2: float | None = declared("number", "smallest green counted, included, m2", above=0)
    max_area_m2: float | None = declared("number", "largest green counted, excluded, m2", above=0)
    population: str | None = declared(
        "text", "whom a figure per person counts", choices=("resident", "registered")
    )
    needs: str | None = declared(
        "text",
        "data that the measure would need and no layer holds",
        choices=(
            "walking_network",
            "canopy",
            "visible_trees",
            "shadow_line",
            "greenways",
            "designation",
        ),
    )
    note_zh: str | None = declared("text", "remark in Chinese")
    note_en: str | None = declared("text", "remark in English")

    def target(self, setting: str = "general") -> float | None:
        """Return the value to be met in this setting: old and historic areas may be eased."""
        if setting in {"old", "historic"} and self.required_old is not None:
            return self.required_old
        if setting == "new" and self.required_new is not None:
            return self.required_new
        return self.required

    def applies(self, setting: str) -> bool:
        """Whether the rule holds in this setting; what eases old areas eases historic ones too."""
        settings = {setting, "old"} if setting == "historic" else {setting}
        return self.applies_to is None or self.applies_to in settings


@dataclass(frozen=True, kw_only=True)
class Standard:
    """A planning standard: its title, dates and source, and its rules in order."""

    id: str = declared("text", "short name, the name of the file", required=True)
    title_zh: str = declared("text", "title in Chinese", required=True)
    title_en: str = declared("text", "title in English", required=True)
    issued: str | None = declared("date", "day, month or year of issue")
    in_force: str | None = declared("date", "day, month or year from which it holds")
    repealed: str | None = declared("date", "day from which it no longer holds")
    source: str = declared("text", "issuing body and number of the document", required=True)
    population: str = declared(
        "text",
        "whom its figures per person count unless a rule says otherwise",
        choices=("resident", "registered"),
        required=True,
    )
    note_zh: str | None = declared("text", "remark in Chinese")
    note_en: str | None = declared("text", "remark in English")
    rules: tuple[Rule, ...] = declared("rules", "the requirements", required=True)

    def rule(self, identifier: str) -> Rule:
        """Return the rule with this id; KeyError when there is none."""
        for rule in self.rules:
            if rule.id == identifier:
                return rule
        raise KeyError(identifier)
