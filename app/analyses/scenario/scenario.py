"""What if: a scenario, stored or given, compared with how things are."""

import math
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from app.analyses.cost.pieces import demand, distances, pairs, places, reach_of, reading, streets
from app.analyses.ground.choices import (
    By,
    Population,
    ReachParameters,
    by_option,
    population_option,
)
from app.analyses.ground.cost import Cost, Sizes
from app.analyses.ground.demand import Basis, basis_option, require_people
from app.analyses.ground.facilities import catchment_option, resolve_radius
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.ground.totals import COMPOUNDS
from app.analyses.ground.zones import communities, groups, names, zones
from app.analyses.scenario.scenario_competition import (
    Competing,
    Supply,
    columns_of,
    method_option,
    sharing_of,
    supply_option,
    unknown_capacities,
)
from app.analyses.scenario.scenario_edits import (
    MOST_CHARACTERS,
    WrittenEdit,
    canonical,
    digest,
    plain_edits,
    read_edits,
)
from app.analyses.scenario.scenario_state import WorkingScenario, apply, start
from app.params import option, refuse
from app.problems.errors import Fault, ParameterError
from layers.store.scenarios import MOST_EDITS, read_scenario
from layers.text import Text
from spatial.population import PEOPLE_LAYERS
from spatial.scenario import Scenario, Sharing, compare_units, total_figures

EITHER = Text("可用：scenario 或 edits 之一", "accepted: one of scenario and edits")
OTHER_KIND = Text("该方案修改的是：{facility}", "the scenario edits: {facility}")
LEAD = Text("必须给出其一", "one of the two must be given")
MOVED = Text(
    "方案保存后，其所依据的图层已有修改：{layers}",
    "since the scenario was stored these layers behind it have changed: {layers}",
)
EMPTY = Text("方案没有任何修改", "the scenario has no edits")


class WhatIfParameters(ReachParameters):
    """Which scenario of which facility, how far, whom to count, and how to add up."""

    scenario: str | None = option(
        Text("方案", "Scenario"),
        default=None,
        note=Text("已保存方案的名称", "name of a stored scenario"),
    )
    edits: str | None = option(
        Text("修改", "Edits"),
        default=None,
        note=Text("JSON 数组，代替已保存的方案", "a JSON array, instead of a stored scenario"),
    )
    base: str | None = option(
        Text("依据的版本", "Made on"),
        default=None,
        note=Text(
            "修改所依据的图层版本，如 streets:3,communities:1",
            "versions of the layers the edits were made on, such as streets:3,communities:1",
        ),
    )
    by: By = by_option()
    population: Population = population_option()
    weighting: Basis = basis_option()
    supply: Supply = supply_option()
    method: Competing = method_option()
    catchment: float | None = catchment_option(
        Text("不给出时取服务半径", "when not given, the radius")
    )


def resolve(connection: Connection, slug: str, parameters: WhatIfParameters) -> WhatIfParameters:
    """Return the parameters with the edits of the stored scenario that they name.

    Raises
    ------
    UnknownScenarioError
        The area has no such scenario.
    ParameterError
        The scenario edits another kind of facility, or neither name nor edits are given.
    """
    if parameters.edits is not None:
        return parameters
    if parameters.scenario is None:
        raise ParameterError(Fault("scenario", LEAD, EITHER, "missing"))
    stored = read_scenario(connection, slug, parameters.scenario)
    if stored.facility != parameters.facility:
        told = OTHER_KIND.in_language
        raise refuse(
            "facility",
            parameters.facility,
            Text(told("zh", facility=stored.facility), told("en", facility=stored.facility)),
        )
    base = ",".join(f"{layer}:{version}" for layer, version in sorted(stored.base.items()))
    changes = {"edits": canonical(read_edits(stored.edits)), "base": base}
    return parameters.model_copy(update=changes)


