"""Parameters that several analyses share, declared once."""

from typing import Any, ClassVar, Literal

from app.params import Parameters, option
from layers.catalogue import FACILITY_TYPES
from layers.text import Text

By = Literal["community", "subdistrict", "area"]
Population = Literal["resident", "registered"]
Facility = Literal[
    "police_stations",
    "health_centers",
    "culture_rooms",
    "culture_stations",
    "service_centers",
    "elder_homes",
]
Metric = Literal["euclidean"]
DEFAULT_STANDARD = "gb50180-2018"
PLAN_STANDARD = "plan-2006"
GREATEST_RADIUS = 20_000.0
WALKING = Text(
    "尚不能按步行距离计算，目前只有直线距离",
    "walking distances are not available yet, straight-line distances are",
)


def by_option() -> Any:
    """Declare `by`: what one row of the result stands for."""
    return option(
        Text("统计单元", "One row per"),
        default="community",
        labels={
            "community": Text("社区", "Community"),
            "subdistrict": Text("街道", "Subdistrict"),
            "area": Text("全区", "Whole area"),
        },
    )


def population_option() -> Any:
    """Declare `population`: which people are counted."""
    return option(
        Text("人口口径", "Population"),
        default="resident",
        labels={
            "resident": Text("常住人口", "Resident"),
            "registered": Text("户籍人口", "Registered"),
        },
    )


def facility_option() -> Any:
    """Declare `facility`: a layer of point facilities."""
    return option(
        Text("设施", "Facility"),
        labels={identifier: layer.title for identifier, layer in FACILITY_TYPES.items()},
    )


def standard_option(default: str = DEFAULT_STANDARD) -> Any:
    """Declare `standard`: the id of a planning standard."""
    return option(
        Text("标准", "Standard"),
        default=default,
        note=Text("标准的编号，见 standards list", "id of a planning standard"),
    )


class ReachParameters(Parameters):
    """A kind of facility and how far it reaches."""

    reasons: ClassVar[dict[tuple[str, str], Text]] = {("metric", "walking"): WALKING}

    facility: Facility = facility_option()
    radius: float | None = option(
        Text("服务半径", "Radius"),
        default=None,
        unit="m",
        limits=(1.0, GREATEST_RADIUS),
        note=Text("不给出时取标准中该设施的服务半径", "when not given, the radius of the standard"),
    )
    metric: Metric = option(
        Text("距离", "Distance"),
        default="euclidean",
        labels={"euclidean": Text("直线距离", "Straight line")},
    )
