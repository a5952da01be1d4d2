"""Areas: the districts that are studied, each with a boundary, a metric CRS and stated figures.

Every version of an area is kept (`layers.store.area_versions`), whoever changes it.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Connection, FromClause, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from layers.errors import AreaExistsError, LayerError, UnknownAreaError
from layers.postgis.tables import SRID, areas
from layers.text import Text
from layers.titles import LONGEST_SOURCE, SOURCE, checked_title, is_name

TITLE = Text("区域的标题", "the title of the area")


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
    """A study area; `boundary` in EPSG:4326, `crs` the metric system that it is measured in.

    `version` is raised by the database whenever anything else changes.
    """

    slug: str
    title: Text
    boundary: MultiPolygon
    crs: str
    synthetic: bool = False
    source: str = ""
    as_of: date | None = None
    figures: dict[str, Any] = field(default_factory=dict)
    version: int = 1


def contents(table: FromClause) -> tuple[ColumnElement[Any], ...]:
    """Return what `to_area` reads, from the table of the areas or from that of their versions."""
    names = ("title_zh", "title_en", "crs", "synthetic", "source", "as_of", "figures", "version")
    boundary = func.ST_AsBinary(table.c.boundary).label("boundary")
    return (areas.c.slug, boundary, *(table.c[name] for name in names))


def to_area(row: Any) -> Area:
    """Return the area of a row of `contents`."""
    return Area(
        slug=row.slug,
        title=Text(row.title_zh, row.title_en),
        boundary=cast("MultiPolygon", shapely.from_wkb(bytes(row.boundary))),
        crs=row.crs,
        synthetic=row.synthetic,
        source=row.source,
        as_of=row.as_of,
        figures=row.figures,
        version=row.version,
    )


def list_areas(connection: Connection) -> list[Area]:
    """Return all areas, the first created first."""
    query = select(*contents(areas)).order_by(areas.c.id)
    return [to_area(row) for row in connection.execute(query)]


def read_area(connection: Connection, slug: str) -> Area:
    """Return one area, or raise `UnknownAreaError` naming those that exist."""
    query = select(*contents(areas)).where(areas.c.slug == slug)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise _unknown(connection, slug)
    return to_area(row)


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


def values_of(area: Area) -> dict[str, Any]:
    """Return the columns that hold an area, beside its slug and its version.

    Raises
    ------
    TitleRefusedError
        A title or the source is too long or holds control characters.
    """
    return {
        "title_zh": checked_title(area.title.zh, TITLE),
        "title_en": checked_title(area.title.en, TITLE),
        "boundary": func.ST_GeomFromWKB(shapely.to_wkb(_multi(area.boundary)), SRID),
        "crs": area.crs,
        "synthetic": area.synthetic,
        "source": checked_title(area.source, SOURCE, most=LONGEST_SOURCE),
        "as_of": area.as_of,
        "figures": area.figures,
    }


def create_area(connection: Connection, area: Area) -> None:
    """Store a new area, as yet without layers.

    Raises
    ------
    AreaExistsError
        The slug is taken.
    AreaRefusedError, TitleRefusedError
        The slug has other characters than accepted, or the boundary is not valid polygons.
    """
    if not is_name(area.slug):
        raise AreaRefusedError(slug=area.slug[:80])
    if connection.scalar(select(areas.c.id).where(areas.c.slug == area.slug)) is not None:
        raise AreaExistsError(slug=area.slug)
    try:
        with connection.begin_nested():
            connection.execute(insert(areas).values(slug=area.slug, **values_of(area)))
    except IntegrityError as error:
        if "areas_slug_key" in str(error.orig):
            raise AreaExistsError(slug=area.slug) from error
        raise AreaRefusedError(slug=area.slug) from error


def delete_area(connection: Connection, slug: str) -> None:
    """Delete an area with its layers, versions and history; this cannot be undone."""
    key = area_id(connection, slug)
    connection.execute(delete(areas).where(areas.c.id == key))
