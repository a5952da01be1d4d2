"""What an area as a whole is: its communities together, or its boundary; where these differ."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import shapely

from app.analyses.ground.entrances import layers_of_sites
from app.analyses.ground.facilities import in_service, today
from app.analyses.ground.model import Inputs
from app.analyses.ground.totals import UNITS
from layers.text import Text
from spatial.population import assign_zones

TOLD = 0.001
"""Share of the boundary from which on a difference in land is told."""
KM2 = 1e6
DIFFERENT = Text(
    "“全区”有两种含义，此处相差：边界内面积 {boundary} 平方公里，各社区面积合计 {sum} 平方公里"
    "（{bare} 在边界内而不属任何社区，{beyond} 在边界外，{twice} 因社区重叠重复计入）。人口、覆盖及"
    "区内设施数为各社区之和；缺口中全区一行与服务范围按边界",
    "'the whole area' has two meanings, which differ here: {boundary} km2 lie within the boundary,"
    " those of the communities add up to {sum} km2 ({bare} within the boundary in no community,"
    " {beyond} beyond it, {twice} counted twice where communities overlap). People, coverage and"
    " facilities inside are sums of communities; the row of the area in gaps, and service areas,"
    " are those of the boundary",
)
FACILITIES = Text(
    "边界内有 {within} 处该类设施，各社区合计 {owned} 处",
    "{within:facility of this kind stands|facilities of this kind stand} within the boundary,"
    " {owned} in communities",
)


class Difference(NamedTuple):
    """Square metres: of the boundary, of all communities, and where the two differ."""

    boundary: float
    sum: float
    bare: float
    beyond: float
    twice: float

    @property
    def matters(self) -> bool:
        """Whether it is more than drawing leaves along borders."""
        return max(self.bare, self.beyond, self.twice) > TOLD * self.boundary


def area_told(inputs: Inputs, facility: str | None) -> Iterator[Text]:
    """Say by how much the communities together are another area than the boundary, if they are."""
    if not inputs.holds(UNITS):
        return
    found = inputs.kept("whole area", (UNITS,), lambda: _difference(inputs))
    if found.matters:
        told = {name: f"{value / KM2:,.2f}" for name, value in found._asdict().items()}
        yield DIFFERENT.filled(**told)
    if facility is not None:
        behind = (UNITS, *layers_of_sites(inputs, facility))
        counts = inputs.kept(f"whole area {today()}", behind, lambda: _counts(inputs, facility))
        if counts[0] != counts[1]:
            yield FACILITIES.filled(within=counts[0], owned=counts[1])


def _difference(inputs: Inputs) -> Difference:
    shapes, boundary = inputs.metric(UNITS).geometry.to_numpy(), inputs.boundary()
    union = shapely.union_all(shapes)
    common = shapely.intersection(union, boundary).area
    total = float(shapely.area(shapes).sum())
    return Difference(
        boundary=boundary.area,
        sum=total,
        bare=max(boundary.area - common, 0.0),
        beyond=max(union.area - common, 0.0),
        twice=max(total - union.area, 0.0),
    )


def _counts(inputs: Inputs, facility: str) -> tuple[int, int]:
    """Return how many facilities stand within the boundary, and in communities."""
    frame = in_service(inputs, facility)
    whole = inputs.metric(UNITS).iloc[:1].set_geometry([inputs.boundary()], crs=inputs.area.crs)
    within, owned = (assign_zones(frame, zones) for zones in (whole, inputs.metric(UNITS)))
    return int(np.count_nonzero(within.notna())), int(np.count_nonzero(owned.notna()))
