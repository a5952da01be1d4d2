"""The figures of every answer on foot that tell how the streets hang together."""

from app.analyses.ground.model import ResultColumn
from layers.text import Text


def network_columns() -> dict[str, ResultColumn]:
    """Return the columns of the health of the walking network."""
    return {
        "network_parts": ResultColumn(Text("路网片数", "Connected parts of the streets"), "", 0),
        "network_outside_m": ResultColumn(
            Text("主网以外的道路长度", "Streets outside the largest part"), "m", 0
        ),
        "network_outside_share": ResultColumn(
            Text("主网以外的道路比例", "Share of streets outside the largest part"),
            "%",
            1,
            share=True,
        ),
        "network_longest_snap_m": ResultColumn(
            Text("设施至道路最远", "Farthest facility from its street"), "m", 0
        ),
        "network_longest_snap_people_m": ResultColumn(
            Text("居民至道路最远", "Farthest people from their street"), "m", 0
        ),
        "facilities_apart": ResultColumn(
            Text("孤立路段上的设施", "Facilities on pieces apart"), "", 0
        ),
        "population_apart": ResultColumn(
            Text("孤立路段上的人口", "People on pieces apart"), "person", 0
        ),
        "facilities_on_pieces": ResultColumn(
            Text("孤立路段上或远离道路的设施", "Facilities on pieces apart, or far from any street")
        ),
        "people_on_pieces": ResultColumn(
            Text("孤立路段上或远离道路的人口", "People on pieces apart, or far from any street")
        ),
        "snap_m": ResultColumn(Text("至道路", "To its street"), "m", 0),
    }
