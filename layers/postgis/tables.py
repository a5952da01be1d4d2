"""The tables as SQLAlchemy Core objects; those of the layers derive from the catalogue.

Alembic compares this metadata with the migrated database, so a new catalogue column without a
migration fails a test.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    case,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from layers.catalogue import FACILITIES_TABLE, LAYER_TYPES, SITES_TABLE, LayerType
from layers.catalogue import Column as CatalogueColumn

SRID = 4326
SQL_TYPES = {
    "text": Text,
    "integer": BigInteger,
    "number": Double,
    "date": Date,
    "boolean": Boolean,
}
# Multi types, so that QGIS and the like see one kind of geometry; single parts are unwrapped on
# reading. Population cells hold points or polygons, as they come.
GEOMETRY_TYPES = {
    "point": "POINT",
    "line": "MULTILINESTRING",
    "polygon": "MULTIPOLYGON",
    "point_or_polygon": "GEOMETRY",
}
# PostgreSQL's default names, so that what tools name by themselves agrees with the migrations.
metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_name)s_key",
    }
)


def _pruning() -> list[Column[Any]]:
    """Return the columns that say when a version was pruned, and by whom."""
    return [
        Column("pruned_at", DateTime(timezone=True)),
        Column("pruned_by", Text, nullable=False, server_default=""),
    ]


areas = Table(
    "areas",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("title_zh", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("boundary", Geometry("MULTIPOLYGON", SRID, spatial_index=False), nullable=False),
    Column("crs", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False, server_default=text("false")),
    Column("source", Text, nullable=False, server_default=""),
    Column("as_of", Date),
    Column("figures", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("version", BigInteger, nullable=False, server_default=text("1")),
)

area_versions = Table(
    "area_versions",
    metadata,
    Column("area_id", ForeignKey("areas.id", ondelete="CASCADE"), primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("at", DateTime(timezone=True)),
    Column("actor", Text, nullable=False, server_default=""),
    Column("title_zh", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("boundary", Geometry("MULTIPOLYGON", SRID, spatial_index=False)),
    Column("crs", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    Column("as_of", Date),
    Column("figures", JSONB, nullable=False),
    *_pruning(),
)

layers = Table(
    "layers",
    metadata,
    Column("area_id", ForeignKey("areas.id", ondelete="CASCADE"), primary_key=True),
    Column("layer", Text, primary_key=True),
    Column("version", BigInteger, nullable=False, server_default=text("0")),
    Column("updated_at", DateTime(timezone=True)),
    Column("updated_by", Text, nullable=False, server_default=""),
    Column("source", Text, nullable=False, server_default=""),
    Column("sha256", Text),
    Column("raised_in", BigInteger),
)

changes = Table(
    "changes",
    metadata,
    Column("area_id", ForeignKey("areas.id", ondelete="CASCADE"), primary_key=True),
    Column("layer", Text, primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("undoes", BigInteger),
    Column("undone_by", BigInteger),
    *_pruning(),
    Column("inserted", BigInteger),
    Column("updated", BigInteger),
    Column("deleted", BigInteger),
)

history = Table(
    "history",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("area_id", BigInteger, nullable=False),
    Column("layer", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("feature_id", BigInteger, nullable=False),
    Column("operation", Text, nullable=False),
    Column("old_values", JSONB),
    Column("old_geometry", Geometry("GEOMETRY", SRID, spatial_index=False)),
    Column("new_values", JSONB),
    Column("new_geometry", Geometry("GEOMETRY", SRID, spatial_index=False)),
    ForeignKeyConstraint(
        ["area_id", "layer", "version"],
        ["changes.area_id", "changes.layer", "changes.version"],
        ondelete="CASCADE",
    ),
    Index("history_area_id_layer_version_idx", "area_id", "layer", "version"),
)


def _raster_facts() -> list[Column[Any]]:
    """Return the columns that a raster and each of its earlier versions have."""
    return [
        Column("updated_by", Text, nullable=False, server_default=""),
        Column("source", Text, nullable=False, server_default=""),
        Column("as_of", Date),
        Column("name", Text, nullable=False, server_default=""),
        Column("file", Text),
        Column("sha256", Text),
        Column("crs", Text),
        Column("transform", ARRAY(Double)),
        Column("width", BigInteger),
        Column("height", BigInteger),
        Column("bounds", ARRAY(Double)),
        Column("nodata", Double),
    ]


rasters = Table(
    "rasters",
    metadata,
    Column("area_id", ForeignKey("areas.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("version", BigInteger, nullable=False, server_default=text("1")),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    *_raster_facts(),
)

raster_versions = Table(
    "raster_versions",
    metadata,
    Column("area_id", BigInteger, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    *_raster_facts(),
    *_pruning(),
    ForeignKeyConstraint(
        ["area_id", "kind"], ["rasters.area_id", "rasters.kind"], ondelete="CASCADE"
    ),
)

# As PostgreSQL writes it back, so that Alembic finds no difference.
_EDIT_COUNT = (
    "CASE WHEN (jsonb_typeof(edits) = 'array'::text) THEN jsonb_array_length(edits)"
    " ELSE NULL::integer END"
)


def _edits() -> list[Column[Any]]:
    """Return the columns that hold the edits of a scenario or of an earlier revision."""
    return [
        Column("title", Text, nullable=False),
        Column("edits", JSONB, nullable=False),
        Column("edit_count", Integer, Computed(_EDIT_COUNT, persisted=True)),
        Column("edits_sha256", Text),
        Column("base", JSONB, nullable=False),
    ]


scenarios = Table(
    "scenarios",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("area_id", ForeignKey("areas.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("facility", Text, nullable=False),
    *_edits(),
    Column("revision", BigInteger, nullable=False, server_default=text("1")),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("created_by", Text, nullable=False, server_default=""),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("updated_by", Text, nullable=False, server_default=""),
    Column("deleted_at", DateTime(timezone=True)),
    Column("deleted_by", Text, nullable=False, server_default=""),
    Index(
        "scenarios_area_id_name_key",
        "area_id",
        "name",
        unique=True,
        postgresql_where=text("deleted_at IS NULL"),
    ),
    Index(
        "scenarios_deleted_idx",
        "area_id",
        "deleted_at",
        postgresql_where=text("deleted_at IS NOT NULL"),
    ),
)

scenario_revisions = Table(
    "scenario_revisions",
    metadata,
    Column("scenario_id", ForeignKey("scenarios.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", BigInteger, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    *_edits(),
)


kinds = Table(
    "kinds",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("layer", Text, nullable=False, unique=True),
    Column("stored_in", Text, nullable=False),
    Column("shipped", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("revision", BigInteger, Identity(always=True), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("actor", Text, nullable=False, server_default=""),
)


def _columns(layer: LayerType) -> Iterator[Column[Any]]:
    yield Column("id", BigInteger, Identity(), primary_key=True)
    yield Column("area_id", ForeignKey("areas.id", ondelete="CASCADE"), nullable=False)
    if layer.kind is not None:
        yield Column("kind", ForeignKey("kinds.kind"), nullable=False)
    for column in layer.stored:
        yield _column(column)
    yield Column("properties", JSONB, nullable=False, server_default=text("'{}'::jsonb"))
    # One table holds sites drawn as points and as areas, whatever its first kind accepts.
    drawn = "point_or_polygon" if layer.table == SITES_TABLE else layer.geometry
    geometry = Geometry(GEOMETRY_TYPES[drawn], SRID, spatial_index=False)
    yield Column("geometry", geometry, nullable=False)


def _column(column: CatalogueColumn) -> Column[Any]:
    return Column(column.name, SQL_TYPES[column.kind], nullable=not column.required)


def _layer_table(layer: LayerType) -> Table:
    owner = ("area_id", "kind") if layer.kind is not None else ("area_id",)
    return Table(
        layer.table,
        metadata,
        *_columns(layer),
        Index(f"{layer.table}_{'_'.join(owner)}_idx", *owner),
        Index(f"{layer.table}_geometry_idx", "geometry", postgresql_using="gist"),
    )


def _layer_tables() -> dict[str, Table]:
    """Return a table for each fixed layer, and the two that all kinds of facilities share."""
    facilities = next(one for one in LAYER_TYPES.values() if one.table == FACILITIES_TABLE)
    common = tuple(column for column in facilities.columns if not column.further)
    first = replace(facilities, columns=common)
    sites = replace(first, table=SITES_TABLE, geometry="point_or_polygon")
    fixed = [one for one in LAYER_TYPES.values() if not one.is_facility]
    return {one.table: _layer_table(one) for one in (first, sites, *fixed)}


LAYER_TABLES: dict[str, Table] = _layer_tables()


def table_of(layer: LayerType) -> Table:
    """Return the table that holds `layer`."""
    return LAYER_TABLES[layer.table]


def owned_by(layer: LayerType, area_id: int) -> Any:
    """Return the condition that picks the rows of `layer` in this area out of its table."""
    table = table_of(layer)
    mine = table.c.area_id == area_id
    return mine if layer.kind is None else mine & (table.c.kind == layer.kind)


def single(geometry: Any) -> Any:
    """Return SQL that unwraps a geometry of one part: `MULTIPOLYGON(a)` becomes `POLYGON(a)`."""
    alone = func.ST_NumGeometries(geometry) == 1
    return case((alone, func.ST_GeometryN(geometry, 1)), else_=geometry)
