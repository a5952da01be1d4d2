"""POST /api/v1/replay: recompute a receipt."""

import secrets

from flask import Blueprint, Response, request

from app.answers.replies import reply, tag, unchanged
from app.guards.bodies import MEGABYTE, read_json, takes
from app.jsonable import dump
from app.language import request_language
from app.params import refuse_unknown
from app.services.replay import checked_receipt
from app.views.asked import ask, current_settings

blueprint = Blueprint("replay", __name__, url_prefix="/api/v1")


@blueprint.post("/replay")
@takes(4 * MEGABYTE)
def replay_receipt() -> Response:
    """Compute anew what the receipt in the body tells of; nothing is stored."""
    refuse_unknown(request.args, ("lang",))
    receipt = read_json()
    checked_receipt(receipt)
    settings = current_settings()
    values = {
        "language": request_language(),
        "seconds": settings.request_seconds,
        "memory": settings.request_memory,
    }
    # The data may have changed between two questions for the same receipt: each is its own.
    key = tag("replay", secrets.token_hex(16))
    answer = ask("replay", values, key=key, body=dump(receipt).encode())
    return unchanged(answer.etag) or reply(answer.body, "json", etag=answer.etag)
