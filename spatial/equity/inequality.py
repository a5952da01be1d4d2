"""How evenly a measure is spread over people: Lorenz, Gini, Theil, Palma, location quotient, FGT.

Every measure is weighted by people. Units where nobody lives (weight 0) have no say, whatever
their value; a unit with people needs a value of 0 or more. Where nobody has anything the measures
of inequality are not defined: NaN. Formulas, rules and sources: docs/methods/equity.md.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spatial.arrays import Flags, Floats
from spatial.errors import ShapeError

POOR, RICH = 0.4, 0.9
# A share of people built by adding up is meant to reach 0.4 where it is 0.4 to 15 digits.
_SLACK = 1e-12
_SHOWN = 5


def lorenz(values: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """Return the Lorenz curve: cumulative share of people, cumulative share of the measure.

    Parameters
    ----------
    values : (n,) array
        The measure for a person of each unit, 0 or more.
    weights : (n,) array, optional
        People of each unit, 0 or more; 1 each when not given.

    Returns
    -------
    (k + 1, 2) array
        From (0, 0) to (1, 1), worst served first; k units have people.

    Raises
    ------
    ShapeError
        When lengths differ, a weight is negative or missing, nobody has a weight, or a unit with
        people lacks a value of 0 or more.
    """
    x, w = map(_scaled, people_of(values, weights))
    order = np.argsort(x, kind="stable")
    people, amount = np.cumsum(w[order]), np.cumsum((w * x)[order])
    if amount[-1] == 0:
        shares = np.column_stack([people / people[-1], np.full(len(x), np.nan)])
    else:
        shares = np.column_stack([people / people[-1], amount / amount[-1]])
    return np.concatenate([[[0.0, 0.0]], shares])


def gini(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Return the Gini coefficient: 0 when all have the same, (n - 1)/n when one of n has all.

    1 - sum (p_i - p_{i-1}) (L_i + L_{i-1}) over the Lorenz curve (Gini 1912), which equals
    sum_ij w_i w_j |x_i - x_j| / (2 mean W^2).

    Raises
    ------
    ShapeError
        As `lorenz`.
    """
    curve = lorenz(values, weights)
    width, height = np.diff(curve[:, 0]), curve[1:, 1] + curve[:-1, 1]
    # Rounding may leave -1e-17 where all have the same.
    return float(np.maximum(1 - width @ height, 0.0))


