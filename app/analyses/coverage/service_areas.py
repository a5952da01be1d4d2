"""Service areas: the served and the unserved part of the area, in bands, to be drawn."""

from typing import Any, ClassVar

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pydantic import field_validator

from app.analyses.cost.pieces import MOST_LAND, SQUARE_KILOMETRE, demand, reading, streets
from app.analyses.ground.choices import (
    GREATEST_MINUTES,
    GREATEST_RADIUS,
    Bands,
    DatedParameters,
    Facility,
    Metric,
    facility_option,
    metric_option,
    speed_option,
    within,
)
from app.analyses.ground.cost import Cost, Sizes
from app.analyses.ground.demand import demand_points, people
from app.analyses.ground.facilities import (
    EITHER,
    in_service,
    points_in_service,
    today,
    usual_radius,
)
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.ground.streets import network
from app.params import option, refuse
from layers.crs import to_lonlat
from layers.text import Text
from spatial.arrays import Floats, Shapes
from spatial.coverage import cover_by_sites, measured_polygons, service_areas
from spatial.site_points import SitePoints
from spatial.walking import ServiceSites, service_sites

NOTE = Text(
    "图形用多边形近似圆；面积按精确的圆计算",
    "the shapes approximate circles by polygons; the areas are those of exact circles",
)
WALKED = Text(
    "图形由人口所在地与用地采样点各自最近的范围拼成；不会包含步行不可及的人口点",
    "the shapes are the land nearest to each place of people and point of a grid; none holds a"
    " place of people that is not reached",
)
SERVED, UNSERVED = Text("服务范围", "Served"), Text("服务盲区", "Not served")


class ServiceAreaParameters(DatedParameters):
    """Which facility and how far, in one or several bands."""

    derived: ClassVar[dict[str, str]] = {"radius": "minutes"}

    facility: Facility = facility_option()
    radius: Bands | None = option(
        Text("服务半径", "Radius"),
        default=None,
        unit="m",
        note=Text(
            "可给出多个，如 300,500,1000；不给出时取标准中该设施的服务半径",
            "one or several, such as 300,500,1000; when not given, the radius of the standard",
        ),
        accepts=within(1.0, GREATEST_RADIUS, "m"),
    )
    metric: Metric = metric_option()
    minutes: Bands | None = option(
        Text("步行时间", "Minutes on foot"),
        default=None,
        unit="min",
        note=Text(
            "代替服务半径，如 5,10,15：时间乘以步行速度",
            "instead of the radius, such as 5,10,15: times the speed",
        ),
        accepts=within(0.1, GREATEST_MINUTES, "min"),
    )
    speed: float = speed_option()

    @field_validator("radius")
    @classmethod
    def _radius_in_limits(cls, value: Bands | None) -> Bands | None:
        return _checked(value, 1.0, GREATEST_RADIUS)

    @field_validator("minutes")
    @classmethod
    def _minutes_in_limits(cls, value: Bands | None) -> Bands | None:
        return _checked(value, 0.1, GREATEST_MINUTES)


def _checked(value: Bands | None, low: float, high: float) -> Bands | None:
    if value is not None and not all(low <= one <= high for one in value):
        raise ValueError("out of limits")
    return value


def compute(inputs: Inputs, parameters: ServiceAreaParameters) -> Outcome:
    """Cut the area into what lies within each distance of a facility and what does not."""
    limits, notes = _limits(inputs, parameters)
    facilities = in_service(inputs, parameters.facility)
    boundary = inputs.boundary()
    if parameters.metric == "walking":
        shapes = _walked(inputs, parameters.facility, limits)
        covered = [float(shape.area) for shape in shapes[:-1]]
        total = {"facilities_counted": len(facilities)}
        notes = (*notes, WALKED)
    else:
        sites = points_in_service(inputs, parameters.facility)
        shapes = _discs(boundary, sites, limits)
        cover = cover_by_sites(measured_polygons([boundary]), sites)
        covered = [float(cover.within(one)[0]) for one in limits]
        total = {"facilities_counted": len(facilities)}
        notes = (*notes, NOTE)
    rows = _rows(parameters, limits, covered, boundary.area)
    drawn = GeoDataFrame(geometry=list(shapes), index=rows.index, crs=inputs.area.crs)
    several = len(limits) > 1
    return Outcome(
        rows,
        total={"area_m2": boundary.area, **total},
        stated={**parameters.model_dump(), "radius": list(limits) if several else limits[0]},
        geometry=to_lonlat(drawn).geometry,
        notes=notes,
    )


