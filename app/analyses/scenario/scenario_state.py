"""The state that a scenario starts from, kept while the layers stay, and edits put into metres."""

from dataclasses import dataclass, field
from typing import assert_never

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from app.analyses.ground.demand import demand_points
from app.analyses.ground.distances import distances_from, layers_behind
from app.analyses.ground.facilities import in_service, points_in_service, today
from app.analyses.ground.model import Inputs
from app.analyses.ground.streets import walkable
from app.analyses.ground.totals import COMPOUNDS
from app.analyses.ground.zones import communities
from app.analyses.scenario import scenario_edits as written
from app.analyses.scenario.scenario_edits import WrittenEdit, fault
from layers.text import Text
from spatial.arrays import Floats
from spatial.network import MAX_SNAP, Network
from spatial.scenario import Nearest, Places, Scenario, edits

JOIN = 30.0
"""Metres from which an end of a new street is joined to the nearest vertex of the network."""
LONGEST_LIST = 12
ON_FOOT = Text(
    "直线距离不涉及街道；可用：步行距离（metric=walking）",
    "accepted: with the walking distance only (metric=walking)",
)
OTHER_UNIT = {
    "compound": Text(
        "按小区统计（by=compound）时人口变化以小区为单位；可用：compound（{ids}），或不给（全部小区）",
        "accepted where units are compounds (by=compound): compound ({ids}), or neither for all",
    ),
    "community": Text(
        "小区人口变化只用于按小区统计（by=compound）；可用：community（{ids}），或不给（全部社区）",
        "accepted where units are no compounds (by=compound): community ({ids}), or neither for"
        " all",
    ),
}
APART = Text(
    "第 {number} 项新开的街道两端 30 米内没有街道的节点，未与路网相连",
    "the street opened by edit {number} has no vertex of the network within 30 m of its ends:"
    " it stands apart",
)


@dataclass
class WorkingScenario:
    """A scenario at work: the state, which feature each row of a facility is, and remarks.

    `rows` holds the row of each facility by its id, new-1 and so on for those that are added.
    """

    scenario: Scenario
    rows: dict[int | str, int]
    zones: pd.Index
    streets: GeoDataFrame | None = None
    added: int = 0
    notes: list[Text] = field(default_factory=list)

    @property
    def network(self) -> Network | None:
        """The streets as they are now."""
        return getattr(self.scenario.nearest, "network", None)


def start(
    inputs: Inputs, facility: str, *, metric: str, population: str, basis: str, radius: float
) -> WorkingScenario:
    """Return the state before any edit; it may be changed, what is kept stays as it is.

    Raises
    ------
    MissingLayerError
        When there are no communities, or no streets to walk on.
    """
    frame, demand = in_service(inputs, facility), demand_points(inputs, population, basis)
    zones = communities(inputs).index
    sites = points_in_service(inputs, facility)
    people = {"population": population, "metric": metric, "basis": basis}

    def measure() -> Nearest:
        return distances_from(inputs, demand, **people).kept_up(sites)

    name = f"what-if {metric} {population} {demand.source} {today()}"
    nearest = inputs.kept(name, layers_behind(inputs, facility, **people), measure).copy()
    capacity = pd.to_numeric(frame["capacity"], errors="coerce").to_numpy(dtype=float)
    places = Places(
        demand.points, demand.people, zones.get_indexer(pd.Index(demand.zone)), len(zones)
    )
    return WorkingScenario(
        Scenario(places, nearest, radius=radius, capacity=capacity),
        {int(identifier): row for row, identifier in enumerate(frame.index)},
        zones,
        walkable(inputs) if metric == "walking" else None,
    )


def apply(inputs: Inputs, draft: WorkingScenario, number: int, edit: WrittenEdit) -> None:
    """Apply edit `number` (counted from 0) to the draft.

    Raises
    ------
    ParameterError
        It names a facility, community or street that is not there.
    SpatialError
        The scenario cannot be changed that way.
    """
    draft.scenario.apply(_metric(inputs, draft, number, edit))
    if isinstance(edit, written.AddFacilityEdit):
        draft.added += 1
        draft.rows[f"new-{draft.added}"] = len(draft.scenario.nearest.sites) - 1


