"""Refused: the figures of a plan are asked of an area that has no plan."""

from layers.errors import LayerError
from layers.text import Text


class NoPlanError(LayerError):
    """The area has no figures of a plan, so that there is nothing to check."""

    message = Text(
        "区域“{area}”没有规划数据，无可核对：核对的是参考城区规划所述的数据；"
        "要对照标准检查此区域，请用缺口分析（gaps）",
        "area '{area}' has no figures of a plan, so that there is nothing to check: those that are"
        " checked are of the reference district's plan. To judge this area by a standard take gaps",
    )
