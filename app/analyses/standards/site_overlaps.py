"""Land that several sites of a kind are drawn over, where a rule adds up the areas of sites."""

from collections.abc import Iterator

import numpy as np
import shapely

from app.analyses.ground.entrances import layers_of_sites
from app.analyses.ground.facilities import in_service, today
from app.analyses.ground.model import Inputs
from layers.catalogue import FACILITY_TYPES
from layers.text import Text
from spatial.rules import Standard
from spatial.site_points import sites_of

MEASURE = "site_area_per_person"
TOLD = 1.0
"""In m²: less is what drawing leaves along a border."""
TWICE = Text(
    "“{layer}”的场地图形相互重叠，共 {area} 平方米；各设施的场地面积照数相加，未扣除重叠",
    "'{layer}': sites as drawn overlap by {area} m2; the areas of sites are added up as they are,"
    " the overlap is not taken off",
)


def overlaps_told(inputs: Inputs, standard: Standard) -> Iterator[Text]:
    """Say for each kind whose site areas a standard adds up by how much its sites overlap."""
    layers = dict.fromkeys(rule.layer for rule in standard.rules if rule.measure == MEASURE)
    for layer in layers:
        kind = FACILITY_TYPES.get(layer or "")
        if kind is None or not inputs.holds(kind.id):
            continue
        area = overlap(inputs, kind.id)
        if area > TOLD:
            yield TWICE.filled(layer=kind.title, area=f"{area:,.0f}")


def overlap(inputs: Inputs, layer: str) -> float:
    """Return the area (m²) of the sites of a kind less that of the land they lie on."""

    def measure() -> float:
        areas = sites_of(in_service(inputs, layer)).areas
        return float(np.sum(shapely.area(areas)) - shapely.union_all(areas).area)

    return inputs.kept(f"sites twice {today()}", layers_of_sites(inputs, layer), measure)