def _limits(
    inputs: Inputs, parameters: ServiceAreaParameters
) -> tuple[tuple[float, ...], tuple[Text, ...]]:
    """Return the distances (m) of the bands, ascending."""
    if parameters.minutes is not None:
        if parameters.radius is not None:
            raise refuse("minutes", ",".join(f"{one:g}" for one in parameters.minutes), EITHER)
        return tuple(one * parameters.speed for one in parameters.minutes), ()
    if parameters.radius is not None:
        return parameters.radius, ()
    radius, notes = usual_radius(inputs, parameters.facility)
    return (radius,), notes


def _rows(
    parameters: ServiceAreaParameters,
    limits: tuple[float, ...],
    covered: list[float],
    whole: float,
) -> pd.DataFrame:
    """Return a row a band, then one for what is not served."""
    names = [SERVED] if len(limits) == 1 else [_band(parameters, one) for one in limits]
    keys = ["served"] if len(limits) == 1 else [name.en.lower().replace(" ", "-") for name in names]
    area = np.array([*covered, whole - covered[-1]])
    return pd.DataFrame(
        {
            "name": [*keys, "unserved"],
            "name_zh": [*(name.zh for name in names), UNSERVED.zh],
            "name_en": [*(name.en for name in names), UNSERVED.en],
            "radius_m": [*limits, np.nan],
            "area_m2": area,
            "area_share": area / whole,
        },
        index=pd.Index([*keys, "unserved"], name="id"),
    )


def _band(parameters: ServiceAreaParameters, limit: float) -> Text:
    if parameters.minutes is None:
        return Text(f"{limit:g} 米内", f"Within {limit:g} m")
    minutes = limit / parameters.speed
    return Text(f"{minutes:g} 分钟内", f"Within {minutes:g} min")


def _discs(boundary: Any, sites: SitePoints, limits: tuple[float, ...]) -> Shapes:
    parts = [service_areas(boundary, sites.points, radius=one, sites=sites.areas) for one in limits]
    return np.array([*(served for served, _ in parts), parts[-1][1]], dtype=object)


def _walked(inputs: Inputs, facility: str, limits: tuple[float, ...]) -> Shapes:
    """Return the polygons of each walk and of the rest; what no limit changes is kept."""
    sites = _sites(inputs)

    def measure() -> Floats:
        return sites.distance(points_in_service(inputs, facility))

    behind = ("streets", facility, *_behind(inputs))
    distance = inputs.kept(f"service distances {today()}", behind, measure)
    return sites.cells.polygons(distance, limits=limits)


def _behind(inputs: Inputs) -> tuple[str, ...]:
    """Return the layers that the places of people come from."""
    if not inputs.holds("communities"):
        return ()
    return ("communities", *people(inputs, "resident").layers)


def _sites(inputs: Inputs) -> ServiceSites:
    """Return the places that the polygons are drawn from, attached to the streets; kept."""
    streets = network(inputs)

    def make() -> ServiceSites:
        return service_sites(inputs.boundary(), streets, demand=_people(inputs))

    return inputs.kept("service sites", ("streets", *_behind(inputs)), make)


def _people(inputs: Inputs) -> Floats | None:
    """Return where people are, also where nobody knows how many; None without communities."""
    if not inputs.holds("communities"):
        return None
    points = demand_points(inputs, "resident").points
    frame = people(inputs, "resident").demand
    if frame is None:
        return points
    places = frame.geometry.representative_point().get_coordinates().to_numpy()
    return np.concatenate([points, places])


def cost(sizes: Sizes, parameters: ServiceAreaParameters) -> Cost:
    """Estimate the cost: shapes for every band, on foot cut from the cells of all places."""
    bands = len(parameters.minutes or parameters.radius or (0,))
    found = reading(sizes) + Cost(4e-3, 50_000) * (bands * sizes.count(parameters.facility))
    if parameters.metric != "walking":
        return found
    land = min(sizes.area_m2 / SQUARE_KILOMETRE, MOST_LAND)
    found += Cost(0.5, 90e6) + Cost(0.04 * (1 + 0.1 * bands), 0.8e6) * land
    return found + demand(sizes) + streets(sizes)


SERVICE_AREAS = Analysis(
    id="service-areas",
    title=Text("服务范围", "Service areas"),
    summary=Text("服务范围与服务盲区", "what is served and what is not"),
    parameters=ServiceAreaParameters,
    compute=compute,
    cost=cost,
    path="service-areas",
    formats=("geojson", "json", "csv", "xlsx", "gpkg"),
    layout=Layout(
        ("area_m2", "facilities_counted"),
        ("name", "radius_m", "area_share", "area_m2"),
        each="area_share",
    ),
)
