"""What first requests would load, loaded before the first: templates, standards, connections.

A process whose first moment is a peak would else do all of that for every request at once, while
whoever asks whether it lives waits behind them.
"""

import logging
from contextlib import ExitStack

from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from app.analyses.ground.cost import count_features
from app.database import Database
from app.services.inputs import STATE
from layers.postgis.revision import SchemaError, known_revisions, require_revision
from spatial.errors import StandardError

LOG = logging.getLogger(__name__)
NO_AREA = 0


def warm(app: Flask) -> None:
    """Compile every page of `app` and read its standards, before the workers part: all share it."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    known_revisions()
    database: Database = app.extensions["database"]
    try:
        database.standards.all()
    except (OSError, StandardError) as error:
        # Every request that wants the standards tells it; pages without them are served.
        LOG.warning("a standard cannot be read: %s", error)


def connect(database: Database) -> int:
    """Open every connection of the pool of this worker, and ask each what begins every request.

    Returns how many were opened: none where the database is down or has other tables. Then readyz
    says so, and the pool connects once that is mended.
    """
    opened = 0
    with ExitStack() as held:
        try:
            for _ in range(database.pool_size):
                _ask(held.enter_context(database.engine.connect()))
                opened += 1
        except (SQLAlchemyError, SchemaError) as error:
            LOG.warning("connections are opened later: %s", error)
    return opened


def _ask(connection: Connection) -> None:
    """Have the plans and tables of the usual questions in the memory of both sides."""
    require_revision(connection)
    connection.execute(STATE, {"slug": ""}).all()
    count_features(connection, NO_AREA)
