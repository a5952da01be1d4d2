"""Where a figure differs from that of other tools by rule, and not by mistake: said beside it."""

import numpy as np

from layers.text import Text
from spatial.arrays import Floats

FEW = 10
PALMA = Text(
    "不足十个单元时，本工具的帕尔马比值按洛伦兹曲线切分单元；按整单元取十分位的工具"
    "（如 R accessibility）数值不同或没有值",
    "of fewer than ten units: this Palma ratio splits units along the Lorenz curve; tools that"
    " take deciles of whole units (R accessibility) give another value, or none",
)


def palma_notes(values: Floats, people: Floats) -> tuple[Text, ...]:
    """Say that the Palma ratio of few units is read otherwise elsewhere."""
    counted = np.isfinite(values) & np.isfinite(people) & (people > 0)
    return (PALMA,) if 0 < counted.sum() < FEW else ()
