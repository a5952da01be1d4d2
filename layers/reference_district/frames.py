"""The tables of the reference district: columns of the catalogue, coordinates as stored."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.arrays import Ints, Shapes
from layers.catalogue import LAYER_TYPES
from layers.crs import LONLAT
from layers.reference_district.buildings import Buildings
from layers.reference_district.description import Description
from layers.reference_district.facilities import NamedStreets
from layers.reference_district.green import GreenSpace
from layers.reference_district.mesh import undirected
from layers.reference_district.people import people_in_buildings
from layers.reference_district.plots import Plot
from layers.reference_district.street_plan import StreetPlan

DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Communities:
    """Names, polygons (m) and subdistrict numbers of the communities, in their order."""

    polygons: Shapes
    subdistrict: Ints
    names: list[str]
    names_en: list[str]


def join_blocks(
    plan: StreetPlan, member_of: dict[int, int], description: Description
) -> Communities:
    """Join the blocks of each community to one polygon and name it by its number."""
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
    return Communities(polygons, np.array(subdistrict), names, names_en)


def chinese_number(n: int) -> str:
    """Return a number from 1 to 99 in Chinese numerals, as in 第二十一.

    >>> [chinese_number(n) for n in (3, 10, 12, 20, 24)]
    ['三', '十', '十二', '二十', '二十四']
    """
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else ("" if tens == 1 else DIGITS[tens]) + "十"
    return head + (DIGITS[ones] if ones or not tens else "")


def subdistrict_frame(communities: Communities, description: Description) -> pd.DataFrame:
    """Return the subdistricts: the communities of each, joined."""
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


def community_frame(
    communities: Communities, figures: pd.DataFrame, description: Description
) -> pd.DataFrame:
    """Return the communities with their codes, names and figures."""
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


def green_frame(greens: list[GreenSpace], communities: Communities) -> pd.DataFrame:
    """Return the green spaces; a community park is named after its community."""
    zh, en = communities.names, communities.names_en
    return pd.DataFrame(
        {
            "name": [g.name if g.community is None else f"{zh[g.community]}公园" for g in greens],
            "name_en": [
                g.name_en if g.community is None else f"{en[g.community]} Park" for g in greens
            ],
            "green_class": [green.green_class for green in greens],
            "geometry": [green.polygon for green in greens],
        }
    )


def land_frame(plots: list[Plot]) -> pd.DataFrame:
    """Return the land use: one plot a block, streets left out."""
    return pd.DataFrame(
        {
            "land_class": [plot.land_class for plot in plots],
            "geometry": [shapely.Polygon(plot.ring) for plot in plots],
        }
    )


def building_frame(buildings: Buildings, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the buildings with the people of their community shared out to them."""
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


def street_frame(plan: StreetPlan) -> pd.DataFrame:
    """Return one row a street segment, from crossing to crossing; all can be walked."""
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


def named_streets(plan: StreetPlan) -> NamedStreets:
    """Return the segments of the streets that have a name."""
    edges = [e for e in plan.mesh.edges() if plan.mesh.streets[undirected(e)].name]
    names = [str(plan.mesh.streets[undirected(edge)].name) for edge in edges]
    return NamedStreets(names, np.asarray(shapely.linestrings(plan.points[np.array(edges)])))


def point_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn the columns `x`, `y` (m) into points."""
    points = np.asarray(shapely.points(frame["x"].to_numpy(), frame["y"].to_numpy()))
    return frame.drop(columns=["x", "y"]).assign(geometry=points)


def as_stored(
    layer: str, frame: pd.DataFrame | None, plan: StreetPlan, description: Description
) -> gpd.GeoDataFrame:
    """Return a frame with the catalogue's columns in their order and stored coordinates."""
    columns = [column.name for column in LAYER_TYPES[layer].columns]
    known = pd.DataFrame({"geometry": []}) if frame is None else frame
    geometry = plan.projection.store(known["geometry"].to_numpy(dtype=object))
    known = known.assign(source=description.area.source, as_of=description.area.as_of)
    table = known.reindex(columns=columns)
    return gpd.GeoDataFrame(table, geometry=geometry, crs=LONLAT)