def theil(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Return Theil's T: sum w_i (x_i / mean) ln(x_i / mean) / W, with 0 ln 0 = 0 (Theil 1967).

    Raises
    ------
    ShapeError
        As `lorenz`.
    """
    x, w = people_of(values, weights)
    return _theil(x, w)


@dataclass(frozen=True)
class TheilSplit:
    """Theil's T taken apart: `total == between + within`.

    Attributes
    ----------
    total, between, within : float
        Of all people; of the groups' means; the rest.
    groups : DataFrame
        Index = groups: `people`, `mean`, `theil` inside the group, and `between` and `within`,
        what the group adds to each part.
    """

    total: float
    between: float
    within: float
    groups: pd.DataFrame


def theil_by_group(
    values: ArrayLike, weights: ArrayLike | None = None, *, groups: ArrayLike
) -> TheilSplit:
    """Split Theil's T into what lies between groups and what lies within them.

    With the share s_g of all of the measure that group g holds, between = sum s_g ln(mean_g /
    mean) and within = sum s_g T_g (Theil 1967; Shorrocks 1980).

    Parameters
    ----------
    values, weights
        As `lorenz`.
    groups : (n,) array
        Label of the group of each unit; none may be missing where people live.

    Raises
    ------
    ShapeError
        As `lorenz`, or when a unit with people has no group.
    """
    x, w, labels = people_of(values, weights, groups=groups)
    codes, names = pd.factorize(labels, sort=True)
    if (codes < 0).any():
        raise ShapeError("groups lacks a label for units with people; accepted: one for each")
    size = len(names)
    people, amount = np.bincount(codes, w, size), np.bincount(codes, w * x, size)
    mean = amount / people
    inside = np.array([_theil(x[codes == code], w[codes == code]) for code in range(size)])
    whole = amount.sum()
    if whole == 0:
        between = within = np.full(size, np.nan)
    else:
        overall = whole / people.sum()
        between = amount / whole * np.log(np.where(mean > 0, mean / overall, 1.0))
        within = amount / whole * np.where(amount > 0, inside, 0.0)
    table = pd.DataFrame(
        {"people": people, "mean": mean, "theil": inside, "between": between, "within": within},
        index=pd.Index(names, name="group"),
    )
    return TheilSplit(_theil(x, w), float(between.sum()), float(within.sum()), table)


def palma(
    values: ArrayLike, weights: ArrayLike | None = None, *, by: ArrayLike | None = None
) -> float:
    """Return how the best-off tenth of people compares with the worst-off four tenths.

    Without `by` people are ordered by the measure itself, and it is the share that the top 10 %
    hold over the share that the bottom 40 % hold (Cobham and Sumner 2013), read from the Lorenz
    curve by straight lines between its points: a unit that straddles a limit is split.

    With `by`, such as income, people are ordered by it, and it is the mean of the measure in the
    top 10 % over that in the bottom 40 %, weighted by people. Units are not split: all that are
    equal in `by` stand together, and belong where the first of their people falls (bottom: the
    people before them are less than 40 %; top: 90 % or more). `by` may also be the number of
    the decile. Units without `by` are left out.

    Returns
    -------
    float
        Infinite when the bottom has nothing; NaN when nobody has anything, or when nobody falls
        in the top, as with fewer than ten equal units.

    Raises
    ------
    ShapeError
        As `lorenz`.
    """
    if by is None:
        people, amount = lorenz(values, weights).T
        # A point that rounding alone parts from a limit lies on it: where the bottom has nothing,
        # the least trace of the next unit would make it something.
        for limit in (POOR, RICH):
            people = np.where(abs(people - limit) <= _SLACK, limit, people)
        poor, rest = np.interp([POOR, RICH], people, amount)
        return _ratio(1 - rest, poor)
    x, w, places = people_by(values, weights, by=by)
    _, rank = np.unique(places, return_inverse=True)
    people = np.bincount(rank, w)
    before = ((np.cumsum(people) - people) / people.sum())[rank]
    bottom, top = before < POOR - _SLACK, before >= RICH - _SLACK
    if not top.any():
        return float("nan")
    return _ratio(np.average(x[top], weights=w[top]), np.average(x[bottom], weights=w[bottom]))


def location_quotient(amounts: ArrayLike, people: ArrayLike) -> Floats:
    """Return (x_i / X) / (P_i / P): 1 where a unit has its share of the whole, by its people.

    Parameters
    ----------
    amounts : (n,) array
        An amount of each unit (m2, beds), 0 or more; not an amount per person.
    people : (n,) array

    Returns
    -------
    (n,) array
        NaN where nobody lives, or where there is nothing at all.

    Raises
    ------
    ShapeError
        When lengths differ, or a number is missing or negative.
    """
    x, p = _array(amounts, "amounts"), _array(people, "people")
    if x.shape != p.shape:
        raise ShapeError(f"people has shape {p.shape}; accepted: {x.shape}, as amounts")
    _refuse(~(np.isfinite(x) & (x >= 0)), "amounts")
    _refuse(~(np.isfinite(p) & (p >= 0)), "people")
    found = np.full(len(x), np.nan)
    if x.sum() > 0:
        np.divide(x * (p.sum() / x.sum()), p, out=found, where=p > 0)
    return found


def fgt(
    values: ArrayLike, weights: ArrayLike | None = None, *, line: float, alpha: float = 0
) -> float:
    """Return the poverty of access: mean over people of (1 - x / line)^alpha below the line.

    alpha 0 is the share of people below the line, 1 how far they are below it on average, 2
    counts the worst off most (Foster, Greer and Thorbecke 1984).

    Raises
    ------
    ShapeError
        As `lorenz`, or when the line is not more than 0 or alpha is negative.
    """
    x, w = people_of(values, weights)
    given: tuple[object, ...] = (line, alpha)
    numbers = all(isinstance(one, int | float | np.number) for one in given)
    if not (numbers and np.isfinite(line) and line > 0 and alpha >= 0):
        raise ShapeError(f"line is {line!r}, alpha {alpha!r}; accepted: line > 0, alpha >= 0")
    below = x < line
    return float(w[below] @ (1 - x[below] / line) ** alpha / w.sum())


def _scaled(amounts: Floats) -> Floats:
    """Return amounts divided by a power of two, exactly, so that sums of huge ones are finite."""
    return np.ldexp(amounts, -int(np.frexp(amounts.max())[1]))


def _theil(x: Floats, w: Floats) -> float:
    x, w = _scaled(x), _scaled(w)
    total = w @ x
    if total == 0:
        return float("nan")
    ratio = x / (total / w.sum())
    log = np.log(np.where(ratio > 0, ratio, 1.0))
    return float(np.maximum(w @ (ratio * log) / w.sum(), 0.0))


def _ratio(top: float, bottom: float) -> float:
    if np.isnan(top) or np.isnan(bottom) or (top == 0 and bottom == 0):
        return float("nan")
    return float("inf") if bottom == 0 else float(top / bottom)


def people_of(values: ArrayLike, weights: ArrayLike | None, **labels: ArrayLike) -> tuple[Any, ...]:
    """Return values, weights and labels of the units that have people.

    Raises
    ------
    ShapeError
        When lengths differ, nobody lives anywhere, or a number is missing or negative.
    """
    x = _array(values, "values")
    w = np.ones(len(x)) if weights is None else _array(weights, "weights")
    if w.shape != x.shape:
        raise ShapeError(f"weights has shape {w.shape}; accepted: {x.shape}, as values")
    _refuse(~(np.isfinite(w) & (w >= 0)), "weights")
    lived = w > 0
    if not lived.any():
        raise ShapeError("weights are all 0, or there are none; accepted: people somewhere")
    _refuse(lived & ~(np.isfinite(x) & (x >= 0)), "values")
    parts = []
    for name, given in labels.items():
        column = pd.Series(given).to_numpy()
        if column.shape != x.shape:
            raise ShapeError(f"{name} has shape {column.shape}; accepted: {x.shape}, as values")
        parts.append(column[lived])
    return (x[lived], w[lived], *parts)


def people_by(
    values: ArrayLike, weights: ArrayLike | None, *, by: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Return values, weights and `by` as numbers, of the units that have people and `by`.

    Raises
    ------
    ShapeError
        As `people_of`, when nobody has `by`, or when it is no number.
    """
    x, w, order = people_of(values, weights, by=by)
    known = pd.notna(order)
    if not known.any():
        raise ShapeError("by is missing for all units with people; accepted: one number or more")
    try:
        return x[known], w[known], np.asarray(order[known], dtype=float)
    except (TypeError, ValueError) as error:
        raise ShapeError("by is not an array of numbers; accepted: one a unit") from error


def _array(values: ArrayLike, name: str) -> Floats:
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise ShapeError(f"{name} is not an array of numbers; accepted: shape (n,)") from error
    if array.ndim != 1:
        raise ShapeError(f"{name} has shape {array.shape}; accepted: (n,)")
    return array


def _refuse(faulty: Flags, name: str) -> None:
    if faulty.any():
        places = np.flatnonzero(faulty)
        shown = ", ".join(map(str, places[:_SHOWN].tolist()))
        raise ShapeError(
            f"{name} is missing, infinite or negative at positions {shown}"
            f" ({len(places)} in all);"
            " accepted: a number, 0 or more, wherever people live"
        )
