"""What would cost too much is refused before any work, with what would be accepted instead."""

from collections.abc import Callable, Iterator, Mapping
from math import ceil, floor, log10
from typing import Any, TypeVar

from app.analyses.cost.lacking import lacks
from app.analyses.ground.cost import Ceiling, Cost, Sizes
from app.analyses.ground.model import Analysis
from app.params import Parameters, accepted_values, choices, limits, unit_of
from app.problems.errors import Fault, TooCostlyError
from layers.text import Text

P = TypeVar("P", bound=Parameters)
Number = int | float
Holds = Callable[[Mapping[str, Any]], bool]
SEARCH = "time_limit"
SUBJECT = frozenset({"facility", "population", "measure", "problem"})
"""What a question is about: another choice would be another question."""
LEAST_SEARCH = 1.0
"""Seconds that are left to a search at least."""
HALVINGS = 40
FIGURES = 2
"""Figures of the numbers that are named as accepted."""

ESTIMATED = Text(
    "估计需要约 {seconds:,.0f} 秒和 {megabytes:,.0f} MB，单个请求至多 {most_seconds:,.0f} 秒和"
    " {most_megabytes:,.0f} MB；{way}",
    "would take about {seconds:,.0f} s and {megabytes:,.0f} MB; one request may take"
    " {most_seconds:,.0f} s and {most_megabytes:,.0f} MB; {way}",
)
ONE = Text("改变下列任一参数即可", "a change of one of these parameters is enough")
TOGETHER = Text("下列参数须一并改变", "these parameters have to change together")
NOTHING = Text(
    "该区域的数据过多，改变参数也不可行；命令行 flask analyze 没有此上限",
    "the area holds too much for it whatever the parameters; the command flask analyze has no such"
    " limit",
)
COSTLY = Text("{value} 的计算量过大", "{value} takes too much")
AT_LEAST = Text("可用：不小于 {value}{unit}", "accepted: at least {value}{unit}")
AT_MOST = Text("可用：不大于 {value}{unit}", "accepted: at most {value}{unit}")


def admitted(analysis: Analysis[P], sizes: Sizes, parameters: P, ceiling: Ceiling) -> P:
    """Return the parameters to compute with: a search is given the whole seconds that are left.

    A result states the limit that was used.

    Raises
    ------
    TooCostlyError
        The estimate is above the ceiling; names what would be accepted.
    """
    refuse_costly(analysis, sizes, parameters, ceiling)
    asked = getattr(parameters, SEARCH, None)
    if asked is None:
        return parameters
    if ceiling.holds(analysis.estimate(sizes, parameters)):
        return parameters
    # Time and memory of a search grow with its limit by the second.
    none, one = (
        analysis.estimate(sizes, parameters.model_copy(update={SEARCH: limit}))
        for limit in (0.0, 1.0)
    )
    left = (ceiling.seconds - none.seconds) / (one.seconds - none.seconds)
    if one.bytes > none.bytes:
        left = min(left, (ceiling.bytes - none.bytes) / (one.bytes - none.bytes))
    return parameters.model_copy(update={SEARCH: max(LEAST_SEARCH, float(floor(left)))})


def refuse_costly(analysis: Analysis[P], sizes: Sizes, parameters: P, ceiling: Ceiling) -> None:
    """Do nothing, or raise `TooCostlyError` where the estimate is above the ceiling.

    Of a search `LEAST_SEARCH` seconds count: it can be cut short (`admitted`). What lacks its data
    costs nothing: computing it refuses it at once, naming the layer.
    """

    def holds(changes: Mapping[str, Any]) -> bool:
        changed = parameters.model_copy(update=dict(changes))
        return not lacks(sizes, changed) and ceiling.holds(_least_cost(analysis, sizes, changed))

    if lacks(sizes, parameters) or holds({}):
        return
    faults = [fault for fault in _single(parameters, holds) if fault is not None]
    way = ONE
    if not faults:
        faults, way = _together(analysis, sizes, parameters, holds), TOGETHER
    cost = _least_cost(analysis, sizes, parameters)
    raise TooCostlyError(_told(cost, ceiling, way if faults else NOTHING), *faults)


def _least_cost(analysis: Analysis[P], sizes: Sizes, parameters: P) -> Cost:
    """Return the cost with a search that is cut as short as may be."""
    if hasattr(parameters, SEARCH):
        parameters = parameters.model_copy(update={SEARCH: LEAST_SEARCH})
    return analysis.estimate(sizes, parameters)


def _single(parameters: Parameters, holds: Holds) -> Iterator[Fault | None]:
    """Yield what a change of each parameter by itself would have to be."""
    for name, value, (low, high) in _numbers(parameters):
        yield _number_fault(name, value, low, parameters, holds)
        yield _number_fault(name, value, high, parameters, holds)
    for name, chosen, others in _choices(parameters):
        enough = [other for other in others if holds({name: other})]
        if enough:
            yield _fault(name, chosen, accepted_values(enough))


