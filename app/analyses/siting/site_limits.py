"""Demands on sites that cannot be met: said in words, with what would be enough."""

import time

import numpy as np

from app.analyses.ground.model import Inputs
from app.analyses.ground.zones import communities
from app.analyses.siting.site_ground import SiteGround
from app.analyses.siting.site_problem import COVERING, Aim, SiteAnswer, SiteQuestion, answer_to
from app.params import refuse
from app.problems.errors import ImpossibleError
from layers.catalogue.names import listed, names_of
from layers.text import Count, Text
from spatial.errors import InfeasibleError
from spatial.siting import greatest_shares, least_for_floor, within

NAMED = 3
LEAST_SECONDS = 0.5
"""Seconds that are spent on what would be enough, at least."""
MOST_DIVIDED = 2_000_000
"""Pairs of demand and site over which people can be divided by capacity: more end no search."""


def possible_answer(
    inputs: Inputs, question: SiteQuestion, ground: SiteGround, aim: Aim, radius: float
) -> SiteAnswer:
    """Solve a question; say what would be enough where no choice meets what is asked.

    Raises
    ------
    ParameterError
        When more sites are asked for than there are candidates.
    ImpossibleError
        When capacities, budget or floor cannot be met.
    """
    _require_candidates(ground, aim)
    _require_capacity(question, ground, aim)
    _require_size(question, aim)
    _require_money(question, aim)
    _require_reachable_floor(inputs, question, ground, aim, radius)
    begun = time.perf_counter()
    try:
        answer = answer_to(question, ground, aim, radius)
    except InfeasibleError as error:
        left = max(LEAST_SECONDS, aim.time_limit - (time.perf_counter() - begun))
        raise _told(error, question, aim, radius, seconds=left) from error
    if aim.problem == "cover-all" and aim.budget is not None and answer.spent > aim.budget:
        raise _impossible(
            f"预算 {aim.budget:,g} 不足以全部覆盖：至少需要 {answer.bound_spent:,.6g}，"
            f"{answer.spent:,.6g} 即可",
            f"a budget of {aim.budget:,g} does not serve everybody: at least"
            f" {answer.bound_spent:,.6g} is needed, and {answer.spent:,.6g} is enough",
        )
    return answer


def _impossible(zh: str, en: str) -> ImpossibleError:
    return ImpossibleError(reason=Text(zh, en))


def _require_candidates(ground: SiteGround, aim: Aim) -> None:
    """Refuse more sites than there are candidates."""
    count = len(ground.candidates)
    if not count:
        raise _impossible(
            "没有备选点：请减少不可用的用地类别、缩小备选点间距或换一种备选点",
            "there are no candidates: forbid fewer land classes, take a smaller spacing, or"
            " another kind of candidates",
        )
    if aim.budget is None and aim.problem not in COVERING and aim.sites > count:
        most = Text(f"可用：1 至 {count}（备选点数）", f"accepted: 1 to {count}, the candidates")
        raise refuse("sites", aim.sites, most)


def _require_capacity(question: SiteQuestion, ground: SiteGround, aim: Aim) -> None:
    """Refuse to serve everybody with sites that are too small together."""
    if aim.capacity is None or aim.problem not in {"cover-all", "least-walking"}:
        return
    by_number = aim.problem == "least-walking" and aim.budget is None
    new = aim.sites if by_number else len(ground.candidates)
    have, people = aim.capacity * (len(ground.kept) + new), question.reachable
    if have >= people:
        return
    needed = int(np.ceil(people / aim.capacity)) - len(ground.kept)
    least = people / (len(ground.kept) + new)
    raise _impossible(
        f"设施共可服务 {have:,.0f} 人，而需服务 {people:,.0f} 人：至少需新增 {needed:,} 处，"
        f"或每处可服务 {np.ceil(least):,.0f} 人",
        f"all sites together can serve {have:,.0f} of {Count(round(people)):person|people}: at"
        " least"
        f" {Count(needed):new site is|new sites are} needed, or"
        f" {Count(np.ceil(least)):person|people} a site",
    )


