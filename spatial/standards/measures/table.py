"""The measures a rule of a standard can name: zones, layers and rule in, one value a zone out.

Each measure says which unit it has and which fields of a rule it needs or takes; the parser of
standards checks files against that table, so a rule cannot silently ignore one of its own fields.
A value that cannot be measured is NaN with a reason code, never 0 and never a pass.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from spatial.rules import OTHER_LAYERS, Rule
from spatial.standards.measures.facilities import (
    facilities_per_10k,
    facility_coverage,
    floor_area_per_1000,
    largest_floor_area,
    largest_library,
    presence,
    site_area_per_person,
    size_compliance,
    zone_attribute,
)
from spatial.standards.measures.green import (
    canopy_share,
    green_per_person,
    green_ratio,
    open_space_share,
    park_coverage,
)
from spatial.standards.measures.inputs import MeasureLayers
from spatial.standards.measures.values import (
    REASONS,
    Measured,
    NotMeasurableError,
    nowhere,
    people,
    with_reason,
)

__all__ = ["MEASURES", "REASONS", "UNITS", "Measure", "Measured", "measure"]


@dataclass(frozen=True)
class Measure:
    """A measure: how it is computed, its unit, and the fields of a rule that it needs or takes.

    An empty `unit` accepts any of `UNITS`. `facilities` says that it measures any kind of facility,
    `layers` which other layers it measures, `reads` the column of facilities without which nothing
    is measured.
    """

    compute: Callable[[gpd.GeoDataFrame, MeasureLayers, Rule], Measured]
    unit: str
    about_zh: str
    about_en: str
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    facilities: bool = False
    reads: str = ""

    def measures(self, layer: str) -> bool:
        """Say whether a rule with this measure may name `layer`."""
        if not self.layers and not self.facilities:
            return True
        return layer in self.layers or (self.facilities and layer not in OTHER_LAYERS)


def measure(
    zones: gpd.GeoDataFrame, layers: MeasureLayers | Mapping[str, gpd.GeoDataFrame], rule: Rule
) -> Measured:
    """Take the measure that `rule` names in each zone.

    Parameters
    ----------
    zones
        Polygons in a metric CRS with `population_resident` and `population_registered` (NaN = no
        data) and, for attribute rules, the attribute.
    layers
        Metric frames by layer id, or `MeasureLayers` made of them once for several rules.
    rule
        The rule.

    Returns
    -------
    Measured
        Arrays in the order of `zones`.
    """
    ground = layers if isinstance(layers, MeasureLayers) else MeasureLayers(layers)
    try:
        return MEASURES[rule.measure].compute(zones, ground, rule)
    except NotMeasurableError as error:
        return nowhere(len(zones), str(error.args[0]))


def _coverage(zones: gpd.GeoDataFrame, layers: MeasureLayers, rule: Rule) -> Measured:
    """Share of residential land, people or area within reach of a facility or park."""
    if rule.metric == "walking" and layers.walkable() is None:
        raise NotMeasurableError("needs_walking_network")
    if rule.denominator == "residential_land" and layers.residential() is None:
        raise NotMeasurableError("layer_missing")
    take = park_coverage if rule.layer == "green_spaces" else facility_coverage
    share = take(zones, layers, rule)
    reasons = {"residential_land": "no_residential_land", "population": "no_population"}
    result = with_reason(share, reasons.get(rule.denominator or "", "no_value"))
    if rule.denominator == "population":
        count = people(zones, rule).to_numpy()
        result.reasons[np.isnan(share) & (count == 0)] = "zero_population"
    return result


def _unavailable(zones: gpd.GeoDataFrame, _layers: MeasureLayers, rule: Rule) -> Measured:
    """Nothing: the rule needs data that no layer holds."""
    return nowhere(len(zones), f"needs_{rule.needs}")


_COUNTED = ("grades", "floor_area_m2")
_GREEN = ("green_classes", "min_area_m2", "max_area_m2")
UNITS = (
    "share",
    "count",
    "per_10000_persons",
    "m2_per_1000_persons",
    "m2",
    "m2_per_person",
    "person",
    "volume",
)
MEASURES: dict[str, Measure] = {
    "coverage": Measure(
        _coverage,
        "share",
        "服务半径内的居住用地、人口或面积占比",
        "share of residential land, people or area within reach of a facility or park",
        needs=("layer", "denominator", "metric"),
        takes=("radius_m", "alt_radius_m", "size_classes", "population", *_COUNTED, *_GREEN),
        layers=("green_spaces",),
        facilities=True,
    ),
    "presence": Measure(
        presence,
        "count",
        "辖区内设施数量",
        "facilities located in the unit",
        needs=("layer",),
        takes=_COUNTED,
        facilities=True,
    ),
    "facilities_per_10k": Measure(
        facilities_per_10k,
        "per_10000_persons",
        "每万人设施数量",
        "facilities located in the unit for each 10,000 people",
        needs=("layer",),
        takes=(*_COUNTED, "population"),
        facilities=True,
    ),
    "floor_area_per_1000": Measure(
        floor_area_per_1000,
        "m2_per_1000_persons",
        "每千人设施建筑面积",
        "floor area of facilities in the unit for each 1,000 people",
        needs=("layer",),
        takes=(*_COUNTED, "population"),
        reads="floor_area_m2",
        facilities=True,
    ),
    "site_area_per_person": Measure(
        site_area_per_person,
        "m2_per_person",
        "人均设施用地面积",
        "site area of facilities in the unit for each person",
        needs=("layer",),
        takes=(*_COUNTED, "population"),
        reads="site_area_m2",
        facilities=True,
    ),
    "largest_floor_area": Measure(
        largest_floor_area,
        "m2",
        "辖区内最大一处设施的建筑面积",
        "floor area of the largest facility in the unit",
        needs=("layer",),
        takes=("grades",),
        reads="floor_area_m2",
        facilities=True,
    ),
    "largest_library": Measure(
        largest_library,
        "volume",
        "辖区内最大一处设施的藏书量",
        "volumes of the largest library in the unit",
        needs=("layer",),
        takes=("grades",),
        reads="volumes",
        facilities=True,
    ),
    "size_compliance": Measure(
        size_compliance,
        "share",
        "辖区内达到建筑面积要求的设施占比",
        "share of facilities in the unit that reach the floor area",
        needs=("layer", "floor_area_m2"),
        takes=("grades",),
        reads="floor_area_m2",
        facilities=True,
    ),
    "premises_area": Measure(
        zone_attribute,
        "m2",
        "社区自身的用房面积",
        "premises of the unit itself",
        needs=("attribute",),
    ),
    "staff": Measure(
        zone_attribute,
        "person",
        "社区自身的人员数",
        "persons of the unit itself",
        needs=("attribute",),
    ),
    "green_per_person": Measure(
        green_per_person,
        "m2_per_person",
        "人均绿地面积",
        "green area inside the unit for each person",
        takes=("population", *_GREEN),
    ),
    "green_ratio": Measure(
        green_ratio,
        "share",
        "绿地率",
        "green area inside the unit as a share of its land",
        takes=_GREEN,
    ),
    "canopy_share": Measure(
        canopy_share,
        "share",
        "树冠覆盖率（树冠或土地覆盖栅格）",
        "share of the unit under trees, from a raster of canopy or land cover",
    ),
    "open_space_share": Measure(
        open_space_share,
        "share",
        "公共开放空间（含道路）占比",
        "streets and open green as a share of the unit's land less water",
        takes=("green_classes",),
    ),
    "unavailable": Measure(
        _unavailable,
        "",
        "所需数据不在任何图层中",
        "needs data that no layer holds",
        needs=("needs",),
    ),
}
