"""The frontier: how many people are served with 1, 2, 3 ... new sites, or with more money."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from app.analyses.ground.cost import Cost, Sizes
from app.analyses.ground.facilities import resolve_radius
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.siting.site_cost import (
    DIVIDED,
    DIVIDING,
    SOLVED,
    TREE,
    Solving,
    ground_cost,
    sites_of,
    solve_cost,
)
from app.analyses.siting.site_ground import (
    SiteGround,
    SiteParameters,
    forbidden_classes,
    site_ground,
)
from app.analyses.siting.site_problem import (
    SiteAnswer,
    SiteQuestion,
    aim_of,
    answer_to,
    answers_of_each_number,
    ask,
    require_known,
)
from app.analyses.siting.siting import NOT_PROVEN, PROVEN
from app.params import option
from layers.text import Text
from spatial.siting import relative_gap

LEAST_SECONDS = 0.2
SERVED_ALL = Text(
    "到达可服务的全部人口后不再列出更多设施",
    "ends where everybody within reach is served: more sites add nobody",
)
NO_MORE = Text("备选点已全部用上", "ends where every candidate is taken")


class FrontierParameters(SiteParameters):
    """How far the frontier goes, and within which limits."""

    most_sites: int = option(Text("最多新增设施数", "Most new sites"), default=10, limits=(1, 100))
    budget: float | None = option(
        Text("预算上限", "Greatest budget"),
        default=None,
        limits=(0.0, 1e15),
        note=Text(
            "给出时按预算的等分（份数为最多新增设施数）求解",
            "when given, the steps are equal parts of it, as many as the most new sites",
        ),
    )
    site_cost: float = option(
        Text("每处新址的费用", "Cost of a new site"), default=1.0, limits=(0.0, 1e15)
    )
    capacity: float | None = option(
        Text("每处可服务人数", "People a site can serve"),
        default=None,
        unit="person",
        limits=(1.0, 1e9),
    )
    time_limit: float = option(
        Text("总求解时限", "Time limit, in all"), default=20.0, unit="s", limits=(0.1, 3600.0)
    )


@dataclass(frozen=True)
class Step:
    """One point of the frontier: what may be spent, where there is a budget, and the answer."""

    budget: float | None
    answer: SiteAnswer


def compute(inputs: Inputs, parameters: FrontierParameters) -> Outcome:
    """Serve most people with one more site at a time."""
    radius, notes = resolve_radius(inputs, parameters)
    ground = site_ground(inputs, parameters, keep=parameters.keep_existing)
    first = aim_of(parameters, problem="most-people")
    require_known(first)
    question = ask(ground, first, radius)
    steps = _steps(question, ground, parameters, radius)
    whole = float(ground.demand.people.sum())
    proven = all(step.answer.proven for step in steps)
    served = float(ground.demand.people[ground.kept_nearest <= radius].sum())
    rows = _rows(steps, whole, served)
    return Outcome(
        rows,
        total={
            "people": whole,
            "people_served_kept": served,
            "sites_kept": len(ground.kept),
            "candidates": len(ground.candidates),
            "candidates_forbidden": ground.candidates.forbidden,
            "people_out_of_reach": steps[0].answer.beyond,
            "proven": proven,
            "seconds": round(sum(step.answer.seconds for step in steps), 3),
        },
        stated={
            **parameters.model_dump(),
            "radius": radius,
            "forbidden": ",".join(forbidden_classes(parameters.forbidden)) or "none",
            "population_source": ground.demand.source,
        },
        notes=(*notes, PROVEN if proven else NOT_PROVEN, *_end(steps, question, parameters)),
    )


def _steps(
    question: SiteQuestion, ground: SiteGround, parameters: FrontierParameters, radius: float
) -> list[Step]:
    """Solve the points of the frontier, until nobody is left to serve."""
    if parameters.budget is None and parameters.capacity is None:
        aim = aim_of(parameters, problem="most-people")
        found = answers_of_each_number(question, aim, radius, most=parameters.most_sites)
        return [Step(None, answer) for answer in found]
    return list(_one_by_one(question, ground, parameters, radius))


def _one_by_one(
    question: SiteQuestion, ground: SiteGround, parameters: FrontierParameters, radius: float
) -> Iterator[Step]:
    """Ask anew for every number of sites, or every part of the budget."""
    count = parameters.most_sites
    if parameters.budget is None:
        count = min(count, len(ground.candidates))
    begun = time.perf_counter()
    for number in range(1, count + 1):
        left = parameters.time_limit - (time.perf_counter() - begun)
        share = max(LEAST_SECONDS, left / (count - number + 1))
        changes: dict[str, Any] = {"sites": number, "time_limit": share}
        if parameters.budget is not None:
            changes["budget"] = parameters.budget * number / count
        aim = aim_of(parameters, problem="most-people", **changes)
        answer = answer_to(question, ground, aim, radius)
        yield Step(aim.budget, answer)
        if _serves_all(answer, question):
            return


def _serves_all(answer: SiteAnswer, question: SiteQuestion) -> bool:
    """Say whether everybody whom some site can serve is served."""
    return answer.objective >= question.reachable * (1 - 1e-12)


def _end(
    steps: list[Step], question: SiteQuestion, parameters: FrontierParameters
) -> tuple[Text, ...]:
    """Say why the frontier ends before the most sites that were asked for."""
    if len(steps) >= parameters.most_sites:
        return ()
    return (SERVED_ALL,) if _serves_all(steps[-1].answer, question) else (NO_MORE,)


def _rows(steps: list[Step], whole: float, before: float) -> pd.DataFrame:
    """Return the frontier; a bound of more sites holds for fewer as well."""
    bound = np.array([step.answer.bound for step in steps])
    bound = np.minimum(np.minimum.accumulate(bound[::-1])[::-1], whole)
    served = np.array([step.answer.objective for step in steps])
    bound = np.maximum(bound, served)
    return pd.DataFrame(
        {
            "sites_new": [len(step.answer.chosen) for step in steps],
            "budget": [step.budget for step in steps],
            "cost": [step.answer.spent for step in steps],
            "people_served": served,
            "share": served / whole,
            "bound": bound,
            "bound_share": bound / whole,
            "gap": [relative_gap(*pair) for pair in zip(served, bound, strict=True)],
            "gained": np.diff(served, prepend=before),
        },
        index=pd.RangeIndex(1, len(steps) + 1, name="id"),
    )


def cost(sizes: Sizes, parameters: FrontierParameters) -> Cost:
    """Estimate the cost: the table of the question, and the searches in it."""
    sized = parameters.capacity is not None
    anew = sized or parameters.budget is not None
    how = Solving(
        parameters.time_limit,
        kept=parameters.keep_existing and not sized,
        beside=sizes.goals(parameters.facility) if sized else 0.0,
        solved=DIVIDED if sized else SOLVED,
        # A tree is given back before the next number of sites is asked for.
        growing=(DIVIDING if sized else TREE if anew else 0.0) / parameters.most_sites,
    )
    each = LEAST_SECONDS + (60e-6 * sites_of(sizes, parameters) if anew else 0.0)
    found = ground_cost(sizes, parameters) + solve_cost(sizes, parameters, how)
    return found + Cost(each * parameters.most_sites)


FRONTIER = Analysis(
    id="siting-frontier",
    title=Text("选址边际曲线", "Siting frontier"),
    summary=Text(
        "设施数（或预算）与覆盖人口的关系，附已证明的界",
        "people served against the number of sites, or the budget, with proven bounds",
    ),
    parameters=FrontierParameters,
    compute=compute,
    cost=cost,
    path="siting-frontier",
    formats=("json", "csv", "xlsx", "svg"),
    layout=Layout(
        ("people", "people_served_kept", "sites_kept", "candidates", "proven"),
        (
            "sites_new",
            "budget",
            "cost",
            "people_served",
            "share",
            "gained",
            "bound_share",
            "gap",
        ),
    ),
    begins=True,
)
