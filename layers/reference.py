"""The reference district: synthetic geometry with the figures of a real plan, always the same.

`build` is a pure function of the description; the only chance in it is a PCG64 generator with the
description's seed. What it returns is labeled synthetic and must be shown as such.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.areas import Area
from layers.catalogue import LAYER_TYPES
from layers.reference_district.buildings import Buildings, build_houses
from layers.reference_district.communities import form_communities
from layers.reference_district.description import Description, DescriptionError, load_description
from layers.reference_district.facilities import Ground, place_facilities
from layers.reference_district.green import (
    GreenSpace,
    choose_community_parks,
    close_ledger,
    find_share,
    lay_parks,
    split_plots,
)
from layers.reference_district.mesh import undirected
from layers.reference_district.people import community_figures, people_in_buildings
from layers.reference_district.plots import Plot, lay_plots
from layers.reference_district.street_plan import StreetPlan, lay_streets
from layers.text import Text

__all__ = ["Description", "DescriptionError", "ReferenceDistrict", "build", "load_description"]

STORED_CRS = "EPSG:4326"
DIGITS = "〇一二三四五六七八九"
ATTACHED_SHARE_OF_CLOSING_PLOT = 0.5
"""The plot that closes the green ledger is planned half green, so that it can give or take."""

Objects = NDArray[np.object_]


@dataclass(frozen=True)
class ReferenceDistrict:
    """An area and its layers, columns of the catalogue, EPSG:4326."""

    area: Area
    layers: dict[str, gpd.GeoDataFrame]


@dataclass(frozen=True)
class _Communities:
    """Names, polygons (m) and subdistrict numbers of the communities, in their order."""

    polygons: Objects
    subdistrict: NDArray[np.int64]
    names: list[str]
    names_en: list[str]


def build(description: Description) -> ReferenceDistrict:
    """Build the reference district that the description describes, the same every time."""
    rng = np.random.Generator(np.random.PCG64(description.area.seed))
    plan = lay_streets(description, rng)
    member_of = form_communities(plan, description, rng)
    communities = _communities(plan, member_of, description)
    plots = lay_plots(plan, member_of, description, rng)
    parks, plots = choose_community_parks(plan, plots, description, rng)
    parks = [*lay_parks(plan, description, rng), *parks]
    greens, built = _green_and_built(plan, plots, parks, description)
    spurs = [shapely.LineString(plan.points[list(edge)]) for edge in plan.mesh.spurs]
    buildings = build_houses(built, spurs, description, rng)
    figures = community_figures(plots, buildings, description, rng)
    ground = Ground(
        names=communities.names,
        names_en=communities.names_en,
        subdistrict=communities.subdistrict,
        center=shapely.get_coordinates(shapely.centroid(communities.polygons)),
        residents=figures["population_resident"].to_numpy(),
        building_points=shapely.get_coordinates(shapely.centroid(buildings.footprint)),
        building_community=buildings.community,
    )
    facilities = place_facilities(ground, description, rng)
    frames = {
        "subdistricts": _subdistrict_frame(communities, description),
        "communities": _community_frame(communities, figures, description),
        "green_spaces": _green_frame(greens, communities),
        "land_use": _land_frame(plots),
        "buildings": _building_frame(buildings, figures),
        "streets": _street_frame(plan),
        **{layer: _points(frame) for layer, frame in facilities.items()},
    }
    layers = {name: _stored(name, frames.get(name), plan, description) for name in LAYER_TYPES}
    return ReferenceDistrict(_area(plan, communities, description), layers)


def _communities(
    plan: StreetPlan, member_of: dict[int, int], description: Description
) -> _Communities:
    blocks: list[list[shapely.Polygon]] = [[] for _ in range(description.communities)]
    for face in plan.mesh.rings:
        blocks[member_of[face]].append(plan.polygon(face))
    polygons = np.array(
        [shapely.get_parts(shapely.coverage_union_all(np.array(group)))[0] for group in blocks]
    )
    names, names_en, subdistrict = [], [], []
    for number, quarter in enumerate(description.subdistricts):
        for n in range(1, quarter.communities + 1):
            names.append(f"{quarter.name.removesuffix('街道')}第{chinese_number(n)}社区")
            names_en.append(f"{quarter.name_en} No. {n}")
            subdistrict.append(number)
    return _Communities(polygons, np.array(subdistrict), names, names_en)


def chinese_number(n: int) -> str:
    """Return a number from 1 to 99 in Chinese numerals, as in 第二十一.

    >>> [chinese_number(n) for n in (3, 10, 12, 20, 24)]
    ['三', '十', '十二', '二十', '二十四']
    """
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else ("" if tens == 1 else DIGITS[tens]) + "十"
    return head + (DIGITS[ones] if ones or not tens else "")


def _green_and_built(
    plan: StreetPlan, plots: list[Plot], parks: list[GreenSpace], description: Description
) -> tuple[list[GreenSpace], list[tuple[Plot, NDArray[np.float64]]]]:
    """Return all greens, their union exactly the plan's, and each plot with its built part."""
    closing = max((p for p in plots if p.land_class == "public_service"), key=lambda p: p.area)
    others = [plot for plot in plots if plot is not closing]
    known = float(shapely.union_all([park.polygon for park in parks]).area)
    wanted = description.green.area_ha * 1e4 - known
    share = find_share(others, description, wanted - ATTACHED_SHARE_OF_CLOSING_PLOT * closing.area)
    parts = split_plots(others, description, share)
    greens = parks + [
        GreenSpace(shapely.Polygon(green), "attached") for _, green, _ in parts if len(green)
    ]
    greens.append(close_ledger(greens, closing, plan, description))
    return greens, [(plot, built) for plot, _, built in parts]


