"""What every question about new sites stands on: demand, facilities, candidates, distances."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from app.analyses.ground.choices import Population, ReachParameters, population_option
from app.analyses.ground.demand import demand_points, nobody
from app.analyses.ground.distances import Distances, distances_from
from app.analyses.ground.facilities import in_service, one_point_each, points_in_service
from app.analyses.ground.model import Inputs
from app.params import accepted_values, option, refuse
from app.problems.errors import MissingLayerError
from layers.catalogue import FACILITY_TYPES, LAND_CLASSES
from layers.text import Text
from spatial.arrays import Floats, Ints
from spatial.population import DemandPoints
from spatial.site_points import SitePoints
from spatial.siting import CandidateSites, candidate_sites, grid_points, parcel_points

Kind = Literal["grid", "parcels", "facilities", "existing"]
FORBIDDEN = "water,green,road"
PRICE = "site_cost"
NOTHING = SitePoints(np.empty((0, 2)), np.empty(0, dtype=np.intp), 0)


class PlaceParameters(ReachParameters):
    """Which facility, for whom, and where a new one may stand."""

    population: Population = population_option()
    candidates: Kind = option(
        Text("备选点", "Candidate sites"),
        default="grid",
        labels={
            "grid": Text("可用地上的格网", "a grid over the allowed land"),
            "parcels": Text("地块中心", "centers of the parcels of land"),
            "facilities": Text("其他设施所在处", "places of other facilities"),
            "existing": Text("该类设施的现址", "places of the facilities of this kind"),
        },
    )
    spacing: float = option(
        Text("备选点间距", "Spacing of candidates"), default=200.0, unit="m", limits=(10.0, 5000.0)
    )
    forbidden: str = option(
        Text("不可用的用地类别", "Forbidden land classes"),
        default=FORBIDDEN,
        note=Text("以逗号分隔；none 为不限", "with commas; none: all land is allowed"),
    )


class SiteParameters(PlaceParameters):
    """And whether what exists stays."""

    keep_existing: bool = option(
        Text("保留现有设施", "Keep existing facilities"),
        default=True,
        note=Text("否则从头布局", "else the layout begins from nothing"),
    )


@dataclass(frozen=True)
class SiteGround:
    """Demand, facilities that stay (metres, ids), and candidates with the id of what each is.

    `prices` holds what a candidate costs, NaN where it has no price of its own.
    """

    demand: DemandPoints
    kept: SitePoints
    kept_ids: Ints
    before: Floats
    candidates: CandidateSites
    labels: Ints
    prices: Floats
    distances: Distances

    @property
    def kept_nearest(self) -> Floats:
        """Distance (m) of each demand point to the nearest facility that stays."""
        return self.before if len(self.kept) else np.full(len(self.before), np.inf)


def site_ground(inputs: Inputs, parameters: PlaceParameters, *, keep: bool = True) -> SiteGround:
    """Read what a question about new sites needs.

    `before` holds the distance of each demand point to the nearest facility that exists now; with
    `keep` these facilities stay.

    Raises
    ------
    MissingLayerError
        When there are no communities, or nothing that candidates could come from.
    NoPeopleError
        When nobody is known to live in the area.
    ParameterError
        When a land class does not exist.
    """
    demand = demand_points(inputs, parameters.population)
    if not demand.people.sum() > 0:
        raise nobody(inputs, parameters.population)
    facilities = in_service(inputs, parameters.facility)
    stands = points_in_service(inputs, parameters.facility)
    sites, labels = _candidates(inputs, parameters)
    distances = distances_from(
        inputs, demand, population=parameters.population, metric=parameters.metric
    )
    return SiteGround(
        demand=demand,
        kept=stands if keep else NOTHING,
        kept_ids=facilities.index.to_numpy()[: len(facilities) if keep else 0],
        before=distances.nearest(stands)[0],
        candidates=sites,
        labels=labels,
        prices=_prices(inputs, parameters, labels),
        distances=distances,
    )


def forbidden_classes(text: str) -> tuple[str, ...]:
    """Return the land classes on which no site may lie, sorted.

    Raises
    ------
    ParameterError
        When one of them is not a land class.
    """
    names = sorted({part.strip() for part in text.split(",")} - {"", "none"})
    for name in names:
        if name not in LAND_CLASSES:
            raise refuse("forbidden", name, accepted_values([*LAND_CLASSES, "none"]))
    return tuple(names)


def _candidates(inputs: Inputs, parameters: PlaceParameters) -> tuple[CandidateSites, Ints]:
    """Return the candidates with the id of the parcel or facility, or the number in the grid."""
    barred = forbidden_classes(parameters.forbidden)
    # That there is no land use is an input too: then all land is allowed.
    land = inputs.metric("land_use") if inputs.holds("land_use") else None
    banned = np.empty(0, dtype=object)
    if land is not None:
        banned = np.asarray(land.geometry[land["land_class"].isin(barred)], dtype=object)
    spacing = parameters.spacing
    if parameters.candidates == "grid":
        points = grid_points(inputs.boundary(), spacing=spacing)
        found = candidate_sites(points, forbidden=banned)
        return found, found.origin + 1
    if parameters.candidates == "parcels":
        if land is None:
            raise MissingLayerError(area=inputs.area.slug, layer="land_use")
        free = land.loc[~land["land_class"].isin(barred)]
        found = candidate_sites(
            parcel_points(np.asarray(free.geometry, dtype=object)),
            forbidden=banned,
            spacing=spacing,
        )
        return found, free.index.to_numpy()[found.origin]
    frame = _facilities(inputs, parameters)
    found = candidate_sites(one_point_each(frame), forbidden=banned, spacing=spacing)
    return found, frame.index.to_numpy()[found.origin]


def _prices(inputs: Inputs, parameters: PlaceParameters, labels: Ints) -> Floats:
    """Return the price of each parcel from its further property `site_cost`; NaN for none."""
    unknown = np.full(len(labels), np.nan)
    if parameters.candidates != "parcels" or "properties" not in inputs.metric("land_use"):
        return unknown
    held = inputs.metric("land_use")["properties"].reindex(labels)
    stated = [(one or {}).get(PRICE) if isinstance(one, dict) else None for one in held]
    found = pd.to_numeric(pd.Series(stated, dtype=object), errors="coerce").to_numpy(dtype=float)
    return np.where(found >= 0, found, np.nan)


def _facilities(inputs: Inputs, parameters: PlaceParameters) -> GeoDataFrame:
    """Return the facilities whose places are candidates."""
    own = parameters.facility
    if parameters.candidates == "existing":
        return in_service(inputs, own)
    kinds = [layer for layer in FACILITY_TYPES if layer != own and inputs.holds(layer)]
    if not kinds:
        raise MissingLayerError(area=inputs.area.slug, layer="facilities")
    frames = [in_service(inputs, layer)[["geometry"]] for layer in kinds]
    return GeoDataFrame(pd.concat(frames), crs=inputs.area.crs)
