"""Areas: the districts that are studied, each with a boundary, a metric CRS and stated figures."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from layers.errors import AreaExistsError, LayerError, UnknownAreaError
from layers.tables import SRID, areas
from layers.text import Text


class AreaRefusedError(LayerError):
    """The slug or the boundary of a new area is not usable."""

    message = Text(
        "区域“{slug}”不能保存：代号只能由小写字母、数字和连字符组成，"
        "边界须为有效的多边形（经纬度）",
        "area '{slug}' cannot be stored: a slug is made of lower-case letters, digits and hyphens,"
        " a boundary of valid polygons in longitude and latitude",
    )


@dataclass(frozen=True)
class Area:
    """A study area; `boundary` in EPSG:4326, `crs` the metric system that it is measured in."""

    slug: str
    title: Text
    boundary: MultiPolygon
    crs: str
    synthetic: bool = False
    source: str = ""
    as_of: date | None = None
    figures: dict[str, Any] = field(default_factory=dict)


_SELECTED = (
    areas.c.slug,
    areas.c.title_zh,
    areas.c.title_en,
    func.ST_AsBinary(areas.c.boundary).label("boundary"),
    areas.c.crs,
    areas.c.synthetic,
    areas.c.source,
    areas.c.as_of,
    areas.c.figures,
)


def _area(row: Any) -> Area:
    return Area(
        slug=row.slug,
        title=Text(row.title_zh, row.title_en),
        boundary=cast("MultiPolygon", shapely.from_wkb(bytes(row.boundary))),
        crs=row.crs,
        synthetic=row.synthetic,
        source=row.source,
        as_of=row.as_of,
        figures=row.figures,
    )


def list_areas(connection: Connection) -> list[Area]:
    """Return all areas, the first created first."""
    return [_area(row) for row in connection.execute(select(*_SELECTED).order_by(areas.c.id))]


def read_area(connection: Connection, slug: str) -> Area:
    """Return one area, or raise `UnknownAreaError` naming those that exist."""
    row = connection.execute(select(*_SELECTED).where(areas.c.slug == slug)).one_or_none()
    if row is None:
        raise _unknown(connection, slug)
    return _area(row)


def area_id(connection: Connection, slug: str) -> int:
    """Return the key of an area in the tables, or raise `UnknownAreaError`."""
    found = connection.scalar(select(areas.c.id).where(areas.c.slug == slug))
    if found is None:
        raise _unknown(connection, slug)
    return int(found)


def _unknown(connection: Connection, slug: str) -> UnknownAreaError:
    names = connection.scalars(select(areas.c.slug).order_by(areas.c.slug)).all()
    return UnknownAreaError(slug=slug, accepted=", ".join(names) or "-")


def _multi(boundary: BaseGeometry) -> MultiPolygon:
    flat = shapely.force_2d(boundary)
    return MultiPolygon([flat]) if isinstance(flat, Polygon) else cast("MultiPolygon", flat)


def create_area(connection: Connection, area: Area) -> None:
    """Store a new area, as yet without layers.

    Raises
    ------
    AreaExistsError
        The slug is taken.
    AreaRefusedError
        The slug has other characters than accepted, or the boundary is not valid polygons.
    """
    values = {
        "slug": area.slug,
        "title_zh": area.title.zh,
        "title_en": area.title.en,
        "boundary": func.ST_GeomFromWKB(shapely.to_wkb(_multi(area.boundary)), SRID),
        "crs": area.crs,
        "synthetic": area.synthetic,
        "source": area.source,
        "as_of": area.as_of,
        "figures": area.figures,
    }
    if connection.scalar(select(areas.c.id).where(areas.c.slug == area.slug)) is not None:
        raise AreaExistsError(slug=area.slug)
    try:
        with connection.begin_nested():
            connection.execute(insert(areas).values(values))
    except IntegrityError as error:
        if "areas_slug_key" in str(error.orig):
            raise AreaExistsError(slug=area.slug) from error
        raise AreaRefusedError(slug=area.slug) from error


def delete_area(connection: Connection, slug: str) -> None:
    """Delete an area with its layers, versions and history; this cannot be undone."""
    key = area_id(connection, slug)
    connection.execute(delete(areas).where(areas.c.id == key))