def compute(inputs: Inputs, parameters: WhatIfParameters) -> Outcome:
    """Apply the edits one by one and tell what they change.

    Raises
    ------
    ParameterError
        An edit names what is not there, or a community where units are compounds.
    NoPeopleError
        Nobody's number is known, so that nothing can be compared.
    """
    written = read_edits(parameters.edits or "")
    require_people(inputs, parameters.population)
    recorded = _versions(parameters.base)
    radius, notes = resolve_radius(inputs, parameters)
    catchment = radius if parameters.catchment is None else parameters.catchment
    sharing = sharing_of(catchment=catchment, method=parameters.method, supply=parameters.supply)
    draft = start(
        inputs,
        parameters.facility,
        metric=parameters.metric,
        population=parameters.population,
        basis=parameters.weighting,
        radius=radius,
    )
    before = draft.scenario.copy()
    steps = [_step(inputs, draft, number, edit) for number, edit in enumerate(written)]
    rows, shared = _rows(inputs, parameters, (before, draft), sharing)
    total = _total(before, draft) | shared
    edited = canonical(written)
    stated = {
        **parameters.model_dump(),
        "radius": radius,
        "catchment": catchment,
        "edits": edited,
        "edits_sha256": digest(written),
    }
    silent = unknown_capacities(before, draft) if parameters.supply == "capacity" else ()
    notes = (*notes, *draft.notes, *silent, *_moved(inputs, parameters, recorded))
    return Outcome(
        rows,
        total=total | {"edits": steps},
        stated=stated,
        geometry=zones(inputs, parameters.by).lonlat,
        notes=notes if written else (*notes, EMPTY),
    )


def _step(inputs: Inputs, draft: WorkingScenario, number: int, edit: WrittenEdit) -> dict[str, Any]:
    """Apply one edit; return it as a row with what it changes after those before it."""
    covered = math.fsum(draft.scenario.sums.covered)
    apply(inputs, draft, number, edit)
    (told,) = plain_edits([edit])
    shown = (
        "edit", "facility", "street", "community", "compound",
        "name", "capacity", "factor", "total",
    )  # fmt: skip
    kept = {key: told[key] for key in ("lon", "lat") if key in told}
    line = told.get("line")
    if line:
        kept = dict(zip(("lon", "lat"), line[0], strict=True))
    if told["edit"] == "add_facility":
        told["facility"] = f"new-{draft.added}"
    return {
        "number": number + 1,
        **{key: told.get(key) for key in shown},
        "lon": kept.get("lon"),
        "lat": kept.get("lat"),
        "gained": math.fsum(draft.scenario.sums.covered) - covered,
    }


def _total(before: Any, draft: WorkingScenario) -> dict[str, Any]:
    """Return the figures of all before and after, side by side."""
    old, new = total_figures(before), total_figures(draft.scenario)
    told: dict[str, Any] = {}
    for name in old:
        if name != "equity":
            told |= {f"{name}_before": old[name], f"{name}_after": new[name]}
    told["gained"] = new["covered_population"] - old["covered_population"]
    return told | {"equity_before": old["equity"], "equity_after": new["equity"]}


