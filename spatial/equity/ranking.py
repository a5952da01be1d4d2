"""Which units come first: people who lack something, how vulnerable they are, how much they lack.

The score is people x vulnerability x sum of w_k g_k over the rules k of a standard, with gaps g
between 0 and 1 and weights w that add up to 1. Weights are a judgment, so the answer says how far
the rank of every unit depends on them. Definitions: docs/methods/priorities.md.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spatial.arrays import Floats, Ints
from spatial.errors import ShapeError

SAMPLES = 10_000
SEED = 2006
_CHUNK = 2_000_000
# Scores this close (relative to the greatest) are equal: they differ by rounding only.
_TIE = 1e-12


@dataclass(frozen=True, eq=False)
class Priorities:
    """What `priorities` found.

    Attributes
    ----------
    rows : DataFrame
        One row a unit: `composite` (sum of w g, 0 to 1), `score` (persons), `rank` (1 first, equal
        scores share the better rank), `rank_best` and `rank_worst` (seen over all weightings
        tried), `rank_best_possible` and `rank_worst_possible` (no weights can lead beyond them),
        `top_share` (share of random weightings in which the unit is among the first `top`).
    contributions : (n, k) array
        What each rule adds to the score.
    weights : (k,) array
        Those that were used; they add up to 1.
    """

    rows: pd.DataFrame
    contributions: Floats
    weights: Floats


def priorities(  # noqa: PLR0913 - the factors of the score, and how its ranks are tested
    gaps: ArrayLike,
    people: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    vulnerability: ArrayLike | None = None,
    top: int = 10,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> Priorities:
    """Rank units by what their people lack, and tell how the ranks depend on the weights.

    Parameters
    ----------
    gaps : (n, k) array
        Of each unit in each rule, 0 (met) to 1 (nothing there); NaN = not known, adds nothing.
    people : (n,) array
        Persons in each unit who lack something, 0 or more; NaN = not known, counts as 0.
    weights : (k,) array, optional
        0 or more, not all 0; equal when not given. They are divided by their sum.
    vulnerability : (n,) array, optional
        Factor of each unit, 0 or more; 1 when not given, and where it is NaN.
    top : int
        For `top_share`.
    samples : int
        Random weightings, even over all weights that add up to 1. All rules alone, and the
        weights given, are tried besides.
    seed : int
        The same seed gives the same answer.

    Raises
    ------
    ShapeError
        When shapes do not fit or a number is out of range.
    """
    lack = _matrix(gaps)
    size, rules = lack.shape
    share = _weights(weights, rules)
    base = _column(people, "people", size, blank=0.0)
    if vulnerability is not None:
        base = base * _column(vulnerability, "vulnerability", size, blank=1.0)
    if top < 1 or samples < 1:
        raise ShapeError(f"top is {top}, samples {samples}; accepted: 1 or more")
    parts = base[:, None] * lack
    score = parts @ share
    rng = np.random.default_rng(seed)
    best, worst = np.full(size, size), np.ones(size, dtype=np.int64)
    first = np.zeros(size)
    for start in range(0, samples, step := max(_CHUNK // max(size, 1), 1)):
        drawn = rng.dirichlet(np.ones(rules), min(step, samples - start))
        ranks = _ranks(drawn @ parts.T)
        best, worst = np.minimum(best, ranks.min(0)), np.maximum(worst, ranks.max(0))
        first += (ranks <= top).sum(axis=0)
    tried = _ranks(np.concatenate([np.eye(rules), share[None]]) @ parts.T)
    above, below = _always(parts)
    rows = pd.DataFrame(
        {
            "composite": lack @ share,
            "score": score,
            "rank": tried[-1],
            "rank_best": np.minimum(best, tried.min(axis=0)),
            "rank_worst": np.maximum(worst, tried.max(axis=0)),
            "rank_best_possible": 1 + above,
            "rank_worst_possible": size - below,
            "top_share": first / samples,
        }
    )
    return Priorities(rows, parts * share, share)


def _ranks(scores: Floats) -> Ints:
    """Return ranks along each row: 1 + how many units have a score that is greater."""
    slack = _TIE * np.abs(scores).max(axis=1, keepdims=True, initial=0.0)
    order = np.sort(scores, axis=1)
    found = np.empty(scores.shape, dtype=np.int64)
    for i, (row, near) in enumerate(zip(scores, slack, strict=True)):
        found[i] = 1 + scores.shape[1] - np.searchsorted(order[i], row + near, side="right")
    return found


def _always(parts: Floats) -> tuple[Ints, Ints]:
    """Return how many units stand before, and behind, each whatever the weights.

    A unit stands before another for all weights exactly when it has more in every rule.
    """
    size = len(parts)
    slack = _TIE * parts.max(initial=0.0)
    above, below = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for i, own in enumerate(parts):
        above[i] = (parts > own + slack).all(axis=1).sum()
        # Equal everywhere or less: such a unit can stand beside this one, never before it.
        below[i] = (parts <= own + slack).all(axis=1).sum() - 1
    return above, below


def _matrix(gaps: ArrayLike) -> Floats:
    lack = np.array(gaps, dtype=float)
    if lack.ndim != 2 or not lack.shape[1]:  # noqa: PLR2004 - units by rules
        raise ShapeError(f"gaps has shape {lack.shape}; accepted: (n, k) with one rule or more")
    lack = np.where(np.isnan(lack), 0.0, lack)
    if not ((lack >= 0) & (lack <= 1)).all():
        raise ShapeError("gaps holds numbers that are not between 0 and 1")
    return lack


def _column(values: ArrayLike, name: str, size: int, *, blank: float) -> Floats:
    column = np.asarray(values, dtype=float)
    if column.shape != (size,):
        raise ShapeError(f"{name} has shape {column.shape}; accepted: ({size},), as gaps")
    column = np.where(np.isnan(column), blank, column)
    if not (np.isfinite(column) & (column >= 0)).all():
        raise ShapeError(f"{name} holds numbers that are negative or infinite")
    return column


def _weights(weights: ArrayLike | None, rules: int) -> Floats:
    if weights is None:
        return np.full(rules, 1 / rules)
    share = np.asarray(weights, dtype=float)
    if share.shape != (rules,):
        raise ShapeError(f"weights has shape {share.shape}; accepted: ({rules},), one a rule")
    if not (np.isfinite(share) & (share >= 0)).all() or share.sum() == 0:
        raise ShapeError("weights must be 0 or more, and not all 0")
    normal: Floats = share / share.sum()
    return normal
