"""What a map can be colored by, with which colors, and how units are written."""

from dataclasses import dataclass
from typing import Literal

from layers.text import Text

Ramp = Literal["good", "bad", "green", "people"]
# Shares of people and land: the thresholds that Chinese standards set lie above one half.
SHARES = (0.0, 0.5, 0.7, 0.8, 0.9, 1.0)

# ColorBrewer 2.0 (Brewer, Harrower, 2003; Apache-2.0): light to dark, told apart by readers with
# any kind of color vision; GnBu, YlOrBr, YlGn, BuPu without their darkest class, so that names,
# streets and hatches stay readable on top.
RAMPS: dict[Ramp, tuple[str, ...]] = {
    "good": ("#f0f9e8", "#ccebc5", "#a8ddb5", "#7bccc4", "#43a2ca"),
    "bad": ("#ffffd4", "#fee391", "#fec44f", "#fe9929", "#d95f0e"),
    "green": ("#ffffe5", "#d9f0a3", "#addd8e", "#78c679", "#31a354"),
    "people": ("#edf8fb", "#bfd3e6", "#9ebcda", "#8c96c6", "#8856a7"),
}


@dataclass(frozen=True)
class MapMeasure:
    """A column that colors the map; without `breaks` the classes are quantiles, made readable."""

    column: str
    ramp: Ramp
    breaks: tuple[float, ...] | None = None


MEASURES: dict[str, MapMeasure] = {
    measure.column: measure
    for measure in (
        MapMeasure("radius_m", "bad"),
        MapMeasure("gained", "people"),
        MapMeasure("population_share", "good", SHARES),
        MapMeasure("places_share", "good", SHARES),
        MapMeasure("area_share", "good", SHARES),
        MapMeasure("residential_share", "good", SHARES),
        MapMeasure("nearest_m", "bad"),
        MapMeasure("facilities_inside", "good"),
        MapMeasure("missing_m", "bad"),
        MapMeasure("share_after", "good", SHARES),
        MapMeasure("share_before", "good", SHARES),
        MapMeasure("mean_m_after", "bad"),
        MapMeasure("mean_m_before", "bad"),
        MapMeasure("people", "people"),
        MapMeasure("people_nearest", "people"),
        MapMeasure("green_per_resident_m2", "green"),
        MapMeasure("green_per_registered_m2", "green"),
        MapMeasure("green_ratio", "green"),
        MapMeasure("green_area_m2", "green"),
        MapMeasure("green_per_capita_catchment", "green"),
        MapMeasure("canopy_ratio", "green"),
        MapMeasure("access_per_1000", "good"),
        MapMeasure("opportunities", "good"),
        MapMeasure("level_of_service", "good"),
        MapMeasure("access_cost", "bad"),
        MapMeasure("enough_at_m", "bad"),
        MapMeasure("enough_share", "good", SHARES),
        MapMeasure("score", "bad"),
        MapMeasure("composite", "bad"),
        MapMeasure("uncovered_population", "people"),
        MapMeasure("facilities_per_1000", "good"),
        MapMeasure("green_per_person_m2", "green"),
        MapMeasure("location_quotient", "people"),
        MapMeasure("population_resident", "people"),
        MapMeasure("population_registered", "people"),
        MapMeasure("population_share_before", "good", SHARES),
        MapMeasure("population_share_after", "good", SHARES),
        MapMeasure("nearest_m_before", "bad"),
        MapMeasure("nearest_m_after", "bad"),
        MapMeasure("population", "people"),
    )
}

UNITS: dict[str, Text] = {
    "m": Text("米", "m"),
    "m2": Text("m²", "m²"),
    "ha": Text("公顷", "ha"),
    "km2": Text("km²", "km²"),
    "person": Text("人", "people"),
    "m2/person": Text("m²/人", "m² per person"),
    "m2_per_person": Text("m²/人", "m² per person"),
    "m2_per_1000_persons": Text("m²/千人", "m² per 1,000 people"),
    "per_10000_persons": Text("处/万人", "per 10,000 people"),
    "per_1000": Text("每千人", "per 1,000 people"),
    "count": Text("处", "facilities"),
    "rule": Text("条规则", "rules"),
    "share": Text("%", "%"),
    "share_of_communities": Text("的社区", "of communities"),
    "share_of_subdistricts": Text("的街道", "of subdistricts"),
    "%": Text("%", "%"),
    "degree": Text("度", "°"),
    "s": Text("秒", "s"),
    "min": Text("分钟", "min"),
    "m/min": Text("米/分钟", "m per min"),
    "volume": Text("册", "volumes"),
    "year": Text("年", "years"),
    "h": Text("小时", "h"),
    "CNY": Text("元", "CNY"),
    "kW": Text("千瓦", "kW"),
}
ONE = {
    "person": "person",
    "count": "facility",
    "rule": "rule",
    "volume": "volume",
    "year": "year",
}
"""What one of a unit is called in English where that differs."""
