"""Siting: where new facilities should stand, with the proof of how good the choice is."""

from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, points_from_xy
from scipy.sparse import csr_array

from app.analyses.ground.cost import Cost, Sizes
from app.analyses.ground.facilities import in_service, one_point_each, resolve_radius
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.ground.zones import communities
from app.analyses.siting.site_cost import (
    BRANCH,
    COVERED,
    DIVIDED,
    DIVIDING,
    FLOORED,
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
from app.analyses.siting.site_limits import possible_answer
from app.analyses.siting.site_problem import (
    BOUNDED,
    COVERING,
    Others,
    Problem,
    SiteAnswer,
    aim_of,
    ask,
    others,
    require_known,
)
from app.jsonable import records
from app.params import option
from layers.crs import to_lonlat
from layers.text import Text
from spatial.arrays import Floats, Ints
from spatial.population import assign_zones
from spatial.siting import MOST_CANDIDATES, SiteEffects, site_effects

NOT_PROVEN = Text(
    "时限内未证明最优：方案与机器快慢有关，差距不超过所列的 gap；放宽时限可再求",
    "not proven to be the best within the time limit: the choice depends on the machine, and is"
    " at most the stated gap away from the best; a longer limit goes on",
)
PROVEN = Text("已证明为最优方案", "proven to be the best choice")
BEYOND = Text(
    "有人居住处没有任何备选点可及，计入未服务；见 people_out_of_reach",
    "some people are beyond every candidate and count as not served: people_out_of_reach",
)
MEANS = {
    "cover-all-backup": (
        Text(
            "objective 为有两处及以上设施可及的人口，设施数为全部覆盖所需的最少数",
            "the objective is the people with two facilities or more in reach; their number is the"
            " least that serves all",
        ),
    ),
    "farthest-apart": (
        Text(
            "objective 为设施间（含保留设施）的最小直线距离（米），与人口无关",
            "the objective is the least distance (m, straight) between sites, what stays included;"
            " people do not count",
        ),
    ),
}


class SitingParameters(SiteParameters):
    """What is to be achieved, with how many sites, within which limits."""

    problem: Problem = option(
        Text("目标", "Aim"),
        default="most-people",
        labels={
            "most-people": Text("服务人口最多（MCLP）", "serve most people (MCLP)"),
            "cover-all": Text("以最少设施全部覆盖（LSCP）", "serve all with the fewest (LSCP)"),
            "cover-all-backup": Text(
                "以最少设施全部覆盖，且有第二处的人最多（LSCP-B）",
                "serve all with the fewest, most people twice (LSCP-B)",
            ),
            "least-walking": Text("总距离最短（p-中位）", "least total distance (p-median)"),
            "nearest-worst": Text("最远者最近（p-中心）", "nearest for the farthest (p-center)"),
            "farthest-apart": Text(
                "设施彼此最远（p-分散）", "farthest from each other (p-dispersion)"
            ),
        },
    )
    sites: int = option(
        Text("新增设施数", "New sites"),
        default=3,
        limits=(1, 1000),
        note=Text(
            "以最少设施全部覆盖或给出预算时不用",
            "not used to serve all with the fewest, or with a budget",
        ),
    )
    capacity: float | None = option(
        Text("每处可服务人数", "People a site can serve"),
        default=None,
        unit="person",
        limits=(1.0, 1e9),
    )
    budget: float | None = option(
        Text("预算", "Budget"),
        default=None,
        limits=(0.0, 1e15),
        note=Text("代替新增设施数", "takes the place of the number of new sites"),
    )
    site_cost: float = option(
        Text("每处新址的费用", "Cost of a new site"), default=1.0, limits=(0.0, 1e15)
    )
    floor: float | None = option(
        Text("各社区最低覆盖率", "Least share of each community"), default=None, limits=(0.0, 1.0)
    )
    time_limit: float = option(
        Text("求解时限", "Time limit"), default=10.0, unit="s", limits=(0.1, 3600.0)
    )
    alternatives: int = option(
        Text("列出的等值方案数", "Alternatives listed"), default=3, limits=(0, 20)
    )


def compute(inputs: Inputs, parameters: SitingParameters) -> Outcome:
    """Choose sites and tell what they change."""
    radius, notes = resolve_radius(inputs, parameters)
    ground = site_ground(inputs, parameters, keep=parameters.keep_existing)
    aim = aim_of(parameters)
    require_known(aim)
    question = ask(ground, aim, radius)
    answer = possible_answer(inputs, question, ground, aim, radius)
    # What is left of the time goes into choices that are just as good.
    left = aim.time_limit - answer.seconds if answer.proven else 0.0
    equal = others(question, aim, radius, count=parameters.alternatives, seconds=left)
    new = ground.candidates.points[answer.chosen]
    places = ground.kept.behind(new)
    after, owner = ground.distances.nearest(places)
    demand = ground.demand
    effects = site_effects(ground.before, after, demand.people, demand.zone, radius=radius)
    drawn = GeoDataFrame(
        geometry=points_from_xy(*np.concatenate([new, _shown(inputs, parameters, ground)]).T),
        index=pd.RangeIndex(1, len(places) + 1, name="id"),
        crs=inputs.area.crs,
    )
    rows = _names(inputs, parameters, ground, answer).set_index(drawn.index)
    lonlat = to_lonlat(drawn).geometry
    rows["community"] = _communities(inputs, drawn)
    rows["lon"], rows["lat"] = lonlat.x, lonlat.y
    near = np.where(after <= radius, owner, -1)
    rows["people_nearest"] = _people_by_site(near, demand.people, len(places))
    within = ground.distances.table(places, limit=radius)
    rows["people_within"] = np.asarray(_ones(within).T @ demand.people)
    notes = (*notes, PROVEN if answer.proven else NOT_PROVEN, *MEANS.get(aim.problem, ()))
    return Outcome(
        rows,
        total=_total(inputs, ground, answer, effects) | _equal(ground, equal),
        stated={
            **parameters.model_dump(),
            "radius": radius,
            "forbidden": ",".join(forbidden_classes(parameters.forbidden)) or "none",
            "population_source": demand.source,
        },
        geometry=lonlat,
        notes=(*notes, BEYOND) if answer.beyond > 0 else notes,
    )


def _shown(inputs: Inputs, parameters: SitingParameters, ground: SiteGround) -> Floats:
    """Return where what stays is drawn, a point (metres) each; the names stand in this order."""
    kept = in_service(inputs, parameters.facility).loc[ground.kept_ids]
    return one_point_each(kept)


def _names(
    inputs: Inputs, parameters: SitingParameters, ground: SiteGround, answer: SiteAnswer
) -> pd.DataFrame:
    """Return kind, names and the id of the parcel or facility: new sites first, then those kept."""
    new = len(answer.chosen)
    kept = in_service(inputs, parameters.facility).loc[ground.kept_ids]
    return pd.DataFrame(
        {
            "name_zh": [*(f"新址 {n}" for n in range(1, new + 1)), *kept["name"]],
            "name_en": [
                *(f"New site {n}" for n in range(1, new + 1)),
                *kept["name_en"].fillna(kept["name"]),
            ],
            "kind": ["new"] * new + ["kept"] * len(kept),
            "candidate": [*ground.labels[answer.chosen].tolist(), *kept.index.tolist()],
        }
    )


def _communities(inputs: Inputs, places: GeoDataFrame) -> pd.Series:
    """Return the name of the community that each place lies in."""
    frame = communities(inputs)
    return assign_zones(places, frame).map(frame["name"])


def _people_by_site(owner: Ints, people: Floats, count: int) -> Floats:
    """Add the people up by the site that serves them; -1 is none."""
    served = owner >= 0
    return np.bincount(owner[served], weights=people[served], minlength=count).astype(float)


def _ones(table: csr_array) -> csr_array:
    """Return 1 wherever the table holds a distance, 0 m included."""
    return csr_array((np.ones(table.nnz), table.indices, table.indptr), shape=table.shape)


def _total(
    inputs: Inputs, ground: SiteGround, answer: SiteAnswer, effects: SiteEffects
) -> dict[str, Any]:
    """Return the proof, what changes for people, and the same by community as a table."""
    whole, sites = dict(effects.total), ground.candidates
    table = effects.rows.reset_index()
    table.insert(1, "name", table["id"].map(communities(inputs)["name"]))
    return {
        "status": answer.status,
        "objective": answer.objective,
        "bound": answer.bound,
        "gap": answer.gap,
        "seconds": round(answer.seconds, 3),
        "sites_new": len(answer.chosen),
        "cost": answer.spent,
        "sites_kept": len(ground.kept),
        "candidates": len(sites),
        "candidates_forbidden": sites.forbidden,
        "people_out_of_reach": answer.beyond,
        **whole,
        "communities": records(table),
    }


def _equal(ground: SiteGround, found: Others) -> dict[str, Any]:
    """Return further choices of the same value: the candidates of each, and where they lie."""
    return {
        "alternatives_found": len(found.choices),
        "alternatives_complete": found.complete,
        "alternatives": [
            {"id": number, "candidates_chosen": ", ".join(map(str, ground.labels[chosen]))}
            for number, chosen in enumerate(found.choices, start=1)
        ],
    }


def cost(sizes: Sizes, parameters: SitingParameters) -> Cost:
    """Estimate the cost: the table of the question, and the search in it."""
    problem, bought = parameters.problem, parameters.budget is not None
    sized, floored = parameters.capacity is not None, parameters.floor is not None
    divided = sized or (bought and problem == "least-walking")
    solved = DIVIDED if divided else FLOORED if floored else SOLVED
    covering = problem in COVERING
    how = Solving(
        parameters.time_limit,
        bounded=problem in BOUNDED,
        kept=parameters.keep_existing and not sized,
        beside=sizes.goals(parameters.facility) if sized else 0.0,
        solved=max(solved, COVERED) if covering else solved,
        growing=_growing(parameters, divided=divided),
    )
    found = ground_cost(sizes, parameters) + solve_cost(sizes, parameters, how)
    if problem == "farthest-apart":
        # Distances between candidates, sorted, and who is near whom; more are refused.
        found += Cost(3e-6, 60) * min(sites_of(sizes, parameters), MOST_CANDIDATES) ** 2
    return found


def _growing(parameters: SitingParameters, *, divided: bool) -> float:
    """Return by how many bytes for each pair the tree of the search grows in a second."""
    if divided:
        return DIVIDING
    if parameters.floor is not None or parameters.budget is not None:
        return TREE
    return BRANCH if parameters.problem in COVERING else 0.0


SITING = Analysis(
    id="siting",
    title=Text("选址", "Siting"),
    summary=Text(
        "新设施应设在何处，以及方案距最优还有多远",
        "where new facilities should stand, and how far the choice is from the best",
    ),
    parameters=SitingParameters,
    compute=compute,
    cost=cost,
    path="siting",
    formats=("json", "geojson", "csv", "xlsx", "gpkg"),
    layout=Layout(
        (
            "share_before/share_after",
            "gained",
            "mean_m_before/mean_m_after",
            "worst_m_before/worst_m_after",
            "sites_new",
            "status",
        ),
        ("name", "kind", "community", "people_nearest", "people_within"),
    ),
    map="sites",
    begins=True,
)
