"""How a scenario shares supply: what is asked, what is told, and which capacity is not known."""

from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from app.analyses.access.measuring import DECAY, METHODS
from app.analyses.scenario.scenario_state import WorkingScenario
from app.params import option
from layers.text import Text
from spatial.arrays import Ints
from spatial.scenario import Scenario, Shares, Sharing, compared_shares

Supply = Literal["capacity", "count"]
Competing = Literal["2sfca", "e2sfca", "gaussian", "gaussian-kernel", "kernel-density", "3sfca"]
MOST_NAMED = 5
UNKNOWN = Text(
    "有 {missing} 处设施（共 {count} 处）的容量未知：{names}；"
    "其所及居民的容量与可达性指标留空（supply=count 时每处设施计 1）",
    "{missing} of {count:facility has|facilities have} no known capacity: {names}; capacity and"
    " access are empty"
    " where people reach them (with supply=count each facility counts as 1)",
)


def supply_option() -> Any:
    """Declare `supply`: what people compete for."""
    return option(
        Text("供给量", "Supply"),
        default="capacity",
        labels={
            "capacity": Text("容量", "Capacity"),
            "count": Text("每处设施计 1", "1 for each facility"),
        },
    )


def method_option() -> Any:
    """Declare `method`: how distance weighs when people compete."""
    return option(
        Text("可达性方法", "Method of access"),
        default="2sfca",
        labels={name: METHODS[name] for name in get_args(Competing)},
    )


def sharing_of(*, catchment: float, method: str, supply: str) -> Sharing:
    """Return how supply is shared, as `access` does by the same words."""
    return Sharing(
        catchment,
        DECAY[method],
        selection=method == "3sfca",
        counted=supply == "count",
    )


def columns_of(
    before: Scenario, after: Scenario, sharing: Sharing, unit: Ints, units: int
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the columns of the units, and the figures of all, before and after."""
    old, new = compared_shares(before, after, sharing, unit, units)
    columns = {"access_per_1000_before": old.units, "access_per_1000_after": new.units}
    return pd.DataFrame(columns), _total(old, new)


def _total(old: Shares, new: Shares) -> dict[str, Any]:
    return {
        "access_per_1000_before": old.total,
        "access_per_1000_after": new.total,
        "access_gini_before": old.gini,
        "access_gini_after": new.gini,
        "access_palma_before": old.palma,
        "access_palma_after": new.palma,
    }


def unknown_capacities(before: Scenario, draft: WorkingScenario) -> tuple[Text, ...]:
    """Say which facilities, open before or after, have no known capacity then."""
    states = (before, draft.scenario)
    open_in = {row for one in states for row in one.serving.tolist()}
    without = {row for one in states for row in one.serving[np.isnan(one.capacity[one.serving])]}
    lost = [str(name) for name, row in draft.rows.items() if row in without]
    if not lost:
        return ()
    more = ", …" if len(lost) > MOST_NAMED else ""
    told = {
        "missing": len(lost),
        "count": len(open_in),
        "names": ", ".join(lost[:MOST_NAMED]) + more,
    }
    return (UNKNOWN.filled(**told),)
