"""A planner's question about sites as a problem of the solver, and its answer in people."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np
from scipy.sparse import csr_array, hstack
from scipy.spatial.distance import cdist

from app.analyses.siting.site_ground import SiteGround
from app.params import Parameters
from app.problems.errors import Fault, ParameterError
from app.progress import tell
from layers.text import Text
from spatial.arrays import Flags, Floats, Ints
from spatial.costs import as_costs
from spatial.errors import ShapeError
from spatial.nearest import nearest_distance
from spatial.siting import (
    MOST_CANDIDATES,
    SitingLimits,
    Solution,
    alternatives,
    backup_coverage,
    frontier,
    maximal_coverage,
    p_center,
    p_dispersion,
    p_median,
    set_coverage,
)

Problem = Literal[
    "most-people",
    "cover-all",
    "cover-all-backup",
    "least-walking",
    "nearest-worst",
    "farthest-apart",
]
BOUNDED = frozenset({"most-people", "cover-all", "cover-all-backup", "farthest-apart"})
"""Problems in which only service within the radius counts."""
COVERING = frozenset({"cover-all", "cover-all-backup"})
"""Problems that find their number of sites themselves."""
TAKES = {
    "most-people": {"capacity", "budget", "floor"},
    "cover-all": {"capacity", "budget"},
    "cover-all-backup": set(),
    "least-walking": {"capacity", "budget"},
    "nearest-worst": set(),
    "farthest-apart": set(),
}
"""The limits that each problem can hold to."""


@dataclass(frozen=True)
class Aim:
    """What is to be achieved: the parameters of the same names."""

    problem: Problem
    sites: int = 1
    capacity: float | None = None
    budget: float | None = None
    site_cost: float = 1.0
    floor: float | None = None
    time_limit: float = 10.0


@dataclass(frozen=True)
class Others:
    """Further choices (candidates, rising) of the same value; `complete` when there are no more."""

    choices: tuple[Ints, ...]
    complete: bool


def aim_of(parameters: Parameters, **changes: Any) -> Aim:
    """Return the aim that parameters state, with `changes`."""
    known = {one.name for one in fields(Aim)}
    stated = {name: value for name, value in parameters if name in known}
    return Aim(**(stated | changes))


@dataclass(frozen=True)
class SiteQuestion:
    """The table (n, k + m) whose first k columns are the facilities that stay.

    Unless capacities tell facilities apart, one column stands for all that stay: the distance to
    the nearest of them. `asked` are the rows of demand that some site can serve at all; `price` is
    what each column costs, 0 for what stays; `apart` are the distances between columns where these
    are asked about.
    """

    table: csr_array
    people: Floats
    kept: int
    asked: Flags
    groups: Ints
    price: Floats
    apart: Floats | None = None

    @property
    def reachable(self) -> float:
        """People whom some site can serve."""
        return float(self.people[self.asked].sum())


@dataclass(frozen=True)
class SiteAnswer:
    """Chosen candidates (rows of the ground's candidates), rising, with the proof.

    `beyond` counts the people that no site can serve; `spent` is what the chosen ones cost, and
    `bound_spent` what a cover of everybody costs at least.
    """

    chosen: Ints
    objective: float
    bound: float
    gap: float
    seconds: float
    status: str
    beyond: float
    spent: float
    bound_spent: float = 0.0

    @property
    def proven(self) -> bool:
        """Whether no choice is better."""
        return self.status == "optimal"


def ask(ground: SiteGround, aim: Aim, radius: float) -> SiteQuestion:
    """Return the table of the question.

    Within a radius where only service counts; else without the candidates that are no nearer than
    a facility that stays, which can serve nobody better.
    """
    bounded = aim.problem in BOUNDED
    each = aim.capacity is not None or backup(aim)
    limit = radius if bounded else None
    places, kept = ground.candidates.points, ground.kept_nearest
    if each and len(ground.kept):
        sites = ground.distances.table(places, limit=limit)
        table = as_costs(hstack([ground.distances.table(ground.kept, limit=limit), sites], "csr"))
        count = len(ground.kept)
    elif len(ground.kept):
        column = np.where(kept <= (radius if bounded else np.inf), kept, np.inf)
        nearer = ground.distances.table(places, limit=limit, below=column)
        table, count = _beside(column, nearer), 1
    else:
        table, count = ground.distances.table(places, limit=limit), 0
    return SiteQuestion(
        table=table,
        people=ground.demand.people,
        kept=count,
        asked=np.diff(table.indptr) > 0,
        groups=np.unique(ground.demand.zone, return_inverse=True)[1].astype(np.int64),
        price=np.concatenate([np.zeros(count), prices(ground, aim)]),
        apart=distances_apart(ground) if aim.problem == "farthest-apart" else None,
    )


def distances_apart(ground: SiteGround) -> Floats:
    """Return straight distances (m) between what stays, as one column, and the candidates.

    Raises
    ------
    ShapeError
        When there are more candidates than can be held against each other.
    """
    points = ground.candidates.points
    if len(points) > MOST_CANDIDATES - 1:
        raise ShapeError(
            f"there are {len(points)} candidates; accepted: {MOST_CANDIDATES - 1} where sites are"
            " to be far apart. A wider spacing of candidates makes fewer"
        )
    between: Floats = cdist(points, points)
    if not len(ground.kept):
        return between
    nearest = nearest_distance(points, ground.kept.points)[0]
    beside = np.concatenate([[0.0], nearest])
    return np.vstack([beside, np.column_stack([nearest, between])])


def prices(ground: SiteGround, aim: Aim) -> Floats:
    """Return what each candidate costs: its own price where the parcel has one."""
    return np.where(np.isnan(ground.prices), aim.site_cost, ground.prices)


def solve_problem(ground: SiteGround, aim: Aim, radius: float) -> SiteAnswer:
    """Choose among the candidates.

    Raises
    ------
    ParameterError
        When the problem does not know one of the limits that are given.
    InfeasibleError
        When no choice of candidates meets what is asked.
    """
    require_known(aim)
    return answer_to(ask(ground, aim, radius), ground, aim, radius)


def answer_to(question: SiteQuestion, ground: SiteGround, aim: Aim, radius: float) -> SiteAnswer:
    """Solve a question that has been asked, and tell its answer in candidates."""
    found = solve(question, aim, radius)
    # One column may stand for all that stay: an aim that counts sites counts them one by one.
    counts = aim.problem == "cover-all" and aim.budget is None
    merged = len(ground.kept) - question.kept if counts else 0
    return _told(found, question, merged)


def answers_of_each_number(
    question: SiteQuestion, aim: Aim, radius: float, *, most: int
) -> list[SiteAnswer]:
    """Return the most people that 1, 2, ... `most` new sites serve; each begins with the last.

    Ends early where everybody within reach is served or no candidate is left. Where nothing new
    can serve anybody, what stays alone is the answer.
    """
    count = min(most, question.table.shape[1] - question.kept)
    found = frontier(
        question.table,
        question.people,
        radius=radius,
        up_to=question.kept + count,
        fixed=np.arange(question.kept),
        time_limit=aim.time_limit,
        progress=tell,
    )
    # With what stays the list begins with that alone.
    return [_told(one, question) for one in (found[1:] if question.kept else found) or found]


def _told(found: Solution, question: SiteQuestion, merged: int = 0) -> SiteAnswer:
    """Return an answer in candidates; `merged` sites are counted besides the columns."""
    return SiteAnswer(
        chosen=_new(found, question),
        objective=found.objective + merged,
        bound=found.bound + merged,
        gap=found.gap,
        seconds=found.seconds,
        status=found.status,
        beyond=float(question.people[~question.asked].sum()),
        spent=float(question.price[found.sites].sum()),
        bound_spent=found.bound,
    )


def solve(question: SiteQuestion, aim: Aim, radius: float) -> Solution:
    """Solve a question, telling the door how far the search has come."""
    model, data, options = call_of(question, aim, radius)
    found: Solution = model(*data, **options, time_limit=aim.time_limit, progress=tell)
    return found


def others(
    question: SiteQuestion, aim: Aim, radius: float, *, count: int, seconds: float
) -> Others:
    """Return up to `count` further choices that are exactly as good as the best one."""
    if count < 1 or seconds <= 0:
        return Others((), complete=False)
    model, data, options = call_of(question, aim, radius)
    found = alternatives(model, *data, count=count + 1, time_limit=seconds, **options)
    # Without a site of the best, a cover may need more of them: then it is not as good.
    size = len(found.solutions[0].sites) if found.solutions else 0
    equal = [one for one in found.solutions[1:] if len(one.sites) == size or not backup(aim)]
    chosen = tuple(_new(one, question) for one in equal)
    return Others(chosen, found.complete)


def backup(aim: Aim) -> bool:
    """Say whether people with a second site count, among covers of the fewest sites."""
    return aim.problem == "cover-all-backup"


def call_of(
    question: SiteQuestion, aim: Aim, radius: float
) -> tuple[Callable[..., Solution], tuple[Any, ...], dict[str, Any]]:
    """Return the model, its data and its options.

    Only rows that some site can serve are asked about. Where all must be served the others would
    make every choice impossible; where most people count they change nothing, but they belong to
    the floors of their communities.
    """
    fixed = np.arange(question.kept)
    limits = _limits(question, aim)
    number = None if aim.budget is not None else question.kept + aim.sites
    if aim.problem == "most-people":
        data: tuple[Any, ...] = (question.table, question.people)
        named: dict[str, Any] = {"sites": number, "radius": radius, "limits": limits}
        return maximal_coverage, data, {"fixed": fixed, **named}
    table, people = question.table[question.asked], question.people[question.asked]
    if aim.problem == "cover-all":
        named = {"demand": people, "radius": radius, "limits": limits}
        return set_coverage, (table,), {"fixed": fixed, **named}
    if backup(aim):
        return backup_coverage, (table, people), {"fixed": fixed, "radius": radius}
    if aim.problem == "farthest-apart":
        return p_dispersion, (question.apart,), {"fixed": fixed, "sites": question.kept + aim.sites}
    if aim.problem == "least-walking":
        return p_median, (table, people), {"fixed": fixed, "sites": number, "limits": limits}
    return p_center, (table,), {"fixed": fixed, "sites": question.kept + aim.sites}


def _new(found: Solution, question: SiteQuestion) -> Ints:
    """Return the chosen candidates, without what stays."""
    return (found.sites[found.sites >= question.kept] - question.kept).astype(np.int64)


def _limits(question: SiteQuestion, aim: Aim) -> SitingLimits | None:
    """Return the limits of the problem; only new sites cost anything."""
    if aim.capacity is None and aim.budget is None and aim.floor is None:
        return None
    return SitingLimits(
        capacity=aim.capacity,
        site_cost=None if aim.budget is None else question.price,
        budget=aim.budget,
        groups=None if aim.floor is None else question.groups,
        floor=aim.floor,
    )


def require_known(aim: Aim) -> None:
    """Refuse limits that the problem cannot hold to, all at once."""
    given = {name for name in ("capacity", "budget", "floor") if getattr(aim, name) is not None}
    takers = {name: [p for p, known in TAKES.items() if name in known] for name in given}
    faults = [
        Fault(
            name,
            Text(f"目标 {aim.problem} 不支持该限制", f"is not a limit of {aim.problem}"),
            Text(f"可用于：{', '.join(takers[name])}", f"accepted with: {', '.join(takers[name])}"),
        )
        for name in sorted(given - TAKES[aim.problem])
    ]
    if faults:
        raise ParameterError(*faults)


def _beside(column: Floats, table: csr_array) -> csr_array:
    """Return the table with one more column in front; infinite entries are left out."""
    there = np.isfinite(column).astype(np.int64)
    indptr = table.indptr + np.concatenate([[0], np.cumsum(there)])
    total = int(indptr[-1])
    data, indices = np.empty(total), np.zeros(total, dtype=np.int64)
    first = indptr[:-1][there > 0]
    rest = np.ones(total, dtype=bool)
    rest[first] = False
    data[first], data[rest] = column[there > 0], table.data
    indices[rest] = table.indices + 1
    return csr_array((data, indices, indptr), shape=(table.shape[0], table.shape[1] + 1))