def _metric(inputs: Inputs, draft: WorkingScenario, number: int, edit: WrittenEdit) -> edits.Edit:
    found: edits.Edit
    match edit:
        case written.AddFacilityEdit():
            capacity = np.nan if edit.capacity is None else edit.capacity
            found = edits.AddFacility(inputs.project(edit.lon, edit.lat), capacity)
        case written.MoveFacilityEdit():
            point = inputs.project(edit.lon, edit.lat)
            found = edits.MoveFacility(_row(draft, number, edit.facility), point)
        case written.CloseFacilityEdit():
            found = edits.CloseFacility(_row(draft, number, edit.facility))
        case written.ResizeFacilityEdit():
            found = edits.ResizeFacility(_row(draft, number, edit.facility), edit.capacity)
        case written.CloseStreetEdit():
            found = edits.CloseStreet(_edges(inputs, draft, number, edit))
        case written.OpenStreetEdit():
            found = edits.OpenStreet(_line(inputs, draft, number, edit))
        case written.ChangePopulationEdit():
            zone = _zone(inputs, draft, number, edit)
            found = edits.ChangePopulation(zone, factor=edit.factor, total=edit.total)
        case _:
            assert_never(edit)
    return found


def _row(draft: WorkingScenario, number: int, facility: int | str) -> int:
    """Return the row of a facility that serves."""
    row = draft.rows.get(facility)
    if row is None or not draft.scenario.nearest.open[row]:
        serving = [str(name) for name, at in draft.rows.items() if draft.scenario.nearest.open[at]]
        raise fault(number, "facility", _listed(serving))
    return row


def _zone(
    inputs: Inputs, draft: WorkingScenario, number: int, edit: written.ChangePopulationEdit
) -> int | None:
    """Return the row of the unit that the edit names; None where it is of everybody."""
    named = {"community": edit.community, "compound": edit.compound}
    here, other = ("compound", "community") if inputs.kind == COMPOUNDS else tuple(named)
    labels = [str(label) for label in draft.zones]
    if named[other] is not None:
        raise fault(number, other, OTHER_UNIT[here].filled(ids=_few(labels)))
    if named[here] is None:
        return None
    if named[here] not in draft.zones:
        raise fault(number, here, _listed(labels))
    return int(draft.zones.get_indexer(pd.Index([named[here]]))[0])


def _edges(
    inputs: Inputs, draft: WorkingScenario, number: int, edit: written.CloseStreetEdit
) -> tuple[int, ...]:
    """Return the open edges of a street, or the one nearest to a point."""
    streets = draft.network
    if streets is None or draft.streets is None:
        raise fault(number, "edit", ON_FOOT)
    if edit.street is not None:
        if edit.street not in draft.streets.index:
            raise fault(number, "street", Text("可用：街道图层的编号", "accepted: ids of streets"))
        line = int(draft.streets.index.get_indexer(pd.Index([edit.street]))[0])
        found = np.flatnonzero((streets.edge_line == line) & streets.edge_open)
    else:
        place = np.array([inputs.project(edit.lon or 0.0, edit.lat or 0.0)])
        edge = streets.attach(place, max_snap=MAX_SNAP).edge
        found = edge[edge >= 0]
    if not len(found):
        none = Text("可用：尚未关闭的街道", "accepted: a street that is still open")
        raise fault(number, "street" if edit.street is not None else "lon", none)
    return tuple(found.tolist())


def _line(
    inputs: Inputs, draft: WorkingScenario, number: int, edit: written.OpenStreetEdit
) -> shapely.LineString:
    """Return a street in metres, its ends joined to the vertices that are near enough."""
    streets = draft.network
    if streets is None:
        raise fault(number, "edit", ON_FOOT)
    points = np.array([inputs.project(lon, lat) for lon, lat in edit.line])
    first, last = _joint(streets, points[0]), _joint(streets, points[-1])
    if first is None and last is None:
        draft.notes.append(APART.filled(number=number + 1))
    parts = [part for part in (first, points, last) if part is not None]
    line = shapely.LineString(np.vstack(parts))
    if line.length == 0:
        raise fault(number, "line", Text("可用：有长度的线", "accepted: a line with a length"))
    return line


def _joint(streets: Network, point: Floats) -> Floats | None:
    """Return the nearest vertex of an open street within reach, or None."""
    owner = np.repeat(np.arange(len(streets.edge_open)), np.diff(streets.edge_first))
    away = np.hypot(*(streets.vertices - point).T)
    away[~streets.edge_open[owner]] = np.inf
    if not len(away) or away.min() > JOIN:
        return None
    joint: Floats = streets.vertices[[away.argmin()]]
    return joint


def _few(values: list[str]) -> str:
    return ", ".join(values[:LONGEST_LIST]) + (", …" if len(values) > LONGEST_LIST else "")


def _listed(values: list[str]) -> Text:
    shown = _few(values)
    return Text(f"可用：{shown or '（无）'}", f"accepted: {shown or 'none'}")