def _require_size(question: SiteQuestion, aim: Aim) -> None:
    """Refuse to divide people over so many pairs that no search would end."""
    pairs = question.table.nnz
    if aim.capacity is None or pairs <= MOST_DIVIDED:
        return
    wider = float(np.sqrt(pairs / MOST_DIVIDED))
    raise _impossible(
        f"需求点与备选点共 {pairs:,} 对，超出按容量分配所能求解的 {MOST_DIVIDED:,} 对："
        f"备选点间距扩大到 {wider:.1f} 倍即可，或改用有服务半径的目标",
        f"{pairs:,} pairs of demand and candidates are more than the {MOST_DIVIDED:,} over which"
        f" capacities can divide people: {wider:.1f} times the spacing of candidates is enough, or"
        " an aim with a radius",
    )


def _require_money(question: SiteQuestion, aim: Aim) -> None:
    """Refuse to serve everybody where nothing stays and no site can be paid for."""
    if aim.budget is None or question.kept or aim.problem != "least-walking":
        return
    least = float(question.price.min())
    if least > aim.budget:
        raise _impossible(
            f"预算 {aim.budget:,g} 不够新设一处：最便宜的备选点需 {least:,g}",
            f"a budget of {aim.budget:,g} pays for no site: the cheapest candidate costs"
            f" {least:,g}",
        )


def _require_reachable_floor(
    inputs: Inputs, question: SiteQuestion, ground: SiteGround, aim: Aim, radius: float
) -> None:
    """Refuse a floor that all candidates together do not reach, naming the communities."""
    if aim.floor is None:
        return
    most = greatest_shares(within(question.table, radius), question.people, question.groups)
    low = np.flatnonzero(most < aim.floor * (1 - 1e-12))
    if not len(low):
        return
    names = names_of(communities(inputs).reindex(np.unique(ground.demand.zone)))
    worst = low[np.argsort(most[low], kind="stable")]
    shares = (Text(*(f"{name} ({most[at]:.1%})" for name in names[at])) for at in worst)
    told = listed(shares, most=NAMED)
    below = Count(len(low))
    raise _impossible(
        f"即使启用全部备选点，仍有 {len(low)} 个社区达不到 {aim.floor:.1%}：{told.zh}；"
        f"可达到的最高下限为 {np.floor(most.min() * 1000) / 1000:.1%}",
        f"even with every candidate {below:community stays|communities stay} below"
        f" {aim.floor:.1%}: {told.en}; the highest floor that can be reached is"
        f" {np.floor(most.min() * 1000) / 1000:.1%}",
    )


def _told(
    error: InfeasibleError, question: SiteQuestion, aim: Aim, radius: float, *, seconds: float
) -> ImpossibleError:
    """Say what would be enough for the floor, searched for so long; else what the solver says."""
    if aim.floor is None or aim.capacity is not None:
        return _impossible(
            f"没有同时满足数量、预算、容量与下限的方案，或时限内未找到；可放宽时限或条件（{error}）",
            f"{error}; a longer time limit, more sites or money, or larger capacities may do",
        )
    by_number = aim.budget is None
    price = (np.arange(question.table.shape[1]) >= question.kept).astype(float)
    found = least_for_floor(
        within(question.table, radius),
        question.people,
        question.groups,
        floor=aim.floor,
        price=price if by_number else question.price,
        seconds=seconds,
    )
    zh, en = ("新增设施数", "new sites") if by_number else ("预算", "budget")
    given = f"{aim.sites if by_number else aim.budget:,g}"
    zh_enough = en_enough = ""
    if found.price is not None:
        zh_enough, en_enough = f"，{found.price:,.6g} 即可", f", and {found.price:,.6g} is enough"
    return _impossible(
        f"{zh} {given} 达不到各社区 {aim.floor:.1%} 的下限：至少需要 {found.bound:,.6g}{zh_enough}",
        f"a floor of {aim.floor:.1%} in every community is beyond {en} = {given}: at least"
        f" {found.bound:,.6g} is needed{en_enough}",
    )
