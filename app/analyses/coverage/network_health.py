"""How well the streets hang together: part of every answer on foot."""

from typing import Any

import numpy as np

from app.analyses.ground.facilities import in_service, points_in_service, today
from app.analyses.ground.model import Inputs
from app.analyses.ground.streets import network
from layers.text import Text
from spatial.network import MAX_SNAP, with_crossings

TOLD = 0.01
"""Share of the length outside the largest part from which on it is told."""
SHOWN = 5
APART = Text(
    "可步行的道路分成 {parts} 片，{share} 的长度（{length} 米）不与最大的一片相连："
    "那里的人走不到别处",
    "the walkable streets fall into {parts} parts; {share} of their length ({length} m) lies"
    " outside the largest: who lives there gets nowhere else",
)
ON_PIECES = Text(
    "{count} 处设施在这样的孤立路段上，只服务那里的人：{names}",
    "{count} facilities stand on such pieces and serve only who lives there: {names}",
)


def network_health(inputs: Inputs, facility: str | None) -> tuple[dict[str, Any], tuple[Text, ...]]:
    """Return how well the streets hang together, and what is to be said of it.

    Parameters
    ----------
    facility
        The kind that is asked about; those that stand on pieces apart are named.

    Returns
    -------
    dict
        `network_parts`, `network_outside_m` and `network_outside_share` (length outside the
        largest part), `network_longest_snap_m` (from a facility to its street) and
        `facilities_apart`.
    """
    layers = ("streets",) if facility is None else ("streets", facility)
    return inputs.kept(f"network health {today()}", layers, lambda: _health(inputs, facility))


def _health(inputs: Inputs, facility: str | None) -> tuple[dict[str, Any], tuple[Text, ...]]:
    streets = network(inputs)
    parts = streets.components
    length, outside = float(parts["length_m"].sum()), float(parts["length_m"].iloc[1:].sum())
    share = outside / length if length else 0.0
    told: dict[str, Any] = {
        "network_parts": len(parts),
        "network_outside_m": outside,
        "network_outside_share": share,
    }
    notes: list[Text] = []
    if share > TOLD:
        notes.append(APART.filled(parts=len(parts), share=f"{share:.1%}", length=f"{outside:,.0f}"))
    if facility is None:
        return told, tuple(notes)
    frame = in_service(inputs, facility)
    sites = points_in_service(inputs, facility)
    sites = with_crossings(streets, sites)
    at = streets.attach(sites.points, max_snap=MAX_SNAP)
    on = np.where(at.attached, streets.component[streets.edge_ends[at.edge, 0]], 0)
    # A site stands apart where none of its points is on the largest part.
    least = sites.least(np.where(at.attached, on, 0).astype(float))
    lost = frame.loc[least > 0]
    told["network_longest_snap_m"] = float(at.leg[at.attached].max(initial=0.0))
    told["facilities_apart"] = len(lost)
    if len(lost):
        names = [str(name or f"id {row}") for row, name in lost["name"].head(SHOWN).items()]
        listed = ", ".join(names) + (", …" if len(lost) > SHOWN else "")
        notes.append(ON_PIECES.filled(count=len(lost), names=listed))
    return told, tuple(notes)
