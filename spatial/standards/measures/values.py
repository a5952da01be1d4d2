"""What a measure gives back, and why a value may be missing."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from spatial.arrays import Floats, Indices, Shapes
from spatial.green import per_person
from spatial.population import assign_zones
from spatial.rules import Rule
from spatial.standards.measures.inputs import MeasureLayers

REASONS: dict[str, tuple[str, str]] = {
    "needs_walking_network": (
        "需要可步行的道路图层",
        "needs a layer of streets that people may walk on",
    ),
    "needs_canopy": (
        "需要树冠栅格（canopy）或含树木类别的土地覆盖栅格（land_cover）",
        "needs a raster of canopy, or one of land_cover with a class of trees",
    ),
    "canopy_unclear": (
        "栅格在此缺值，不足以判定",
        "the raster lacks values here, too many to tell",
    ),
    "needs_visible_trees": ("需要从住宅可见树木的数据", "needs the trees visible from each home"),
    "needs_shadow_line": ("需要日照阴影线数据", "needs the standard shadow line of buildings"),
    "needs_greenways": ("需要绿道数据", "needs a layer of greenways"),
    "needs_designation": ("需要保护地认定数据", "needs the designation of nature reserves"),
    "no_units": (
        "该条按街道或社区计量，而它们没有导入",
        "it is measured in subdistricts or communities, and these are not loaded",
    ),
    "layer_missing": ("所需图层没有数据", "a layer that it needs holds no data"),
    "no_population": ("没有人口数据", "the population is not known"),
    "zero_population": ("人口为零", "the population is zero"),
    "no_residential_land": ("没有居住用地", "there is no residential land"),
    "no_green_class": ("绿地没有类型信息", "the green spaces carry no class"),
    "no_grade": ("设施没有等级信息", "the facilities carry no grade"),
    "no_value": ("缺少该项属性数据", "the attribute is not known"),
    "no_facility": ("没有该类设施", "there is no such facility"),
    "no_road_land": ("土地利用中没有道路用地", "land use holds no road land"),
    "no_target": ("标准未给出限值，仅列现状", "the standard sets no value; shown for information"),
}


class NotMeasurableError(Exception):
    """The measure cannot be taken anywhere with these layers; `args[0]` is the reason code."""


@dataclass(frozen=True)
class Measured:
    """One value a zone (NaN = not measured) and the reason code where it is not."""

    amounts: Floats
    reasons: Shapes


def nowhere(size: int, reason: str) -> Measured:
    """Return no amount for any zone, all for the same reason."""
    return Measured(np.full(size, np.nan), np.full(size, reason, dtype=object))


def with_reason(amounts: Floats, reason: str | Shapes) -> Measured:
    """Pair the amounts with `reason` where they are missing."""
    reasons: Shapes = np.full(len(amounts), reason, dtype=object)
    reasons[~np.isnan(amounts)] = None
    return Measured(amounts, reasons)


def loaded(layers: MeasureLayers, name: str | None) -> gpd.GeoDataFrame:
    """Return a layer that holds data; one that is absent or empty says nothing about the ground.

    Raises
    ------
    NotMeasurableError
        When the layer is absent or empty.
    """
    frame = layers.get(name)
    if frame is None:
        raise NotMeasurableError("layer_missing")
    return frame


def column(frame: gpd.GeoDataFrame, name: str, reason: str) -> pd.Series:
    """Return a column of the layer; without any value in it the rule cannot be measured.

    Raises
    ------
    NotMeasurableError
        When the column holds no value.
    """
    if name not in frame or frame[name].isna().all():
        raise NotMeasurableError(reason)
    return frame[name]


def numbers(frame: gpd.GeoDataFrame, name: str) -> Floats:
    """Return a column as floats; NaN where a value or the whole column is missing."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    values: Floats = pd.to_numeric(frame[name]).to_numpy(dtype=float, na_value=np.nan)
    return values


def owners(zones: gpd.GeoDataFrame, features: gpd.GeoDataFrame) -> Indices:
    """Return the position of the zone that owns each feature; -1 outside all."""
    owner = assign_zones(features, zones)
    positions: Indices = zones.index.get_indexer(pd.Index(owner))
    return positions


def people(zones: gpd.GeoDataFrame, rule: Rule) -> pd.Series:
    """Return the population that the rule counts, by zone."""
    return zones[f"population_{rule.population or 'resident'}"].astype(float)


def per_people(zones: gpd.GeoDataFrame, rule: Rule, amount: Floats, scale: float) -> Measured:
    """Return `amount * scale` for each person; NaN where nobody lives or nobody counted."""
    count = people(zones, rule)
    values = per_person(pd.Series(amount * scale, index=zones.index), count).to_numpy(dtype=float)
    reasons = np.where(count.isna(), "no_population", "zero_population").astype(object)
    return with_reason(values, reasons)
