"""The reference district: synthetic geometry with the figures of a real plan, always the same.

`build` is a pure function of the description; the only chance in it is a PCG64 generator with the
description's seed. What it returns is labeled synthetic and must be shown as such.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from layers.arrays import Floats
from layers.catalogue import LAYER_TYPES
from layers.reference_district.buildings import build_houses
from layers.reference_district.communities import form_communities
from layers.reference_district.description import Description, DescriptionError, load_description
from layers.reference_district.facilities import FacilityPlaces, place_facilities
from layers.reference_district.frames import (
    Communities,
    as_stored,
    building_frame,
    community_frame,
    green_frame,
    join_blocks,
    land_frame,
    named_streets,
    point_frame,
    street_frame,
    subdistrict_frame,
)
from layers.reference_district.green import (
    GreenSpace,
    choose_community_parks,
    close_ledger,
    find_share,
    lay_parks,
    split_plots,
)
from layers.reference_district.people import community_figures
from layers.reference_district.plots import Plot, lay_plots, ring_area
from layers.reference_district.street_plan import StreetPlan, lay_streets
from layers.store.areas import Area
from layers.text import Text

__all__ = ["Description", "DescriptionError", "ReferenceDistrict", "build", "load_description"]

ATTACHED_SHARE_OF_CLOSING_PLOT = 0.5
"""The plot that closes the green ledger is planned half green, so that it can give or take."""

SMALLEST_GREEN = 20.0
"""Greens beside houses below this area (m2) are not drawn."""


@dataclass(frozen=True)
class ReferenceDistrict:
    """An area and its layers, columns of the catalogue, EPSG:4326."""

    area: Area
    layers: dict[str, gpd.GeoDataFrame]


def build(description: Description) -> ReferenceDistrict:
    """Build the reference district that the description describes, the same every time."""
    rng = np.random.Generator(np.random.PCG64(description.area.seed))
    plan = lay_streets(description, rng)
    member_of = form_communities(plan, description, rng)
    communities = join_blocks(plan, member_of, description)
    plots = lay_plots(plan, member_of, description, rng)
    parks, plots = choose_community_parks(plan, plots, description, rng)
    parks = [*lay_parks(plan, description, rng), *parks]
    greens, built = _green_and_built(plan, plots, parks, description)
    spurs = [shapely.LineString(plan.points[list(edge)]) for edge in plan.mesh.spurs]
    buildings = build_houses(built, spurs, description, rng)
    figures = community_figures(plots, buildings, description, rng)
    ground = FacilityPlaces(
        names=communities.names,
        names_en=communities.names_en,
        subdistrict=communities.subdistrict,
        center=shapely.get_coordinates(shapely.centroid(communities.polygons)),
        residents=figures["population_resident"].to_numpy(),
        building_points=shapely.get_coordinates(shapely.centroid(buildings.footprint)),
        building_community=buildings.community,
        streets=named_streets(plan),
    )
    facilities = place_facilities(ground, description, rng)
    frames = {
        "subdistricts": subdistrict_frame(communities, description),
        "communities": community_frame(communities, figures, description),
        "green_spaces": green_frame(greens, communities),
        "land_use": land_frame(plots),
        "buildings": building_frame(buildings, figures),
        "streets": street_frame(plan),
        **{layer: point_frame(frame) for layer, frame in facilities.items()},
    }
    layers = {name: as_stored(name, frames.get(name), plan, description) for name in LAYER_TYPES}
    return ReferenceDistrict(_area(plan, communities, description), layers)


def _green_and_built(
    plan: StreetPlan, plots: list[Plot], parks: list[GreenSpace], description: Description
) -> tuple[list[GreenSpace], list[tuple[Plot, Floats]]]:
    """Return all greens, their union exactly the plan's, and each plot with its built part."""
    closing = max((p for p in plots if p.land_class == "public_service"), key=lambda p: p.area)
    others = [plot for plot in plots if plot is not closing]
    known = float(shapely.union_all([park.polygon for park in parks]).area)
    wanted = description.green.area_ha * 1e4 - known
    share = find_share(others, description, wanted - ATTACHED_SHARE_OF_CLOSING_PLOT * closing.area)
    parts = split_plots(others, description, share)
    greens = parks + [
        GreenSpace(shapely.Polygon(green), "attached")
        for _, green, _ in parts
        if ring_area(green) >= SMALLEST_GREEN
    ]
    greens.append(close_ledger(greens, closing, plan, description))
    return greens, [(plot, built) for plot, _, built in parts]


def _area(plan: StreetPlan, communities: Communities, description: Description) -> Area:
    about = description.area
    stored = plan.projection.store(communities.polygons)
    outline = shapely.coverage_union_all(stored)
    return Area(
        slug=about.slug,
        title=Text(about.title_zh, about.title_en),
        boundary=shapely.MultiPolygon(shapely.get_parts(outline).tolist()),
        crs=about.crs,
        synthetic=True,
        source=about.source,
        as_of=about.as_of,
        figures=description.figures.model_dump(mode="json"),
    )
