"""What serves a point: the nearest of each kind of facility, and whether it is near enough."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import pandas as pd
import shapely

from app.analyses.cost.pieces import reading, streets
from app.analyses.coverage.walk_from import walks_from
from app.analyses.ground.choices import (
    PLAN_STANDARD,
    DatedParameters,
    Metric,
    metric_option,
    standard_option,
)
from app.analyses.ground.cost import Cost, Sizes
from app.analyses.ground.entrances import layers_of_sites
from app.analyses.ground.facilities import in_service, required_rule, today
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.params import option, refuse
from app.problems.errors import Fault, ParameterError
from app.standards import Suited, judges_reach, reach_rules
from layers.catalogue import FACILITY_TYPES, layer_type
from layers.crs import across_180
from layers.text import Text
from spatial.arrays import Floats
from spatial.rules import Rule, Standard
from spatial.site_points import SitePoints, sites_of

# A point further from the area than this (degrees, about 20 km) is a mistake, not a question.
MARGIN = 0.2
MET_BY = (
    "met_by_id", "met_by", "met_by_grade", "met_by_m", "met_by_required_m", "met_by_rule",
    "met_by_clause",
)  # fmt: skip


class PointParameters(DatedParameters):
    """The point, in degrees, and the standard it is judged by."""

    lon: float = option(Text("经度", "Longitude"), unit="degree", limits=(-180.0, 180.0))
    lat: float = option(Text("纬度", "Latitude"), unit="degree", limits=(-90.0, 90.0))
    standard: Annotated[str, Suited(judges_reach)] = standard_option()
    metric: Metric = metric_option()


def compute(inputs: Inputs, parameters: PointParameters) -> Outcome:
    """Measure the distance to the nearest of each kind and to the nearest green."""
    _require_near(inputs, parameters)
    standards = _standards(inputs, parameters.standard)
    place = np.array(inputs.project(parameters.lon, parameters.lat))
    kinds = [layer for layer in FACILITY_TYPES if inputs.holds(layer)]
    greens = inputs.holds("green_spaces")
    walks: dict[str, Floats] = {}
    if parameters.metric == "walking":
        points = {layer: _kept_sites(inputs, layer).points for layer in kinds}
        walks = walks_from(inputs, place, points, greens=greens)
    rows = [_nearest_facility(inputs, layer, place, standards, walks.get(layer)) for layer in kinds]
    if greens:
        rows.append(_nearest_green(inputs, place, standards, walks.get("green_spaces")))
    ids = pd.Index([row.pop("id") for row in rows], name="id")
    frame = pd.DataFrame(rows, index=ids, dtype=object)
    return Outcome(
        frame,
        total={
            **_owners(inputs, place),
            "lon": parameters.lon,
            "lat": parameters.lat,
            "met": sum(row["met"] is True for row in rows),
            "not_met": sum(row["met"] is False for row in rows),
        },
        stated=parameters.model_dump(),
        notes=_unruled_told(inputs, rows, parameters.standard),
    )


def _unruled_told(inputs: Inputs, rows: list[dict[str, Any]], standard: str) -> tuple[Text, ...]:
    """Say of which kinds no distance is asked, so that nothing is met or not met there."""
    kinds = [row for row in rows if row["met"] is None and row["distance_m"] is not None]
    if not kinds:
        return ()
    titles = inputs.standard(standard)
    return (
        UNRULED.filled(
            standard=Text(titles.title_zh, titles.title_en),
            kinds=Text(
                "、".join(row["title_zh"] for row in kinds),
                ", ".join(row["title_en"] for row in kinds),
            ),
        ),
    )


def _told(degrees: float) -> float:
    """Return degrees beyond 180 as those west of it."""
    return degrees - 360 if degrees > 180 else degrees  # noqa: PLR2004 - half a turn


def _require_near(inputs: Inputs, parameters: PointParameters) -> None:
    west, south, east, north = across_180(inputs.area.boundary).bounds
    faults: list[Fault] = []
    lon = parameters.lon + 360 if parameters.lon < west - MARGIN else parameters.lon
    for name, value, low, high in (
        ("lon", lon, west - MARGIN, east + MARGIN),
        ("lat", parameters.lat, south - MARGIN, north + MARGIN),
    ):
        if not low <= value <= high:
            text = Text(
                f"可用：{low:.4f} 至 {_told(high):.4f}（区域附近）",
                f"accepted: {low:.4f} to {_told(high):.4f}, near the area",
            )
            faults += refuse(name, value, text).faults
    if faults:
        raise ParameterError(*faults)


def _standards(inputs: Inputs, identifier: str) -> list[Standard]:
    """Return the standard asked for, then the plan, which knows kinds that standards do not."""
    names = [identifier] if identifier == PLAN_STANDARD else [identifier, PLAN_STANDARD]
    return [inputs.standard(name) for name in names]


UNRULED = Text(
    "{standard}对下列各类没有服务半径要求，只列距离、不判定：{kinds}",
    "{standard} asks for no distance of these kinds: how far they are is shown, and nothing is"
    " judged: {kinds}",
)


@dataclass(frozen=True)
class Sites:
    """The facilities of a kind as arrays in the same order: metres, ids, names, grades."""

    points: SitePoints
    ids: list[int]
    names: list[str | None]
    grades: list[str | None]

    def straight(self, place: Floats) -> Floats:
        """Return the straight distance (m) of each from a place, as all analyses measure it."""
        away = self.points.least(np.hypot(*(self.points.points - place).T))
        away[self.points.standing(place.reshape(1, 2)).site] = 0.0
        return away


def _sites(inputs: Inputs, layer: str) -> Sites:
    frame = in_service(inputs, layer)
    return Sites(
        points=sites_of(frame),
        ids=frame.index.tolist(),
        names=frame["name"].tolist(),
        grades=frame["grade"].tolist(),
    )


def _kept_sites(inputs: Inputs, layer: str) -> Sites:
    behind = layers_of_sites(inputs, layer)
    return inputs.kept(f"sites {today()}", behind, lambda: _sites(inputs, layer))


def _nearest_facility(
    inputs: Inputs,
    layer: str,
    place: Floats,
    standards: list[Standard],
    walks: Floats | None,
) -> dict[str, Any]:
    """Return the nearest facility of a kind, on foot where `walks` are given."""
    sites = _kept_sites(inputs, layer)
    row = _blank(layer) | ({} if walks is None else {"walking_m": None})
    if not sites.ids:
        return row
    standard, rules = _first_with_rules(standards, layer)
    by_grade = {grade: required_rule(rules, grade) for grade in set(sites.grades)}
    straight = sites.straight(place)
    away = (straight if walks is None else walks).tolist()
    nearest = _first(straight, walks)
    asked = [by_grade[grade] for grade in sites.grades]
    serving = [
        (far, at)
        for at, (far, rule) in enumerate(zip(away, asked, strict=True))
        if rule is not None and far <= (rule.radius_m or 0.0)
    ]
    return row | {
        "facility_id": sites.ids[nearest],
        "name": sites.names[nearest],
        "grade": sites.grades[nearest],
        "distance_m": float(straight[nearest]),
        **_walked(walks, nearest),
        **_required(asked[nearest], away[nearest]),
        "met": bool(serving) if any(asked) else None,
        **_met_by(sites, min(serving, default=None), asked),
        "standard": standard,
    }


def _required(rule: Rule | None, away: float, *, counted: bool = True) -> dict[str, Any]:
    """Return what the rule asks of the nearest, and whether that one meets it: `away` in m."""
    if rule is None:
        return {}
    return {
        "required_m": rule.radius_m,
        "rule": rule.id,
        "clause": rule.clause,
        "nearest_met": bool(counted and away <= (rule.radius_m or 0.0)),
    }


def _met_by(
    sites: "Sites | Parks", found: tuple[float, int] | None, asked: list[Rule | None]
) -> dict[str, Any]:
    """Name what meets the rule: at what distance (m), and within what its own radius is.

    The nearest may be too far for its grade where another one, further away, reaches further.
    """
    if found is None:
        return dict.fromkeys(MET_BY)
    far, at = found
    rule = asked[at]
    told = (None,) * 3 if rule is None else (rule.radius_m, rule.id, rule.clause)
    values = (sites.ids[at], sites.names[at], sites.grades[at], float(far), *told)
    return dict(zip(MET_BY, values, strict=True))


def _first(straight: Floats, walks: Floats | None) -> int:
    """Return the row of the nearest, by straight line where no street leads to any."""
    on_foot = walks is not None and np.isfinite(walks).any()
    return int(np.argmin(walks if on_foot and walks is not None else straight))


def _walked(walks: Floats | None, row: int) -> dict[str, float | None]:
    """Return the metres walked to a row, None where no street leads there; nothing if not asked."""
    if walks is None:
        return {}
    return {"walking_m": float(walks[row]) if np.isfinite(walks[row]) else None}


def _nearest_green(
    inputs: Inputs,
    place: Floats,
    standards: list[Standard],
    walks: Floats | None,
) -> dict[str, Any]:
    """Return the nearest green space, on foot where `walks` are given."""
    parks = inputs.kept("parks", ("green_spaces",), lambda: _parks(inputs))
    point = shapely.Point(place)
    if walks is None or not np.isfinite(walks).any():
        position = int(parks.tree.query_nearest(point, all_matches=False)[0])
    else:
        position = int(np.argmin(walks))
    standard, rule = _park_rule(standards)
    straight = float(shapely.distance(parks.tree.geometries[position], point))
    away = straight if walks is None else float(walks[position])
    serving = _serving_park(parks, point, rule, walks) if rule else None
    return _blank("green_spaces") | {
        "facility_id": parks.ids[position],
        "name": parks.names[position],
        "grade": parks.grades[position],
        "distance_m": straight,
        **_walked(walks, position),
        **_required(rule, away, counted=rule is not None and parks.counted(position, rule)),
        "met": serving is not None if rule else None,
        **_met_by(parks, serving, [rule] * len(parks.ids)),
        "standard": standard,
    }


@dataclass(frozen=True)
class Parks:
    """The green spaces as arrays in the same order: shapes, m2, ids, names, classes as grades."""

    tree: shapely.STRtree
    areas: list[float]
    ids: list[int]
    names: list[str | None]
    grades: list[str | None]

    def counted(self, row: int, rule: Rule) -> bool:
        """Say whether the rule counts a green of this size and class."""
        return self.areas[row] >= (rule.min_area_m2 or 0.0) and (
            not rule.green_classes or self.grades[row] in rule.green_classes
        )

    @property
    def nbytes(self) -> int:
        """Memory of the shapes, for the cache."""
        return int(shapely.get_num_coordinates(self.tree.geometries).sum()) * 16


def _parks(inputs: Inputs) -> Parks:
    frame = inputs.metric("green_spaces")
    return Parks(
        tree=shapely.STRtree(frame.geometry.to_numpy()),
        areas=frame.area.tolist(),
        ids=frame.index.tolist(),
        names=frame["name"].tolist(),
        grades=frame["green_class"].tolist(),
    )


def _serving_park(
    parks: Parks, point: shapely.Point, rule: Rule, walks: Floats | None
) -> tuple[float, int] | None:
    """Return the nearest green space that the rule counts within its radius: metres, and row."""
    radius = rule.radius_m or 0.0
    if walks is None:
        near = parks.tree.query(point, predicate="dwithin", distance=radius)
        away = shapely.distance(parks.tree.geometries[near], point)
    else:
        near = np.flatnonzero(walks <= radius)
        away = walks[near]
    counted = (
        (float(far), at)
        for far, at in zip(away, near.tolist(), strict=True)
        if parks.counted(at, rule)
    )
    return min(counted, default=None)


def _park_rule(standards: list[Standard]) -> tuple[str | None, Rule | None]:
    for standard in standards:
        for rule in reach_rules(standard, "green_spaces"):
            return standard.id, rule
    return None, None


def _first_with_rules(standards: list[Standard], layer: str) -> tuple[str | None, list[Rule]]:
    for standard in standards:
        rules = reach_rules(standard, layer)
        if rules:
            return standard.id, rules
    return None, []


def _blank(layer: str) -> dict[str, Any]:
    title = layer_type(layer).title
    first = (
        "facility_id", "name", "grade", "distance_m", "required_m", "rule", "clause",
        "nearest_met", "met",
    )  # fmt: skip
    blank = dict.fromkeys((*first, *MET_BY))
    return {"id": layer, "title_zh": title.zh, "title_en": title.en, **blank, "standard": None}


def _owners(inputs: Inputs, place: Floats) -> dict[str, Any]:
    """Return the community and subdistrict that hold the point, and whether the area does."""
    point = shapely.Point(place)
    found: dict[str, Any] = {"inside": bool(shapely.covers(inputs.boundary(), point))}
    for key, layer in (("community", "communities"), ("subdistrict", "subdistricts")):
        frame = inputs.metric(layer)
        hits = sorted(frame.sindex.query(point, predicate="intersects")) if len(frame) else []
        found[f"{key}_id"] = int(frame.index[hits[0]]) if hits else None
        found[key] = frame["name"].iloc[hits[0]] if hits else None
    return found


def cost(sizes: Sizes, parameters: PointParameters) -> Cost:
    """Estimate the cost: the layers read, on foot also the network and the entrances of parks."""
    found = reading(sizes)
    if parameters.metric == "walking":
        found += streets(sizes) + Cost(5e-6, 200) * sizes.corners("green_spaces")
    return found


NEAREST = Analysis(
    id="nearest",
    title=Text("此处的服务", "What serves this point"),
    summary=Text(
        "最近的各类设施、距离及是否达标",
        "the nearest of each kind, its distance, and whether it is near enough",
    ),
    parameters=PointParameters,
    compute=compute,
    cost=cost,
    path="coverage/at",
    layout=Layout(
        ("community", "subdistrict", "met", "not_met"),
        (
            "title",
            "name",
            "distance_m",
            "walking_m",
            "required_m",
            "nearest_met",
            "met",
            "met_by",
            "met_by_m",
            "met_by_required_m",
            "met_by_clause",
        ),
    ),
    map="place",
)
