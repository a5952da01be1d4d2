"""How well the streets hang together: part of every answer on foot.

Who stands on a piece that does not hang together with the largest part, or too far from every
street, is counted, named, and listed with its place, so that maps show it.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from app.analyses.ground.choices import GREATEST_FREEDOM
from app.analyses.ground.demand import anybody_known, demand_points, people
from app.analyses.ground.distances import distances_from
from app.analyses.ground.facilities import in_service, points_in_service, today
from app.analyses.ground.model import Inputs, Outcome
from app.analyses.ground.streets import has_walkable, network
from app.analyses.ground.zones import communities
from app.params import Parameters
from layers.catalogue.names import listed, names_of
from layers.crs import to_lonlat
from layers.text import Text
from spatial.arrays import Flags, Floats, Ints
from spatial.network import MAX_SNAP, Attachment, Network, opened_to_main, with_crossings

TOLD = 0.01
"""Share of the length outside the largest part from which on it is told."""
SHOWN = 5
MOST_LISTED = 100
"""Places that are listed for the map; the figures count all."""
NEARBY = 100.0
"""In metres beyond its own street: a door that may open to the largest part, worth a word."""
NOWHERE = -1
APART = Text(
    "可步行的道路分成 {parts} 片，{share} 的长度（{length} 米）不与最大的一片相连："
    "那里的人走不到别处",
    "the walkable streets fall into {parts:part|parts}; {share} of their length ({length} m) lies"
    " outside the largest: who lives there gets nowhere else",
)
ON_PIECES = Text(
    "{count} 处设施在这样的孤立路段上，只服务那里的人：{names}",
    "{count:facility stands|facilities stand} on such pieces, serving only who lives there:"
    " {names}",
)
NEAR = Text(
    "其中 {count} 处离最大的一片不远：若其门开向那里，可在覆盖与公园覆盖中取 freedom={most}",
    "{count:of them lies|of them lie} near the largest part: where their doors open to it,"
    " freedom={most} in"
    " coverage and park coverage lets them",
)
FAR = Text(
    "{count} 处设施离道路超过 {most} 米，不计入：{names}",
    "{count:facility lies|facilities lie} more than {most} m from every street, serving nobody:"
    " {names}",
)
PEOPLE_ON_PIECES = Text(
    "{count:,} 人住在这样的孤立路段上，主要在：{names}",
    "{count:person lives|people live} on such pieces, most of them in: {names}",
)
PEOPLE_FAR = Text(
    "{count:,} 人离道路超过 {most} 米，走不到任何地方，主要在：{names}",
    "{count:person lives|people live} more than {most} m from every street, walking nowhere, most"
    " of them in:"
    " {names}",
)


@dataclass(frozen=True)
class NetworkHealth:
    """Figures of how streets hang together, and what is to be said of them.

    `total` holds `network_parts`, `network_outside_m` and `network_outside_share` (length outside
    the largest part); of facilities `facilities_apart`, `facilities_unattached`,
    `network_longest_snap_m` and the list `facilities_on_pieces`; of people `population_apart`,
    `unattached_population`, `network_longest_snap_people_m` and the list `people_on_pieces`.
    `notes` are those by the figure that they tell of.
    """

    total: dict[str, Any]
    notes: dict[str, Text]

    def added_to(self, outcome: Outcome) -> Outcome:
        """Return the outcome with what it does not tell itself."""
        # Coverage lists the facilities that lie too far itself.
        said = outcome.total.keys() & {"facilities_unattached"}
        notes = (note for name, note in self.notes.items() if name not in said)
        return Outcome(
            outcome.rows,
            total=outcome.total | {k: v for k, v in self.total.items() if k not in outcome.total},
            stated=outcome.stated,
            geometry=outcome.geometry,
            notes=(*outcome.notes, *notes),
        )


def is_on_foot(inputs: Inputs, parameters: Parameters) -> bool:
    """Say whether an answer walks: asked for, or by a rule of the standard that it judges by."""
    metric = getattr(parameters, "metric", None)
    standard = getattr(parameters, "standard", None)
    if metric is not None or not isinstance(standard, str):
        return metric == "walking"
    walks = any(rule.metric == "walking" for rule in inputs.standard(standard).rules)
    return walks and has_walkable(inputs)


class Asked(NamedTuple):
    """What an answer on foot is about.

    `facility` is the kind, None for none; `population` whose homes are looked at (resident or
    registered, None for nobody's), where they are placed by `basis`; `freedom` (m) how much further
    than the nearest street a door may open.
    """

    facility: str | None = None
    population: str | None = None
    basis: str = "auto"
    freedom: float = 0.0


def asked_of(inputs: Inputs, parameters: Parameters) -> Asked:
    """Return what parameters are about; where they say nobody of whom they serve, the residents."""
    facility = getattr(parameters, "facility", None)
    population = getattr(parameters, "population", None)
    if population is None and (facility or hasattr(parameters, "standard")):
        population = "resident"
    if population is not None and not anybody_known(inputs, population):
        # Where nobody is known, 0 people apart would be a figure that nobody measured.
        population = None
    basis = getattr(parameters, "weighting", "auto")
    return Asked(facility, population, basis, getattr(parameters, "freedom", 0.0))


def network_health(inputs: Inputs, asked: Asked) -> NetworkHealth:
    """Return how well the streets hang together, and what is to be said of it.

    Raises
    ------
    MissingLayerError
        When no walkable streets are loaded.
    """
    layers = ["streets", *([] if asked.facility is None else [asked.facility])]
    if asked.population is not None:
        layers += ["communities", *people(inputs, asked.population, asked.basis).layers]
    name = f"network health {asked!r} {today()}"
    return inputs.kept(name, tuple(layers), lambda: _health(inputs, asked))


def _health(inputs: Inputs, asked: Asked) -> NetworkHealth:
    streets = network(inputs)
    found = _of_streets(streets)
    if asked.facility is not None:
        found = _both(found, _of_facilities(inputs, streets, asked.facility, asked.freedom))
    if asked.population is not None:
        found = _both(found, _of_people(inputs, streets, asked.population, asked.basis))
    return found


def _both(one: NetworkHealth, other: NetworkHealth) -> NetworkHealth:
    return NetworkHealth(one.total | other.total, one.notes | other.notes)


def _of_streets(streets: Network) -> NetworkHealth:
    parts = streets.components
    length, outside = float(parts["length_m"].sum()), float(parts["length_m"].iloc[1:].sum())
    share = outside / length if length else 0.0
    total = {
        "network_parts": len(parts),
        "network_outside_m": outside,
        "network_outside_share": share,
    }
    told = {"parts": len(parts), "share": f"{share:.1%}", "length": f"{outside:,.0f}"}
    notes = {"network_outside_share": APART.filled(**told)} if share > TOLD else {}
    return NetworkHealth(total, notes)


def _part(streets: Network, at: Attachment) -> Ints:
    """Return the part of the network that each place is attached to; -1 where to none."""
    return np.where(at.attached, streets.ways.of_edges[at.edge], NOWHERE)


def _of_facilities(
    inputs: Inputs, streets: Network, facility: str, freedom: float
) -> NetworkHealth:
    frame = in_service(inputs, facility)
    sites = with_crossings(streets, points_in_service(inputs, facility))
    at = streets.attach(sites.points, max_snap=MAX_SNAP)
    part = _part(streets, at)
    beyond = _beyond(streets, at)
    # A site stands apart where none of its points is on the largest part, or may open to it.
    held = sites.least(np.where(part == NOWHERE, np.inf, 1.0))
    more = sites.least(np.where(part == 0, 0.0, beyond))
    apart, far = np.isfinite(held) & ((more > freedom) | np.isinf(more)), np.isinf(held)
    total: dict[str, Any] = {
        "network_longest_snap_m": float(at.leg[at.attached].max(initial=0.0)),
        "facilities_apart": int(apart.sum()),
        "facilities_unattached": int(far.sum()),
    }
    notes: dict[str, Text] = {}
    for key, which, said in (
        ("facilities_apart", apart, ON_PIECES),
        ("facilities_unattached", far, FAR),
    ):
        if which.any():
            names = _named(frame.loc[which])
            notes[key] = said.filled(count=int(which.sum()), names=names, most=f"{MAX_SNAP:g}")
    near = apart & (more <= NEARBY)
    if near.any():
        most = f"{np.ceil(more[near].max()):.0f}"
        notes["facilities_near"] = NEAR.filled(count=int(near.sum()), most=most)
    listed = frame.loc[apart | far].head(MOST_LISTED)
    if len(listed):
        snap = sites.least(at.leg)[apart | far][:MOST_LISTED]
        places = _places(listed.set_geometry(listed.representative_point()))
        total["facilities_on_pieces"] = [
            {"facility_id": row, "name": _name(row, name), "snap_m": _finite(leg), **place}
            for (row, name), leg, place in zip(listed["name"].items(), snap, places, strict=True)
        ]
    return NetworkHealth(total, notes)


def _beyond(streets: Network, at: Attachment) -> Floats:
    """Return how much further (m) than its street the largest part is; infinite: too far."""
    both, row = opened_to_main(streets, at, freedom=GREATEST_FREEDOM, max_snap=MAX_SNAP)
    found = np.full(len(at), np.inf)
    found[row[len(at) :]] = both.leg[len(at) :] - at.leg[row[len(at) :]]
    return found


def _of_people(inputs: Inputs, streets: Network, population: str, basis: str) -> NetworkHealth:
    demand = demand_points(inputs, population, basis)
    away = distances_from(inputs, demand, population=population, metric="walking", basis=basis)
    at = streets.attach(demand.points) if away.on_foot is None else away.on_foot.places
    part, counted = _part(streets, at), np.nan_to_num(demand.people)
    home = part >= 0
    total: dict[str, Any] = {
        "network_longest_snap_people_m": float(at.leg[home & (counted > 0)].max(initial=0.0)),
        "population_apart": float(counted[part > 0].sum()),
        "unattached_population": float(counted[~home].sum()),
    }
    living = pd.DataFrame(
        {"zone": demand.zone, "part": part, "people": counted, "row": np.arange(len(part))}
    )
    units = communities(inputs)
    notes: dict[str, Text] = {}
    for key, which, said in (
        ("population_apart", part > 0, PEOPLE_ON_PIECES),
        ("unattached_population", ~home, PEOPLE_FAR),
    ):
        if total[key] >= 1:
            told = {"count": round(total[key]), "most": f"{MAX_SNAP:g}"}
            notes[key] = said.filled(**told, names=_named(_most_of(living, which, units)))
    total |= _people_listed(inputs, living.loc[part != 0], demand.points, units["name"])
    return NetworkHealth(total, notes)


def _most_of(living: pd.DataFrame, which: Flags, units: GeoDataFrame) -> pd.DataFrame:
    """Return the communities of those people, the most of them first."""
    of_zone = living.loc[which & (living["people"] > 0)].groupby("zone")["people"].sum()
    order = of_zone.sort_values(ascending=False, kind="stable").index
    return pd.DataFrame(units).reindex(order)


def _people_listed(
    inputs: Inputs, living: pd.DataFrame, points: Floats, names: pd.Series
) -> dict[str, Any]:
    """Return the people of each community on each piece, most first, where most of them live."""
    ordered = living.loc[living["people"] > 0].sort_values("people", ascending=False, kind="stable")
    whole = ordered.groupby(["zone", "part"], sort=False)["people"].transform("sum")
    found = ordered.assign(together=whole).drop_duplicates(["zone", "part"])
    found = found.sort_values("together", ascending=False, kind="stable").head(MOST_LISTED)
    if not len(found):
        return {}
    at = shapely.points(points[found["row"].to_numpy()])
    frame = GeoDataFrame(geometry=at, crs=inputs.area.crs)
    rows = zip(found["zone"], found["together"], _places(frame), strict=True)
    listed = [
        {
            "community_id": zone,
            "name": _name(zone, names.get(zone)),
            "population": float(count),
            **place,
        }
        for zone, count, place in rows
    ]
    return {"people_on_pieces": listed}


def _places(frame: GeoDataFrame) -> list[dict[str, float]]:
    """Return where points stand, in degrees."""
    degrees = shapely.get_coordinates(to_lonlat(frame[["geometry"]]).geometry.to_numpy())
    return [{"lon": float(lon), "lat": float(lat)} for lon, lat in degrees]


def _name(row: Any, name: Any) -> str:
    return name if isinstance(name, str) and name else f"id {row}"


def _named(frame: pd.DataFrame) -> Text:
    """Return the first names, or ids where there is none, and whether there are more."""
    return listed(names_of(frame.head(SHOWN + 1)), most=SHOWN)


def _finite(metres: float) -> float | None:
    return float(metres) if np.isfinite(metres) else None
