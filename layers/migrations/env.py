"""Alembic's way in: `layers.postgis.database` gives an open connection and owns what it does."""

from typing import Any

from alembic import context
from geoalchemy2 import alembic_helpers

from layers.postgis.tables import metadata

helpers: Any = alembic_helpers  # untyped
OF_POSTGIS = {"spatial_ref_sys"}


def _include(*item: Any) -> bool:
    """Leave out what PostGIS owns; Alembic's hook gives object, name, kind, reflected, compared."""
    if item[2] == "table" and item[1] in OF_POSTGIS:
        return False
    return bool(helpers.include_object(*item))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_object=_include,
    render_item=alembic_helpers.render_item,
    process_revision_directives=alembic_helpers.writer,
)
context.run_migrations()