def _subdistrict_frame(communities: _Communities, description: Description) -> pd.DataFrame:
    geometry = [
        shapely.coverage_union_all(communities.polygons[communities.subdistrict == number])
        for number in range(len(description.subdistricts))
    ]
    return pd.DataFrame(
        {
            "code": [_code(number) for number in range(len(geometry))],
            "name": [quarter.name for quarter in description.subdistricts],
            "name_en": [quarter.name_en for quarter in description.subdistricts],
            "geometry": geometry,
        }
    )


def _code(subdistrict: int) -> str:
    return f"110101{subdistrict + 1:03d}"


def _community_frame(
    communities: _Communities, figures: pd.DataFrame, description: Description
) -> pd.DataFrame:
    numbers = communities.subdistrict
    order = [int((numbers[:i] == n).sum()) + 1 for i, n in enumerate(numbers)]
    titles = pd.DataFrame(
        {
            "code": [f"{_code(n)}{k:03d}" for n, k in zip(numbers, order, strict=True)],
            "name": communities.names,
            "name_en": communities.names_en,
            "subdistrict": [description.subdistricts[n].name for n in numbers],
        }
    )
    return pd.concat([titles, figures], axis=1).assign(geometry=communities.polygons)


def _green_frame(greens: list[GreenSpace], communities: _Communities) -> pd.DataFrame:
    names = [
        f"{communities.names[g.community]}公园" if g.community is not None else g.name
        for g in greens
    ]
    return pd.DataFrame(
        {
            "name": names,
            "green_class": [green.green_class for green in greens],
            "geometry": [green.polygon for green in greens],
        }
    )


def _land_frame(plots: list[Plot]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "land_class": [plot.land_class for plot in plots],
            "geometry": [shapely.Polygon(plot.ring) for plot in plots],
        }
    )


def _building_frame(buildings: Buildings, figures: pd.DataFrame) -> pd.DataFrame:
    people = {
        name: people_in_buildings(buildings, figures[name], len(figures))
        for name in ("population_resident", "population_registered")
    }
    return pd.DataFrame(
        {
            "building_use": buildings.use,
            "floors": buildings.floors,
            "floor_area_m2": buildings.floor_area,
            "dwelling_area_m2": buildings.dwelling_area,
            **people,
            "geometry": buildings.footprint,
        }
    )


def _street_frame(plan: StreetPlan) -> pd.DataFrame:
    edges = plan.mesh.edges()
    streets = [plan.mesh.streets[undirected(edge)] for edge in edges]
    return pd.DataFrame(
        {
            "name": [street.name for street in streets],
            "street_class": [street.street_class for street in streets],
            "walkable": True,
            "geometry": shapely.linestrings(plan.points[np.array(edges)]),
        }
    )


def _points(frame: pd.DataFrame) -> pd.DataFrame:
    points = np.asarray(shapely.points(frame["x"].to_numpy(), frame["y"].to_numpy()))
    return frame.drop(columns=["x", "y"]).assign(geometry=points)


def _stored(
    layer: str, frame: pd.DataFrame | None, plan: StreetPlan, description: Description
) -> gpd.GeoDataFrame:
    """Return a frame with the catalogue's columns in their order and stored coordinates."""
    columns = [column.name for column in LAYER_TYPES[layer].columns]
    known = pd.DataFrame({"geometry": []}) if frame is None else frame
    geometry = plan.projection.store(known["geometry"].to_numpy(dtype=object))
    known = known.assign(source=description.area.source, as_of=description.area.as_of)
    table = known.reindex(columns=columns)
    return gpd.GeoDataFrame(table, geometry=geometry, crs=STORED_CRS)


def _area(plan: StreetPlan, communities: _Communities, description: Description) -> Area:
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
