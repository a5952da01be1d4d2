"""Dwelling floor area of buildings: what tells where people live when nobody has counted them.

Weighting by residential floor area: Lwin and Murayama (2009), Transactions in GIS 13:401-414.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from spatial.arrays import Flags, Floats
from spatial.checks import require_columns, require_metric

HOMES = frozenset(
    {
        *("residential", "apartments", "house", "detached", "semidetached_house", "terrace"),
        *("dormitory", "bungalow", "cabin", "farm", "houseboat", "hut", "static_caravan", "annexe"),
        *("住宅", "居住", "居民楼", "宿舍", "公寓", "平房"),
    }
)
"""Uses that are homes, as plans and OpenStreetMap's key `building` name them."""
UNNAMED = frozenset({"", "yes"})
"""What stands where nobody has said what a building is used for."""
COLUMNS = ("building_use", "floors", "floor_area_m2", "dwelling_area_m2")


@dataclass(frozen=True, eq=False)
class Dwellings:
    """Dwelling floor area of buildings.

    Attributes
    ----------
    area : (n,) float
        In m²; 0 where nobody lives.
    certain : (n,) bool
        Whether the area is known to be no smaller than that of the dwellings: it is stated, or
        follows from stated floors. Otherwise the building was taken to have one floor.
    """

    area: Floats
    certain: Flags


def dwellings(buildings: GeoDataFrame) -> Dwellings:
    """Return the dwelling floor area of each building, from the best that is known of it.

    In this order: `dwelling_area_m2`; for homes `floor_area_m2`; for homes the footprint times
    `floors`, or times 1 where floors are not known. Homes are buildings whose `building_use` is
    among `HOMES`; where no building of the frame has such a use, those without any use.

    Raises
    ------
    NotMetricError, MissingColumnError
        When the frame is not in metres or lacks a column of `COLUMNS`.
    """
    require_metric(buildings, "buildings")
    require_columns(buildings, "buildings", COLUMNS)
    floors, floor_area, stated = (
        pd.to_numeric(buildings[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        for name in COLUMNS[1:]
    )
    use = buildings["building_use"].fillna("").astype(str).str.strip().str.lower()
    home = use.isin(HOMES).to_numpy()
    if not home.any():
        home = use.isin(UNNAMED).to_numpy()
    footprint = shapely.area(buildings.geometry.to_numpy())
    levels = np.where(floors >= 1, floors, np.nan)
    by_floors = footprint * np.where(np.isfinite(levels), levels, 1.0)
    supposed = np.where(floor_area > 0, floor_area, by_floors)
    area = np.where(np.isfinite(stated), stated, np.where(home, supposed, 0.0))
    certain = np.isfinite(stated) | ~home | (floor_area > 0) | np.isfinite(levels)
    return Dwellings(np.maximum(area, 0.0), certain)
