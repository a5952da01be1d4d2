"""POST /api/v1/replay: recompute a receipt."""

from flask import Blueprint, Response, request

from app.bodies import MEGABYTE, read_json, takes
from app.database import current_database
from app.params import refuse_unknown
from app.replay import checked_receipt, replay
from app.replies import json_reply

blueprint = Blueprint("replay", __name__, url_prefix="/api/v1")


@blueprint.post("/replay")
@takes(4 * MEGABYTE)
def replay_receipt() -> Response:
    """Compute anew what the receipt in the body tells of; nothing is stored."""
    refuse_unknown(request.args, ("lang",))
    return json_reply(replay(current_database(), checked_receipt(read_json())).members())
