"""Whether the process lives and whether it can answer."""

from flask import Blueprint, Response, request
from sqlalchemy import text

from app.answers.replies import json_reply
from app.database import current_database
from app.params import refuse_unknown
from app.services.receipts import VERSION
from app.views.asked import current_compute
from layers.postgis.revision import require_revision

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def live() -> Response:
    """Say that the process answers; no database is asked."""
    refuse_unknown(request.args, ("lang",))
    return json_reply({"status": "ok", "version": VERSION})


@blueprint.get("/readyz")
def ready() -> Response:
    """Say that the database holds the tables that this program knows, and that computing answers.

    Else the problem says why not, and what to do.
    """
    refuse_unknown(request.args, ("lang",))
    with current_database().begin() as connection:
        require_revision(connection)
        areas = connection.scalar(text("SELECT count(*) FROM areas"))
    computing = current_compute().ping()
    return json_reply({"status": "ready", "areas": areas, "computing": computing})