def _together(analysis: Analysis[P], sizes: Sizes, parameters: P, holds: Holds) -> list[Fault]:
    """Return how far all parameters that matter would have to change at once."""

    def weight(changes: Mapping[str, Any]) -> float:
        cost = _least_cost(analysis, sizes, parameters.model_copy(update=dict(changes)))
        return cost.seconds + cost.bytes / 3e7

    chosen: dict[str, Any] = {}
    for name, _, found in _choices(parameters):
        others = [
            one for one in found if not lacks(sizes, parameters.model_copy(update={name: one}))
        ]
        if not others:
            continue
        best = min(({name: other} for other in others), key=lambda one: weight(chosen | one))
        if weight(chosen | best) < weight(chosen):
            chosen |= best
    ends: dict[str, tuple[Number, Number]] = {}
    for name, value, bounds in _numbers(parameters):
        to = min(({name: end} for end in bounds), key=lambda one: weight(chosen | one))
        if weight(chosen | to) < weight(chosen):
            ends[name] = (value, to[name])
    if not holds(chosen | {name: _whole(value, end) for name, (value, end) in ends.items()}):
        return []
    far = _least(lambda part: holds(chosen | _moved(ends, part)))
    changes = _moved(ends, far)
    rounded = {name: _rounded(changes[name], up=end > value) for name, (value, end) in ends.items()}
    if holds(chosen | rounded):
        changes = rounded
    faults = [
        _fault(name, getattr(parameters, name), accepted_values([one]))
        for name, one in chosen.items()
    ]
    return faults + [
        _fault(name, value, _bound(parameters, name, changes[name], up=end > value))
        for name, (value, end) in ends.items()
    ]


def _number_fault(
    name: str, value: Number, end: Number, parameters: Parameters, holds: Holds
) -> Fault | None:
    """Return the fault that names the nearest number between `value` and `end` that is enough."""
    if value == end or not holds({name: _whole(value, end)}):
        return None
    ends = {name: (value, end)}
    far = _least(lambda part: holds(_moved(ends, part)))
    exact = _moved(ends, far)[name]
    up = end > value
    nice = _rounded(exact, up=up)
    within = min(value, end) <= nice <= max(value, end) and holds({name: nice})
    return _fault(name, value, _bound(parameters, name, nice if within else exact, up=up))


def _least(holds: Callable[[float], bool]) -> float:
    """Return the least part of the way, 0 to 1, at which it holds; at 1 it does."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _moved(ends: Mapping[str, tuple[Number, Number]], part: float) -> dict[str, Number]:
    """Return the numbers a part of the way to their ends, in proportion where both are above 0."""
    moved: dict[str, Number] = {}
    for name, (value, end) in ends.items():
        if part >= 1:
            moved[name] = _whole(value, end)
            continue
        even = value > 0 and end > 0
        there = value * (end / value) ** part if even else value + (end - value) * part
        if isinstance(value, int):
            moved[name] = ceil(there) if end > value else floor(there)
        else:
            moved[name] = float(there)
    return moved


def _whole(value: Number, end: Number) -> Number:
    """Return the end as the same kind of number."""
    return int(end) if isinstance(value, int) else float(end)


def _rounded(value: Number, *, up: bool) -> Number:
    """Return a number of two figures, not below (`up`) or not above it."""
    if value <= 0:
        return value
    step = 10.0 ** (floor(log10(value)) - FIGURES + 1)
    found = (ceil if up else floor)(round(value / step, 6)) * step
    return int(found) if isinstance(value, int) else float(f"{found:.{FIGURES + 1}g}")


def _numbers(parameters: Parameters) -> Iterator[tuple[str, Number, tuple[float, float]]]:
    """Yield name, value and limits of each number that is given."""
    for name, info in type(parameters).model_fields.items():
        value, bounds = getattr(parameters, name), limits(info)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and bounds is not None and name != SEARCH:
            yield name, value, bounds


def _choices(parameters: Parameters) -> Iterator[tuple[str, str, list[str]]]:
    """Yield name, value and the other accepted values of each choice."""
    for name, info in type(parameters).model_fields.items():
        value = getattr(parameters, name)
        others = [one for one in choices(info) if one != value]
        if value is not None and others and name not in SUBJECT:
            yield name, value, others


def _bound(parameters: Parameters, name: str, value: Number, *, up: bool) -> Text:
    unit = unit_of(type(parameters), name)
    text, shown = AT_LEAST if up else AT_MOST, f"{value:,.12g}"
    told = {"value": shown, "unit": f" {unit}" if unit else ""}
    return Text(text.in_language("zh", **told), text.in_language("en", **told))


def _fault(name: str, value: object, accepted: Text) -> Fault:
    told = {"value": f"{value:,.12g}" if isinstance(value, int | float) else str(value)}
    detail = Text(COSTLY.in_language("zh", **told), COSTLY.in_language("en", **told))
    return Fault(name, detail, accepted, "too-costly")


def _told(cost: Cost, ceiling: Ceiling, way: Text) -> Text:
    numbers = {
        "seconds": ceil(cost.seconds),
        "megabytes": ceil(cost.bytes / 1e6),
        "most_seconds": ceiling.seconds,
        "most_megabytes": ceiling.bytes / 1e6,
    }
    return Text(
        ESTIMATED.zh.format(**numbers, way=way.zh), ESTIMATED.en.format(**numbers, way=way.en)
    )