def _rows(
    inputs: Inputs,
    parameters: WhatIfParameters,
    states: tuple[Scenario, WorkingScenario],
    sharing: Sharing,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the units before and after, and what is shared among all."""
    before, draft = states
    units = zones(inputs, parameters.by).frame.index
    unit = units.get_indexer(pd.Index(groups(inputs, parameters.by).reindex(draft.zones)))
    # Communities in no subdistrict are one more unit, which has no row.
    unit = np.where(unit < 0, len(units), unit).astype(np.int64)
    count = max(len(units), int(unit.max(initial=-1)) + 1)
    shares, total = columns_of(before, draft.scenario, sharing, unit, count)
    table = compare_units(before, draft.scenario, unit, count)
    table = pd.concat([table.drop(columns="gained"), shares, table[["gained"]]], axis=1)
    table = table.iloc[: len(units)]
    table.index = units
    unknown = _unknown(inputs, parameters)
    silent = table["population_before"].eq(0) & table["population_after"].eq(0)
    people = [name for name in table if "population" in str(name) or name == "gained"]
    table.loc[silent & unknown.reindex(units, fill_value=False), people] = np.nan
    table.insert(0, "name", names(inputs, parameters.by).reindex(units))
    table.index.name = "id"
    return table, total


def _unknown(inputs: Inputs, parameters: WhatIfParameters) -> pd.Series:
    """Return for each unit whether the people of none of its communities are known."""
    frame = communities(inputs)
    known = frame[f"population_{parameters.population}"].astype(float).notna()
    return ~known.groupby(groups(inputs, parameters.by)).any()


def _versions(base: str | None) -> dict[str, int]:
    """Read `layer:version` with commas between."""
    if not base:
        return {}
    example = Text("可用：如 streets:3,communities:1", "accepted: such as streets:3,communities:1")
    found = {}
    for part in base[:MOST_CHARACTERS].split(","):
        layer, _, version = part.strip().partition(":")
        if not (layer and version.isascii() and version.isdigit() and len(version) < len("9" * 15)):
            raise refuse("base", part, example, code="malformed")
        found[layer] = int(version)
    return found


def _moved(
    inputs: Inputs, parameters: WhatIfParameters, recorded: dict[str, int]
) -> tuple[Text, ...]:
    """Return a note naming the layers behind the scenario that have another version by now."""
    streets = ("streets",) if parameters.metric == "walking" else ()
    units = ("communities", *((COMPOUNDS,) if parameters.by == "compound" else ()))
    behind = (parameters.facility, *units, *PEOPLE_LAYERS, *streets)
    changed = [
        layer for layer in behind if layer in recorded and inputs.version(layer) != recorded[layer]
    ]
    if not changed:
        return ()
    listed = ", ".join(changed)
    told = MOVED.in_language
    return (Text(told("zh", layers=listed), told("en", layers=listed)),)


def cost(sizes: Sizes, parameters: WhatIfParameters) -> Cost:
    """Estimate the cost: the state before, what each edit mends, and how supply is shared."""
    written = parameters.edits or ""
    edits = MOST_EDITS if parameters.edits is None else min(MOST_EDITS, written.count('"edit"'))
    reach = reach_of(parameters.radius, parameters.minutes, parameters.speed)
    catchment = reach if parameters.catchment is None else parameters.catchment
    facilities = sizes.goals(parameters.facility) + edits
    count = places(sizes, parameters.weighting)
    shared = 2 * pairs(sizes, count, facilities, catchment)
    found = reading(sizes) + demand(sizes, parameters.weighting)
    found += distances(sizes, shared, 2 * facilities, catchment, parameters.metric)
    found += Cost(8e-6, 20) * len(written) + Cost(3e-7, 5) * (edits * count)
    if parameters.metric == "walking":
        found += streets(sizes) + Cost(0.02 + 0.1e-6 * sizes.corners("streets")) * edits
    return found


WHAT_IF = Analysis(
    id="what-if",
    title=Text("方案比较", "What if"),
    summary=Text(
        "设施、街道与人口改变后的覆盖、距离、容量、可达性与公平性，与现状对照",
        "coverage, distance, capacity, access and evenness after facilities, streets or people"
        " change, beside how things are",
    ),
    parameters=WhatIfParameters,
    compute=compute,
    cost=cost,
    path="what-if",
    formats=("json", "geojson", "csv", "xlsx", "gpkg"),
    resolve=resolve,
    layout=Layout(
        (
            "population_share_before/population_share_after",
            "gained",
            "nearest_m_before/nearest_m_after",
            "access_gini_before/access_gini_after",
            "access_per_1000_before/access_per_1000_after",
        ),
        (
            "name",
            "population_share_before",
            "population_share_after",
            "gained",
            "nearest_m_before",
            "nearest_m_after",
            "access_per_1000_before",
            "access_per_1000_after",
            "population_before",
            "population_after",
        ),
        worst="-gained",
    ),
    begins=True,
)
