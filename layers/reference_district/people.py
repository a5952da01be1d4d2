"""People: totals of the plan shared out to communities and buildings, to the last person."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from layers.arrays import Flags, Floats, Ints
from layers.reference_district.buildings import Buildings
from layers.reference_district.description import Description
from layers.reference_district.plots import Plot

DENSITY_POWER = 0.45
"""Communities with more housing have more people, but less than in proportion."""
SPREAD = (0.4, 2.1)
"""Limits of the people of a community against the median."""
EVEN_POWER = 0.35
"""The same for organizations and volunteers, which differ less than the population."""
REGISTERED_IN_HUTONGS = 1.25
"""Registered per resident person in locality communities against the others."""


def share_out(weights: ArrayLike, total: int) -> Ints:
    """Split a total into integers in proportion to weights by largest remainders (Hamilton).

    The result adds up to `total` exactly; ties go to the first.
    """
    w = np.asarray(weights, dtype=np.float64)
    exact = total * w / w.sum()
    counts = np.floor(exact).astype(np.int64)
    left = total - int(counts.sum())
    counts[np.argsort(counts - exact, kind="stable")[:left]] += 1
    return np.asarray(counts)


def community_figures(
    plots: list[Plot],
    buildings: Buildings,
    description: Description,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the attributes of the communities, in their order; each total is the plan's."""
    people, n = description.people, description.communities
    housing = np.bincount(buildings.community, buildings.dwelling_area, minlength=n)
    weight = housing**DENSITY_POWER * rng.lognormal(0, 0.12, n)
    weight = np.clip(weight, *(np.median(weight) * np.array(SPREAD)))
    residents = share_out(weight, people.population_resident)
    types = _types(plots, description)
    register = np.where(types == "locality", REGISTERED_IN_HUTONGS, 1.0) * rng.lognormal(0, 0.1, n)
    figures = pd.DataFrame(
        {
            "community_type": types,
            "population_resident": residents,
            "population_registered": share_out(residents * register, people.population_registered),
            "households": share_out(residents * rng.lognormal(0, 0.06, n), people.households),
            "office_area_m2": _premises(description, rng),
            "police_officers": _police_officers(residents, people.police_officers),
            "has_party_organization": True,
            "secretary_is_director": _some(n, people.secretary_is_director, rng),
            "has_safety_association": True,
        }
    )
    for name in ("organizations", "organization_members", "volunteer_teams", "volunteers"):
        even = residents**EVEN_POWER * rng.lognormal(0, 0.18, n)
        figures[name] = share_out(even, getattr(people, name))
    return figures


def people_in_buildings(buildings: Buildings, totals: ArrayLike, communities: int) -> Ints:
    """Share out the people of each community to its buildings by dwelling floor area."""
    wanted = np.asarray(totals)
    people = np.zeros(len(buildings.community), dtype=np.int64)
    for community in range(communities):
        here = np.flatnonzero(buildings.community == community)
        people[here] = share_out(buildings.dwelling_area[here], int(wanted[community]))
    return people


def _types(plots: list[Plot], description: Description) -> NDArray[np.str_]:
    """Rank communities by their lanes, then by their institutions; the counts are given."""
    n = description.communities
    area, lanes, institutions = np.zeros(n), np.zeros(n), np.zeros(n)
    for plot in plots:
        area[plot.community] += plot.area
        if description.characters[plot.character].inner_street == "living_street":
            lanes[plot.community] += plot.area
        if plot.land_class in {"public_service", "commercial"}:
            institutions[plot.community] += plot.area
    counts = description.people.community_types
    types = np.full(n, "unit", dtype="<U8")
    by_lanes = np.argsort(-(lanes - 0.1 * institutions) / area, kind="stable")
    types[by_lanes[: counts["locality"]]] = "locality"
    rest = by_lanes[counts["locality"] :]
    by_work = rest[np.argsort(-(institutions / area)[rest], kind="stable")]
    types[by_work[: counts["employer"]]] = "employer"
    return types


def _premises(description: Description, rng: np.random.Generator) -> Floats:
    people, n = description.people, description.communities
    large = _some(n, people.with_premises, rng)
    low, high = people.premises_m2
    skewed = low + (high - low) * rng.random(n) ** 2
    return np.where(large, skewed, rng.uniform(*people.smaller_premises_m2, n)).round(0)


def _police_officers(residents: Ints, span: tuple[int, int]) -> Ints:
    """One officer at least; more where there are more people."""
    rank = np.argsort(np.argsort(residents, kind="stable"), kind="stable") / len(residents)
    return (span[0] + np.floor(rank**2 * (span[1] - span[0] + 1))).astype(np.int64)


def _some(n: int, count: int, rng: np.random.Generator) -> Flags:
    chosen = np.zeros(n, dtype=np.bool_)
    chosen[rng.permutation(n)[:count]] = True
    return chosen
