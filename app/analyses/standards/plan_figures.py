"""The figures of a plan: what it states, what the data give, and whether the two agree."""

import tomllib
from functools import cache
from typing import Any

from app.analyses.cost.pieces import reading
from app.analyses.ground.choices import DatedParameters
from app.analyses.ground.cost import Cost, Sizes
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.standards.gaps import Held
from app.config import ROOT
from app.problems.no_plan import NoPlanError
from layers.catalogue import LAYER_TYPES
from layers.text import Text
from spatial.plan import plan_figures as measure

FACTS = ROOT / "data" / "reference" / "plan_figures.toml"


class PlanFigureParameters(DatedParameters):
    """Nothing to choose."""


def compute(inputs: Inputs, parameters: PlanFigureParameters) -> Outcome:
    """Compute every fact from the layers and the figures of the area.

    Raises
    ------
    NoPlanError
        The area has no figures of a plan: another plan's say nothing of it.
    """
    if not inputs.area.figures:
        raise NoPlanError(area=inputs.area.slug)
    rows = measure(facts(), Held(inputs), inputs.area.figures)
    rows = rows.set_index("id") if "id" in rows else rows
    consistent = [value for value in rows["consistent"] if value is not None]
    total = {
        "facts": len(rows),
        "consistent": sum(bool(value) for value in consistent),
        "inconsistent": sum(not value for value in consistent),
        "undecided": len(rows) - len(consistent),
    }
    return Outcome(rows, total=total, stated=parameters.model_dump())


@cache
def facts() -> dict[str, Any]:
    """Return what the plan states, from `data/reference/plan_figures.toml`."""
    return tomllib.loads(FACTS.read_text(encoding="utf-8"))


def cost(sizes: Sizes, _parameters: PlanFigureParameters) -> Cost:
    """Estimate the cost: every layer read and measured once."""
    return reading(sizes) + Cost(5e-6, 200) * sizes.corners(*LAYER_TYPES)


PLAN_FIGURES = Analysis(
    id="plan-figures",
    title=Text("规划数据核对", "Figures of the plan"),
    summary=Text(
        "规划所述、数据得出、是否一致及原因",
        "what the plan states, what the data give, consistent or not and why",
    ),
    parameters=PlanFigureParameters,
    compute=compute,
    cost=cost,
    path="plan-figures",
    layout=Layout(
        ("facts", "consistent", "inconsistent", "undecided"),
        ("title", "stated_text", "computed_text", "consistent", "reason"),
    ),
)
