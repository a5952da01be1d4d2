"""Walks from one point to the facilities and greens of an area, all found at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from app.analyses.ground.distances import Distances, OnFoot
from app.analyses.ground.facilities import today
from app.analyses.ground.model import Inputs
from app.analyses.ground.streets import network, walkable
from spatial.arrays import Floats, Indices, Ints
from spatial.green import park_entrances
from spatial.network import MAX_SNAP, with_crossings
from spatial.site_points import SitePoints


@dataclass(frozen=True)
class Goals:
    """Where walks may lead: the rows of each layer, a park by its entrances, on the streets.

    `row` is the row of the layer that each place belongs to; those of a layer lie in its `span`.
    """

    from_goals: Distances
    row: Ints
    span: dict[str, tuple[int, int]]
    size: dict[str, int]

    @property
    def nbytes(self) -> int:
        """About the memory it takes."""
        return self.from_goals.points.nbytes * 6 + self.row.nbytes


def walks_from(
    inputs: Inputs, place: Floats, points: Mapping[str, SitePoints], *, greens: bool
) -> dict[str, Floats]:
    """Return the metres walked from `place` to each feature; infinite where no street leads.

    Parameters
    ----------
    place : (2,) float
        In metres; further than 500 m from every street it walks nowhere.
    points : SitePoints by layer
        The facilities, in metres.
    greens : bool
        Whether to walk to the green spaces too.

    Who stands in a site or in a green space walks 0 m.

    Raises
    ------
    MissingLayerError
        When no walkable streets are loaded.
    """
    behind = ("streets", *points, *(("green_spaces",) if greens else ()))
    goals = inputs.kept(
        f"walking goals {today()}", behind, lambda: _goals(inputs, points, greens=greens)
    )
    # Streets are walked both ways: it is as far from a goal to the place.
    distance, _ = goals.from_goals.nearest(place.reshape(1, 2))
    found = {}
    for layer, (first, last) in goals.span.items():
        least = np.full(goals.size[layer], np.inf)
        np.minimum.at(least, goals.row[first:last], distance[first:last])
        found[layer] = least
    for layer, sites in points.items():
        found[layer][sites.standing(place.reshape(1, 2)).site] = 0.0
    if greens:
        shapes = inputs.metric("green_spaces").geometry.to_numpy()
        found["green_spaces"][shapely.intersects_xy(shapes, *place)] = 0.0
    return found


def _goals(inputs: Inputs, points: Mapping[str, SitePoints], *, greens: bool) -> Goals:
    streets = network(inputs)
    sites = {layer: with_crossings(streets, found) for layer, found in points.items()}
    rows: dict[str, Indices] = {layer: found.owner for layer, found in sites.items()}
    places = {layer: found.points for layer, found in sites.items()}
    size = {layer: found.count for layer, found in sites.items()}
    if greens:
        shapes = inputs.metric("green_spaces").geometry.to_numpy()
        doors = park_entrances(shapes, walkable(inputs).geometry.to_numpy())
        places["green_spaces"], rows["green_spaces"] = doors.points, doors.park
        size["green_spaces"] = len(shapes)
    ends = np.cumsum([0, *(len(one) for one in places.values())]).tolist()
    spans = pairwise(ends)
    together = np.concatenate([np.empty((0, 2)), *places.values()])
    attached = streets.attach(together, max_snap=MAX_SNAP)
    return Goals(
        from_goals=Distances(together, OnFoot(streets, attached)),
        row=np.concatenate([np.empty(0, dtype=np.int64), *(rows[layer] for layer in places)]),
        span=dict(zip(places, spans, strict=True)),
        size=size,
    )
