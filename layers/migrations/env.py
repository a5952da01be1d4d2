"""Alembic's way in: `layers.database` hands over an open connection and owns its transaction."""

from alembic import context
from geoalchemy2 import alembic_helpers

from layers.tables import metadata

VIEWS_AND_EXTENSIONS = {"spatial_ref_sys"}


def _include(item, name, kind, reflected, compare_to):  # noqa: ANN001, ANN202 - Alembic's hook
    """Leave out what PostGIS owns."""
    if kind == "table" and name in VIEWS_AND_EXTENSIONS:
        return False
    return alembic_helpers.include_object(item, name, kind, reflected, compare_to)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_object=_include,
    render_item=alembic_helpers.render_item,
    process_revision_directives=alembic_helpers.writer,
)
context.run_migrations()
