"""The methods of access as data: what each is called, takes and tells, and how it is computed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from app.analyses.ground.distances import DistanceTable
from app.params import accepted_values, option, refuse
from layers.text import Text
from spatial.access import (
    AnyDecay,
    Catchments,
    balanced_floating_catchment,
    cumulative_interval,
    dual_access,
    floating_catchment,
    gravity,
    rational_agent_access,
    spatial_availability,
)
from spatial.access.decay import Power
from spatial.arrays import Flags, Floats
from spatial.coverage import fold_coverage

Method = Literal[
    "2sfca",
    "e2sfca",
    "gaussian",
    "gaussian-kernel",
    "kernel-density",
    "3sfca",
    "cumulative",
    "gravity",
    "balanced",
    "availability",
    "rational-agents",
    "interval",
    "dual",
    "k-fold",
]
DecayName = Literal[
    "binary", "step", "gaussian", "gaussian_kernel", "epanechnikov", "linear", "logistic"
]
DECAYS = {
    "binary": Text("不衰减", "none within the catchment"),
    "step": Text("分级（1、0.68、0.22）", "in steps: 1, 0.68, 0.22"),
    "gaussian": Text("高斯", "Gaussian, 0 at the edge"),
    "gaussian_kernel": Text("高斯核", "Gaussian kernel"),
    "epanechnikov": Text("二次核", "Epanechnikov"),
    "linear": Text("线性", "linear, 0 at the edge"),
    "logistic": Text("逻辑曲线", "logistic, one half in the middle"),
}
# Below it a facility is next door: distances do not weigh more than at this one, in m.
NEXT_DOOR = 100.0
PER = 1_000.0
CUTOFFS = 11
"""How many cut-offs, the same way apart, the upper half of a catchment is read at."""
THREE_STEPS = Text(
    "三步法：居民只在服务范围内的设施之间选择；PySAL access 把表内范围以外的设施也计入选择，"
    "数值因此不同",
    "3SFCA: people choose among facilities within the catchment; PySAL access lets those of its"
    " table beyond the catchment share in the choice, so that its numbers differ",
)
ONLY_THOSE = Text(
    "均值只计服务范围内可达到的人口，其余见“范围内没有设施的人口”",
    "means are of the people who reach so much within the catchment; the others are those without"
    " access",
)
APPORTIONED = Text(
    "平衡法把设施的服务水平（供给比人口）分摊到各处，各单元之和为全部设施之和；单元越小数值越小，不是人均量，"
    "不计公平性指标",
    "the balanced method apportions the levels of service (supply over people) of the facilities:"
    " units add up to all facilities; smaller units have less of it. It is no amount per person,"
    " and no figures of evenness are given",
)
LESS = Text("数值越小越好", "less is better")
NO_DECAY = Text("可用于：{methods}", "accepted with method: {methods}")


class AccessAsked(Protocol):
    """What a measure of access reads of the parameters."""

    @property
    def method(self) -> Method: ...  # noqa: D102 - a field
    @property
    def decay(self) -> DecayName | None: ...  # noqa: D102 - a field
    @property
    def exponent(self) -> float: ...  # noqa: D102 - a field
    @property
    def wanted(self) -> float: ...  # noqa: D102 - a field


@dataclass(frozen=True)
class _Question:
    """Distances, supply, catchment and what was asked."""

    distances: DistanceTable
    supply: Floats
    catchment: float
    decay: AnyDecay
    asked: AccessAsked

    @property
    def people(self) -> Floats:
        """People of each demand place."""
        return self.distances.demand.people

    @property
    def shared(self) -> tuple[Any, Floats, Floats]:
        """What every method with competition begins with."""
        return self.distances.costs, self.people, self.supply


@dataclass(frozen=True)
class AccessMethod:
    """One method: its title, the column it fills, its decay, and what is said beside it.

    `free` says that another decay may be asked for; `added` that the measure of a unit is the sum
    of that of its places and not their mean by people.
    """

    title: Text
    column: str
    measure: Callable[[_Question], Floats]
    decay: str = "binary"
    free: bool = False
    added: bool = False
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class MeasuredAccess:
    """The measure of each demand place, NaN where there is none, and who has nothing."""

    of_places: Floats
    nothing: Flags
    shared: Catchments


def _floating(question: _Question) -> Floats:
    return _shared(question).access * PER


def _balanced(question: _Question) -> Floats:
    found = balanced_floating_catchment(
        *question.shared, catchment=question.catchment, decay=question.decay
    )
    return found.access * PER


def _available(question: _Question) -> Floats:
    found = spatial_availability(
        *question.shared, catchment=question.catchment, decay=question.decay
    )
    people = question.people
    return np.divide(found * PER, people, out=np.zeros(len(people)), where=people > 0)


def _in_reach(question: _Question) -> Floats:
    return gravity(
        question.distances.costs,
        question.supply,
        decay=question.decay,
        catchment=question.catchment,
    )


def _faded(question: _Question) -> Floats:
    power = Power(question.asked.exponent)

    def fading(cost: Floats) -> Floats:
        return power(cost / NEXT_DOOR)

    decay: AnyDecay = fading if question.asked.decay is None else question.decay
    return gravity(
        question.distances.costs, question.supply, decay=decay, catchment=question.catchment
    )


def _over_cutoffs(question: _Question) -> Floats:
    cutoffs = np.linspace(question.catchment / 2, question.catchment, CUTOFFS)
    return cumulative_interval(question.distances.costs, question.supply, cutoffs=cutoffs)


def _agents(question: _Question) -> Floats:
    return rational_agent_access(
        *question.shared, tau=question.catchment, catchment=question.catchment
    ).cost


def _way_to(question: _Question) -> Floats:
    away = dual_access(question.distances.costs, question.supply, wanted=question.asked.wanted)
    return np.where(np.isfinite(away), away, np.nan)


def _enough(question: _Question) -> Floats:
    """Return 1 where so much is in reach: the mean over people is the share of them."""
    return (_in_reach(question) >= question.asked.wanted * (1 - 1e-12)).astype(np.float64)


RULES: dict[str, AccessMethod] = {
    "2sfca": AccessMethod(
        Text("两步移动搜索法", "Two-step floating catchment"),
        "access_per_1000",
        _floating,
        free=True,
    ),
    "e2sfca": AccessMethod(
        Text("分级衰减两步移动搜索法", "Enhanced, weights in steps"),
        "access_per_1000",
        _floating,
        "step",
    ),
    "gaussian": AccessMethod(
        Text("高斯两步移动搜索法", "Gaussian within the catchment"),
        "access_per_1000",
        _floating,
        "gaussian",
    ),
    "gaussian-kernel": AccessMethod(
        Text("高斯核", "Gaussian kernel"), "access_per_1000", _floating, "gaussian_kernel"
    ),
    "kernel-density": AccessMethod(
        Text("核密度两步移动搜索法", "Kernel density"),
        "access_per_1000",
        _floating,
        "epanechnikov",
    ),
    "3sfca": AccessMethod(
        Text("三步移动搜索法", "Three-step floating catchment"),
        "access_per_1000",
        _floating,
        "step",
        free=True,
        notes=(THREE_STEPS,),
    ),
    "cumulative": AccessMethod(
        Text("累积机会（不计竞争）", "Cumulative, no competition"), "opportunities", _in_reach
    ),
    "gravity": AccessMethod(
        Text("重力模型（不计竞争）", "Gravity, no competition"), "opportunities", _faded, free=True
    ),
    "balanced": AccessMethod(
        Text("平衡移动搜索法（人口不重复计）", "Balanced floating catchment: each person once"),
        "level_of_service",
        _balanced,
        free=True,
        added=True,
        notes=(APPORTIONED,),
    ),
    "availability": AccessMethod(
        Text("空间可用量（供给恰好分完）", "Spatial availability: all supply given out once"),
        "access_per_1000",
        _available,
        "linear",
        free=True,
    ),
    "rational-agents": AccessMethod(
        Text("理性选择模型（路程与拥挤）", "Rational agents: way against crowd"),
        "access_cost",
        _agents,
        notes=(LESS, ONLY_THOSE),
    ),
    "interval": AccessMethod(
        Text("区间累积机会（半程至全程）", "Cumulative over cut-offs, half the catchment to all"),
        "opportunities",
        _over_cutoffs,
    ),
    "dual": AccessMethod(
        Text("达到所需供给的距离", "Distance at which enough is reached (dual)"),
        "enough_at_m",
        _way_to,
        notes=(LESS, ONLY_THOSE),
    ),
    "k-fold": AccessMethod(
        Text("多重覆盖（范围内供给足够的人口占比）", "K-fold coverage: share with enough in reach"),
        "enough_share",
        _enough,
    ),
}
METHODS = {name: rule.title for name, rule in RULES.items()}
DECAY = {name: rule.decay for name, rule in RULES.items()}
FREE = tuple(name for name, rule in RULES.items() if rule.free)


def method_option() -> Any:
    """Declare `method`: how access is measured."""
    return option(Text("方法", "Method"), default="2sfca", labels=METHODS)


def decay_option() -> Any:
    """Declare `decay`: how a facility counts less with its distance."""
    return option(
        Text("距离衰减", "Decay"),
        default=None,
        labels=DECAYS,
        note=Text(
            "不给出时取方法本身的衰减；可用于 " + "、".join(METHODS[name].zh for name in FREE),
            "when not given, the method's own; for " + ", ".join(METHODS[name].en for name in FREE),
        ),
    )


def wanted_option() -> Any:
    """Declare `wanted`: how much supply is enough."""
    return option(
        Text("所需供给", "Enough"),
        default=1.0,
        limits=(1e-6, 1e9),
        note=Text(
            "仅用于达到所需供给的距离与多重覆盖：供给按处计时为设施数",
            "of the distance at which enough is reached and of k-fold coverage: a number of"
            " facilities where each supplies 1",
        ),
    )


def measured(
    distances: DistanceTable, supply: Floats, asked: AccessAsked, catchment: float
) -> MeasuredAccess:
    """Return the measure of each demand place, and how the supply is shared in the catchments.

    For 1,000 people where people compete, else as it is: see `docs/methods/access.md`.

    Raises
    ------
    ParameterError
        When a decay is asked for that the method does not take.
    """
    rule = RULES[asked.method]
    if asked.decay is not None and not rule.free:
        raise refuse("decay", asked.decay, _takers())
    question = _Question(distances, supply, catchment, asked.decay or rule.decay, asked)
    values = rule.measure(question)
    # Where less is better, 0 is the best there is and not nothing.
    nothing = np.isnan(values) if LESS in rule.notes else values == 0
    return MeasuredAccess(values, nothing, _shared(question))


def fold_shares(distances: DistanceTable, catchment: float, *, most: int = 3) -> list[float]:
    """Return the share of people with 1, 2, ... `most` facilities or more in the catchment."""
    people = distances.demand.people
    found = fold_coverage(distances.costs, people, radius=catchment, most=most)
    return [float(share) for share in found]


def _shared(question: _Question) -> Catchments:
    """Return how facilities share their supply in the catchments."""
    return floating_catchment(
        *question.shared,
        catchment=question.catchment,
        decay=question.decay,
        selection=question.asked.method == "3sfca",
    )


def _takers() -> Text:
    told = NO_DECAY.in_language
    methods = accepted_values(FREE).en.removeprefix("accepted: ")
    return Text(told("zh", methods=methods), told("en", methods=methods))
