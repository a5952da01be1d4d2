"""Where a figure differs from that of other tools by rule, and not by mistake: said beside it."""

import numpy as np

from layers.text import Text
from spatial.arrays import Floats
from spatial.equity import palma

FEW = 10
LEAST = 2
"""Units among whom something is spread."""
NO_PALMA = Text(
    "没有帕尔马比值：最少的四成人口合计为零；请看基尼系数与洛伦兹曲线，或改用更大的半径、服务范围",
    "no Palma ratio: the 40 % of people with the least have nothing together; see the Gini"
    " coefficient and the Lorenz curve, or ask for a wider catchment",
)
PALMA = Text(
    "不足十个单元时，本工具的帕尔马比值按洛伦兹曲线切分单元；按整单元取十分位的工具"
    "（如 R accessibility）数值不同或没有值",
    "of fewer than ten units: this Palma ratio splits units along the Lorenz curve; tools that"
    " take deciles of whole units (R accessibility) give another value, or none",
)


def palma_notes(values: Floats, people: Floats) -> tuple[Text, ...]:
    """Say why there is no Palma ratio, or that the one of few units is read otherwise elsewhere."""
    counted = np.isfinite(values) & np.isfinite(people) & (people > 0)
    # Of one unit alone nothing is spread at all, which is told in its own place.
    if counted.sum() < LEAST:
        return ()
    if not np.isfinite(palma(values[counted], people[counted])):
        return (NO_PALMA,)
    return (PALMA,) if counted.sum() < FEW else ()
