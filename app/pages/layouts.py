"""How a result is laid out for a reader: key figures, the columns of its table, its form."""

from collections.abc import Container

from app.analyses.ground.model import Layout


def shown_columns(layout: Layout, known: Container[str]) -> list[str]:
    """Return the columns of the table among those that hold anything, the first of each choice."""
    chosen = []
    for name in layout.columns:
        found = next((one for one in name.split("|") if one in known), None)
        if found:
            chosen.append(found)
    return chosen


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
