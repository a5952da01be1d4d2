"""The reference district into the database: built once, stored in one transaction."""

import contextlib
from collections.abc import Callable

from app.config import ROOT
from app.database import Database
from layers import store
from layers.errors import UnknownAreaError
from layers.reference_district.build import build, load_description
from layers.store.layers import LayerStatus

DESCRIPTION = ROOT / "data" / "reference" / "dongcheng.toml"
SOURCE = "data/reference/dongcheng.toml (synthetic)"
ACTOR = "reference"


def load_reference(
    database: Database, *, step: Callable[[], None] = lambda: None
) -> list[LayerStatus]:
    """Build the reference district and store it in place of an earlier one.

    `step` is called after the district is built and after each layer.
    """
    district = build(load_description(DESCRIPTION))
    step()
    statuses = []
    with database.begin() as connection:
        with contextlib.suppress(UnknownAreaError):
            store.delete_area(connection, district.area.slug)
        store.create_area(connection, district.area)
        for layer, frame in district.layers.items():
            if len(frame):
                status = store.write_layer(
                    connection,
                    district.area.slug,
                    layer,
                    frame,
                    replace=True,
                    actor=ACTOR,
                    source=SOURCE,
                )
                statuses.append(status)
            step()
    return statuses


def load_when_empty(database: Database, *, step: Callable[[], None] = lambda: None) -> bool:
    """Load the reference district when there is no area at all; say whether it was."""
    with database.begin() as connection:
        if store.list_areas(connection):
            return False
    load_reference(database, step=step)
    return True
