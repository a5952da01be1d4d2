"""The facilities that serve people, wherever they lie, and how far each kind is to serve."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from app.analyses.ground.choices import (
    DEFAULT_STANDARD,
    GREATEST_RADIUS,
    PLAN_STANDARD,
    ReachParameters,
)
from app.analyses.ground.entrances import layers_of_sites, with_entrances
from app.analyses.ground.model import Inputs
from app.params import option, refuse
from app.standards import reach_rules
from layers.text import Text
from spatial.arrays import Floats
from spatial.rules import Rule, Standard
from spatial.site_points import SitePoints, sites_of

FALLBACK_RADIUS = 500.0
FALLBACK = Text(
    "标准中没有该设施的服务半径，按 500 米计算",
    "no standard gives a service radius for this kind of facility: 500 m is taken",
)
EITHER = Text("服务半径与步行时间只能给出一个", "accepted: either a radius or minutes, not both")

_DAY: ContextVar[dt.date | None] = ContextVar("day", default=None)


def in_service(inputs: Inputs, layer: str) -> GeoDataFrame:
    """Return the facilities of a kind that are open on the day; there may be none."""
    day = today()
    behind = layers_of_sites(inputs, layer)
    return inputs.kept(f"in service {day}", behind, lambda: _open(inputs, layer, day))


def points_in_service(inputs: Inputs, layer: str) -> SitePoints:
    """Return the points from which distance to the facilities of a kind counts, in metres."""
    frame, behind = in_service(inputs, layer), layers_of_sites(inputs, layer)
    return inputs.kept(f"site points {today()}", behind, lambda: sites_of(frame))


def one_point_each(facilities: GeoDataFrame) -> Floats:
    """Return one point a facility, (m, 2) metres: of one that is an area a point inside."""
    shapes = facilities.geometry.to_numpy()
    alone = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    points = np.where(alone, shapes, shapely.point_on_surface(shapes))
    return np.asarray(shapely.get_coordinates(points))


def today() -> dt.date:
    """Return the date (UTC) that is computed for: facilities count that are open on it."""
    return _DAY.get() or dt.datetime.now(tz=dt.UTC).date()


@contextmanager
def on_day(day: dt.date | None) -> Iterator[None]:
    """Compute as of `day`: what a receipt of that day counted is counted again."""
    token = _DAY.set(day)
    try:
        yield
    finally:
        _DAY.reset(token)


def _open(inputs: Inputs, layer: str, day: dt.date) -> GeoDataFrame:
    frame = with_entrances(inputs, layer)
    return frame.loc[~not_open(frame, day)]


def not_open(frame: GeoDataFrame, day: dt.date) -> pd.Series:
    """Return which facilities have been closed by `day`, or open after it only."""
    opened, closed = (
        pd.to_datetime(frame[column], errors="coerce") for column in ("opened_on", "closed_on")
    )
    return (closed <= pd.Timestamp(day)) | (opened > pd.Timestamp(day))


def resolve_radius(inputs: Inputs, parameters: ReachParameters) -> tuple[float, tuple[Text, ...]]:
    """Return the radius (m) that parameters ask for, by metres or minutes, else the usual one.

    Raises
    ------
    ParameterError
        Both a radius and minutes are given.
    """
    if parameters.minutes is None:
        return usual_radius(inputs, parameters.facility, given=parameters.radius)
    if parameters.radius is not None:
        raise refuse("minutes", f"{parameters.minutes:g}", EITHER)
    return parameters.minutes * parameters.speed, ()


def usual_radius(
    inputs: Inputs, facility: str, *, given: float | None = None
) -> tuple[float, tuple[Text, ...]]:
    """Return the distance (m) given, else that of the standard or the plan, else 500 m noted."""
    if given is not None:
        return given, ()
    found = default_radius(inputs, facility, (DEFAULT_STANDARD, PLAN_STANDARD))
    return (FALLBACK_RADIUS, (FALLBACK,)) if found is None else (found, ())


def catchment_option(note: Text) -> Any:
    """Declare `catchment`: how far people go for their share; `note` says what else is taken."""
    return option(
        Text("搜索半径", "Catchment"),
        default=None,
        unit="m",
        limits=(1.0, GREATEST_RADIUS),
        note=note,
    )


def default_radius(inputs: Inputs, facility: str, standards: tuple[str, ...]) -> float | None:
    """Return the radius (m) that the first of `standards` to name one gives this facility.

    Where a standard tells grades apart (health centers and stations), the rule without a grade
    is taken, else the widest.
    """
    return radius_in((inputs.standard(name) for name in standards), facility)


def radius_in(standards: Iterable[Standard], facility: str) -> float | None:
    """Return the radius (m) that the first of these standards to name one gives this facility."""
    for standard in standards:
        rules = reach_rules(standard, facility)
        plain = [rule for rule in rules if not rule.grades]
        radii = [rule.radius_m for rule in (plain or rules) if rule.radius_m is not None]
        if radii:
            return max(radii)
    return None


def required_rule(rules: list[Rule], grade: object) -> Rule | None:
    """Return the rule that asks the widest radius of a facility of this grade, or None.

    Rules for the grade go before those for all.
    """
    wide = [rule for rule in rules if rule.radius_m is not None]
    own = [rule for rule in wide if grade in rule.grades]
    plain = [rule for rule in wide if not rule.grades]
    return max(own or plain, key=lambda rule: rule.radius_m or 0.0, default=None)
