"""How a result is laid out for a reader: key figures, the columns of its table, its form."""

from collections.abc import Container
from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """What a reader sees first; files and the API hold everything.

    `figures` are members of the total, `before/after` where there are two of them; `columns` are
    those of the table in their order (none: all); `each` is the column of which every row is a key
    figure, where rows are few; `chart` names the member of the total drawn as a Lorenz curve;
    `worst` is the column by which the table is sorted at first (`-` before it: downwards). Of
    `one|other` the first is shown that is known.
    """

    figures: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    each: str = ""
    chart: str = ""
    worst: str = ""


def shown_columns(layout: Layout, known: Container[str]) -> list[str]:
    """Return the columns of the table among those that hold anything, the first of each choice."""
    chosen = []
    for name in layout.columns:
        found = next((one for one in name.split("|") if one in known), None)
        if found:
            chosen.append(found)
    return chosen


def _pair(name: str) -> str:
    return f"{name}_before/{name}_after"


LAYOUTS: dict[str, Layout] = {
    "coverage": Layout(
        (
            "population_share|places_share",
            "covered_population|places_covered",
            "area_share",
            "residential_share",
            "facilities_counted",
            "nearest_m_p50",
            "nearest_m_p90",
        ),
        (
            "name",
            "population_share|places_share",
            "covered_population|places_covered",
            "population|places",
            "area_share",
            "residential_share",
            "nearest_m",
            "facilities_inside",
        ),
        worst="population_share|places_share",
    ),
    "nearest": Layout(
        ("community", "subdistrict", "met", "not_met"),
        (
            "title",
            "name",
            "distance_m",
            "walking_m",
            "required_m",
            "met",
            "met_by",
            "met_by_m",
            "met_by_required_m",
        ),
    ),
    "service-areas": Layout(
        ("area_m2", "facilities_counted"),
        ("name", "radius_m", "area_share", "area_m2"),
        each="area_share",
    ),
    "green": Layout(
        (
            "green_ratio",
            "green_area_m2",
            "green_per_resident_m2",
            "green_per_registered_m2",
            "overlap_m2",
        ),
        (
            "name",
            "green_per_resident_m2",
            "green_per_registered_m2",
            "green_ratio",
            "green_area_m2",
            "population_resident",
            "population_registered",
            "area_m2",
        ),
        worst="green_per_resident_m2",
    ),
    "park-coverage": Layout(
        (
            "population_share",
            "residential_share",
            "area_share",
            "covered_population",
            "parks_inside",
            "park_area_m2",
        ),
        (
            "name",
            "population_share",
            "residential_share",
            "area_share",
            "covered_population",
            "population",
            "parks_inside",
            "park_area_m2",
        ),
        worst="population_share",
    ),
    "catchment-green": Layout(
        ("green_per_capita_catchment", "without_green", "without_green_share", "gini", "palma"),
        (
            "name",
            "green_per_capita_catchment",
            "boundary_per_person_m2",
            "share_per_person_m2",
            "population",
            "without_green",
            "without_green_share",
        ),
        chart="equity",
        worst="green_per_capita_catchment",
    ),
    "green-cover": Layout(("canopy_ratio", "valid_share", "area_m2")),
    "access": Layout(
        ("access_per_1000", "opportunities", "without_access", "facilities_counted", "gini"),
        (
            "name",
            "access_per_1000",
            "opportunities",
            "population",
            "without_access",
            "without_access_share",
        ),
        chart="equity",
        worst="access_per_1000",
    ),
    "equity": Layout(
        ("mean", "gini", "palma", "theil", "moran", "high_high", "low_low"),
        (
            "name",
            "nearest_m",
            "access_per_1000",
            "facilities_per_1000",
            "green_per_person_m2",
            "location_quotient",
            "hot_spot",
            "p",
            "population",
        ),
        chart="equity",
    ),
    "gaps": Layout(
        ("rules", "not_met", "met", "not_measurable", "none", "too_far", "too_small"),
    ),
    "priorities": Layout(
        (
            "units",
            "population",
            "uncovered_population",
            "always_among_the_first",
            "never_among_the_first",
        ),
        (
            "rank",
            "name",
            "score",
            "uncovered_population",
            "population",
            "composite",
            "rules_failed",
            "main_gap",
            "rank_best",
            "rank_worst",
            "top_share",
        ),
    ),
    "siting": Layout(
        (
            _pair("share"),
            "gained",
            _pair("mean_m"),
            _pair("worst_m"),
            "sites_new",
            "status",
        ),
        ("name", "kind", "community", "people_nearest", "people_within"),
    ),
    "siting-frontier": Layout(
        ("people", "people_served_kept", "sites_kept", "candidates", "proven"),
        (
            "sites_new",
            "budget",
            "cost",
            "people_served",
            "share",
            "gained",
            "bound_share",
            "gap",
        ),
    ),
    "what-if": Layout(
        (
            _pair("population_share"),
            "gained",
            _pair("nearest_m"),
            _pair("access_gini"),
            _pair("access_per_1000"),
        ),
        (
            "name",
            "population_share_before",
            "population_share_after",
            "gained",
            "nearest_m_before",
            "nearest_m_after",
            "access_per_1000_before",
            "access_per_1000_after",
            "population_before",
            "population_after",
        ),
        worst="-gained",
    ),
    "smallest-fix": Layout(
        (
            "communities_failing",
            "communities_counted",
            "fixed_by_one_site",
            "fixed_by_sites",
            "fixed_by_link",
            "missing_m_median",
            "missing_m_most",
        ),
        (
            "name",
            "text",
            "fix",
            "people",
            "share_before",
            "share_after",
            "missing_m",
            "sites_needed",
            "length_m",
        ),
    ),
    "plan-figures": Layout(
        ("facts", "consistent", "inconsistent", "undecided"),
        ("title", "stated_text", "computed_text", "consistent", "reason"),
    ),
}
PLAIN = Layout()
# Parameters that a reader chooses first; the others of a long form are folded away.
FIRST = frozenset(
    {
        "facility",
        "radius",
        "metric",
        "minutes",
        "by",
        "population",
        "standard",
        "setting",
        "measure",
        "method",
        "problem",
        "sites",
        "most_sites",
        "catchment",
        "greens",
        "raster",
        "lon",
        "lat",
        "scenario",
        "edits",
        "supply",
        "share",
        "top",
    }
)
FEW = 4
"""A form with so many parameters is shown whole."""
