"""Parameters that several analyses share, declared once."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.params import Choices, Parameters, accepted_values, option, refuse
from layers.catalogue import FACILITY_COLUMNS, FACILITY_TYPES, layers_called
from layers.text import Text
from spatial.network import WALKING_SPEED

By = Literal["community", "compound", "subdistrict", "area"]
Population = Literal["resident", "registered"]
Setting = Literal["general", "old", "new", "historic"]
Metric = Literal["euclidean", "walking"]
DEFAULT_STANDARD = "gb50180-2018"
PLAN_STANDARD = "plan-2006"
GREATEST_RADIUS = 20_000.0
GREATEST_MINUTES = 120.0
SPEEDS = (10.0, 200.0)
MOST_BANDS = 6
FIRST_YEAR, LAST_YEAR = 1900, 2200
GREATEST_FREEDOM = 500.0
_NUMBER = r"\d+(\.\d+)?"


def facility_titles() -> dict[str, Text]:
    """Return the kinds of facilities that there are now, with their titles."""
    return {identifier: layer.title for identifier, layer in FACILITY_TYPES.items()}


def _facility(value: str, info: ValidationInfo) -> str:
    """Return the id of the kind that is meant: by its id, else by a title or alias of it alone."""
    found = [layer.id for layer in layers_called(value) if layer.is_facility]
    if len(found) > 1:
        raise refuse(str(info.field_name), value, accepted_values(found))
    if not found:
        raise ValueError("no kind of facility")
    return found[0]


Facility = Annotated[str, AfterValidator(_facility), Choices(facility_titles)]
COUNT = Text("每处设施计 1", "1 for each facility")


def numbers_of(facility: str) -> dict[str, Text]:
    """Return the columns of a kind of facilities that hold numbers, with their titles."""
    columns = FACILITY_TYPES[facility].columns
    return {one.name: one.title for one in columns if one.kind in {"integer", "number"}}


def supply_titles() -> dict[str, Text]:
    """Return what facilities may supply: 1 each, or a number that some kind has a column for."""
    found = {"count": COUNT}
    for facility in FACILITY_TYPES:
        found = numbers_of(facility) | found
    # What all kinds share comes first, what one kind has of its own behind it.
    shared = {one.name for one in FACILITY_COLUMNS}
    return dict(sorted(found.items(), key=lambda one: (one[0] != "count", one[0] not in shared)))


def _supply(value: str) -> str:
    if value not in supply_titles():
        raise ValueError("no number of facilities")
    return value


Supplied = Annotated[str, AfterValidator(_supply), Choices(supply_titles)]


def _ascending(value: Any) -> Any:
    """Read numbers with commas between them, each once and in order."""
    if isinstance(value, str):
        try:
            value = [float(part) for part in value.split(",", MOST_BANDS)]
        except ValueError:
            raise PydanticCustomError("bands_parsing", "not numbers") from None
    found = sorted({float(one) for one in (value if isinstance(value, Iterable) else [value])})
    if len(found) > MOST_BANDS:
        raise ValueError("too many")
    return tuple(found)


def within(low: float, high: float, unit: str) -> Text:
    """Say that one or several numbers are accepted, and which."""
    return Text(
        f"可用：1 至 {MOST_BANDS} 个 {low:g} 至 {high:g} 的数（{unit}），以逗号分隔",
        f"accepted: 1 to {MOST_BANDS} numbers {low:g} to {high:g} {unit}, with commas between",
    )


Bands = Annotated[
    tuple[float, ...],
    BeforeValidator(_ascending),
    WithJsonSchema({"type": "string", "pattern": f"^{_NUMBER}(,{_NUMBER})*$"}),
]
"""One or several distances or times, ascending."""


def by_option() -> Any:
    """Declare `by`: what one row of the result stands for."""
    return option(
        Text("统计单元", "One row per"),
        default="community",
        labels={
            "community": Text("社区", "Community"),
            "compound": Text("小区", "Residential compound"),
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
    """Declare `facility`: the layer of a kind of facility."""
    return option(Text("设施", "Facility"))


def setting_option() -> Any:
    """Declare `setting`: which values of a rule hold."""
    return option(
        Text("地区类型", "Setting"),
        default="general",
        labels={
            "general": Text("一般地区", "General"),
            "old": Text("旧区", "Old area"),
            "new": Text("新区", "New area"),
            "historic": Text("历史街区", "Historic quarter"),
        },
    )


def standard_option(default: str = DEFAULT_STANDARD) -> Any:
    """Declare `standard`: the id of a planning standard."""
    return option(
        Text("标准", "Standard"),
        default=default,
        note=Text("标准的编号，见 standards list", "id of a planning standard"),
    )


def metric_option() -> Any:
    """Declare `metric`: straight lines, or walks along streets."""
    return option(
        Text("距离", "Distance"),
        default="euclidean",
        labels={
            "euclidean": Text("直线距离", "Straight line"),
            "walking": Text("步行距离", "On foot along streets"),
        },
    )


def speed_option() -> Any:
    """Declare `speed`: metres walked in a minute, for what is asked in minutes."""
    return option(
        Text("步行速度", "Walking speed"),
        default=WALKING_SPEED,
        unit="m/min",
        limits=SPEEDS,
        note=Text("按分钟计算时使用；老年人取 45", "for minutes; 45 for the elderly"),
    )


def freedom_option() -> Any:
    """Declare `freedom`: from which streets people may start, as brackets allow for it."""
    return option(
        Text("起步街道的余地", "Freedom of start"),
        default=0.0,
        unit="m",
        limits=(0.0, GREATEST_FREEDOM),
        note=Text(
            "步行时居民可从比最近街道至多远这么多的任一街道起步（不超过 500 m）；"
            "上下限包含由此而来的不确定，估计值仍按最近街道",
            "on foot: people may start from any street at most so much further than the nearest"
            " (within 500 m); low and high allow for it, the estimate is that of the nearest",
        ),
    )


def _day(value: str) -> str:
    """Return the day as it is written in receipts."""
    day = dt.date.fromisoformat(value)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("out of limits")
    return day.isoformat()


Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


class DatedParameters(Parameters):
    """The day on which facilities serve: what every analysis can be asked."""

    as_of: Day | None = option(
        Text("计算日期", "As of"),
        default=None,
        note=Text(
            "当日在用的设施才计入（启用、停用日期）；不给出时为今天",
            "facilities count that are open on this day (opened_on, closed_on); today by default",
        ),
        accepts=Text(
            f"可用：{FIRST_YEAR} 至 {LAST_YEAR} 年的日期，如 2030-12-31",
            f"accepted: a date of {FIRST_YEAR} to {LAST_YEAR} such as 2030-12-31",
        ),
    )

    @property
    def day(self) -> dt.date | None:
        """The day that is asked for; None for today."""
        return None if self.as_of is None else dt.date.fromisoformat(self.as_of)


class ReachParameters(DatedParameters):
    """A kind of facility and how far it reaches."""

    derived: ClassVar[dict[str, str]] = {"radius": "minutes"}

    facility: Facility = facility_option()
    radius: float | None = option(
        Text("服务半径", "Radius"),
        default=None,
        unit="m",
        limits=(1.0, GREATEST_RADIUS),
        note=Text("不给出时取标准中该设施的服务半径", "when not given, the radius of the standard"),
    )
    metric: Metric = metric_option()
    minutes: float | None = option(
        Text("步行时间", "Minutes on foot"),
        default=None,
        unit="min",
        limits=(0.1, GREATEST_MINUTES),
        note=Text("代替服务半径：时间乘以步行速度", "instead of the radius: times the speed"),
    )
    speed: float = speed_option()
