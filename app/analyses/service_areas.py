"""Service areas: the served and the unserved part of the area, to be drawn."""

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from app.analyses.choices import ReachParameters
from app.analyses.coverage import resolve_radius
from app.analyses.facilities import in_service
from app.analyses.model import Analysis, Inputs, Outcome
from layers.crs import to_lonlat
from layers.text import Text
from spatial.coverage import disc_coverage, service_areas

NOTE = Text(
    "图形用多边形近似圆；面积按精确的圆计算",
    "the shapes approximate circles by polygons; the areas are those of exact circles",
)


class ServiceAreaParameters(ReachParameters):
    """Which facility and how far."""


def compute(inputs: Inputs, parameters: ServiceAreaParameters) -> Outcome:
    """Cut the area into what lies within the radius of a facility and what does not."""
    radius, notes = resolve_radius(inputs, parameters)
    points = in_service(inputs, parameters.facility).get_coordinates().to_numpy()
    boundary = inputs.boundary()
    shapes = service_areas(boundary, points, radius=radius)
    covered = float(disc_coverage(np.array([boundary]), points, radius=radius)[0])
    rows = pd.DataFrame(
        {
            "name": ["served", "unserved"],
            "name_zh": ["服务范围", "服务盲区"],
            "name_en": ["Served", "Not served"],
            "area_m2": [covered, boundary.area - covered],
            "area_share": [covered / boundary.area, 1 - covered / boundary.area],
        },
        index=pd.Index(["served", "unserved"], name="id"),
    )
    drawn = GeoDataFrame(geometry=list(shapes), index=rows.index, crs=inputs.area.crs)
    return Outcome(
        rows,
        total={"area_m2": boundary.area, "facilities_counted": len(points)},
        stated={**parameters.model_dump(), "radius": radius},
        geometry=to_lonlat(drawn).geometry,
        notes=(*notes, NOTE),
    )


SERVICE_AREAS = Analysis(
    id="service-areas",
    title=Text("服务范围", "Service areas"),
    summary=Text("服务范围与服务盲区", "what is served and what is not"),
    parameters=ServiceAreaParameters,
    compute=compute,
    path="service-areas",
    formats=("geojson", "json", "csv", "xlsx", "gpkg"),
)
