"""How evenly a measure is spread over people, as every door tells it: figures and a curve."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from spatial.arrays import Floats
from spatial.equity import gini, lorenz, palma, theil, theil_by_group

CURVE_POINTS = 100


def evenness(
    values: Floats,
    people: Floats,
    groups: pd.Series | None = None,
    *,
    english: Mapping[str, str] | None = None,
) -> dict[str, Any] | None:
    """Return Gini, Palma, Theil (split by group where given) and the Lorenz curve.

    Places where the measure is unknown (NaN) or nobody is counted are left out; None when no
    place is left. Of one place alone nobody can say how evenly it is spread: no 0, but None.

    Parameters
    ----------
    values : (n,) array
        The measure for a person of each place.
    people : (n,) array
    groups
        Name of the group of each place, in the same order.
    english
        English names of groups by their names: `name_en` of each, else its name; without any
        there is no `name_en`.
    """
    counted = np.isfinite(values) & np.isfinite(people) & (people > 0)
    if not counted.any():
        return None
    x, w = values[counted], people[counted]
    if len(x) == 1:
        unknown = dict.fromkeys(("gini", "palma", "theil"))
        return {"people": float(w.sum()), "mean": float(x[0]), **unknown}
    found: dict[str, Any] = {
        "people": float(w.sum()),
        "mean": float(np.average(x, weights=w)),
        "gini": gini(x, w),
        "palma": palma(x, w),
        "theil": theil(x, w),
    }
    if groups is not None:
        labels = groups[counted]
        split = theil_by_group(x, w, groups=labels.where(labels.notna(), "").to_numpy(object))
        table = split.groups.rename_axis("name").reset_index()
        if english:
            names = [english.get(name, name) for name in table["name"]]
            table.insert(1, "name_en", names)
        found |= {
            "theil_between": split.between,
            "theil_within": split.within,
            "by_subdistrict": table.to_dict("records"),
        }
    return found | {"lorenz": curve(x, w)}


def curve(values: Floats, people: Floats) -> list[list[float]]:
    """Return the Lorenz curve; one of many points at each percent of people only."""
    points = lorenz(values, people)
    if len(points) > CURVE_POINTS + 1:
        share = np.linspace(0, 1, CURVE_POINTS + 1)
        points = np.column_stack([share, np.interp(share, points[:, 0], points[:, 1])])
    rounded: list[list[float]] = np.round(points, 6).tolist()
    return rounded
