"""Single features over HTTP: read, add, change, delete, history, undo and redo.

Who changes or deletes a feature says what was read of it: `If-Match` with its ETag, or `*` for
whatever there is. Only this site and programs may write.
"""

import json
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request, url_for

from app.answers.replies import json_reply, reply, unchanged
from app.database import current_database
from app.guards.bodies import read_json, takes
from app.jsonable import dump, plain
from app.language import request_language
from app.params import FORMATS, read_whole, refuse, refuse_unknown
from app.problems.errors import UnguardedError, respond
from app.services import editing
from layers import store
from layers.edits import (
    FeatureChangedError,
    FeatureRefusedError,
    StoredFeature,
    feature_history,
    read_feature,
    remove_feature,
    step_feature,
)
from layers.errors import VersionConflictError
from layers.text import Text

blueprint = Blueprint("features", __name__, url_prefix="/api/v1/areas/<slug>/layers/<layer>")
TYPES = ("application/geo+json", "application/merge-patch+json")
NOBODY = "api"
LONGEST_ACTOR = 60
ACTOR = Text(
    f"可用：1 至 {LONGEST_ACTOR} 个字符的姓名",
    f"accepted: a name of 1 to {LONGEST_ACTOR} characters",
)
MOST_CHANGES = 1000
FEATURE_BYTES = 4_000_000


@blueprint.errorhandler(FeatureChangedError)
def tell_changed(error: FeatureChangedError) -> Response:
    """Answer a write that rests on an older state with the present one, to choose from both."""
    response = respond(error)
    told = json.loads(response.get_data())
    response.set_data(dump({**told, "current": editing.members(error.current)}))
    response.set_etag(error.current.tag)
    return response


@blueprint.errorhandler(FeatureRefusedError)
def tell_refused(error: FeatureRefusedError) -> Response:
    """Answer a feature that does not fit with each field, what is wrong and the mend."""
    response = respond(error)
    language = request_language()
    told = json.loads(response.get_data())
    problems = [one.as_dict(language) for one in error.problems]
    response.set_data(dump(plain({**told, "problems": problems})))
    return response


@blueprint.post("/features")
@takes(FEATURE_BYTES, types=TYPES)
def create(slug: str, layer: str) -> Response:
    """Add a feature; `If-Match` says that the layer is as it was read, or `*`."""
    refuse_unknown(request.args, ("lang", "actor"))
    draft = editing.read_draft(read_json())
    with current_database().begin() as connection:
        _require_layer(store.layer_status(connection, slug, layer).version, layer)
        made = editing.add(connection, slug, layer, draft, actor=_actor())
    response = _stored(made, HTTPStatus.CREATED)
    address = url_for(".read", slug=slug, layer=layer, feature=made.feature.id)
    response.headers["Location"] = address
    return response


@blueprint.get("/features/<int:feature>")
def read(slug: str, layer: str, feature: int) -> Response:
    """Return one feature as GeoJSON, with who changed it last."""
    refuse_unknown(request.args, ("lang",))
    with current_database().begin() as connection:
        found = read_feature(connection, slug, layer, feature)
    return unchanged(found.tag) or reply(dump(editing.members(found)), "geojson", etag=found.tag)


@blueprint.patch("/features/<int:feature>")
@takes(FEATURE_BYTES, types=TYPES)
def change(slug: str, layer: str, feature: int) -> Response:
    """Change some values of a feature, its shape, or both; null empties a value."""
    refuse_unknown(request.args, ("lang", "actor"))
    draft = editing.read_draft(read_json())
    tags = _read_tags(layer, feature)
    with current_database().begin() as connection:
        made = editing.change(
            connection, slug, layer, feature, draft=draft, actor=_actor(), tags=tags
        )
    return _stored(made, HTTPStatus.OK)


@blueprint.delete("/features/<int:feature>")
def delete(slug: str, layer: str, feature: int) -> Response:
    """Delete a feature; the answer says how it comes back."""
    refuse_unknown(request.args, ("lang", "actor"))
    tags = _read_tags(layer, feature)
    with current_database().begin() as connection:
        remove_feature(connection, slug, layer, feature, actor=_actor(), tags=tags)
        store.fingerprint(connection, slug, layer)
    how = {"method": "POST", "href": url_for(".undo", slug=slug, layer=layer, feature=feature)}
    return _unstored({"deleted": feature, "undo": how})


@blueprint.get("/features/<int:feature>/history")
def history(slug: str, layer: str, feature: int) -> Response:
    """List the changes of a feature, the latest first: who, when, before and after.

    Raises
    ------
    UnknownFeatureError
        There is none of this id and never was, or its history was pruned.
    """
    refuse_unknown(request.args, ("lang", "limit"))
    limit = read_whole("limit", request.args.get("limit"), default=100, limits=(1, MOST_CHANGES))
    with current_database().begin() as connection:
        found = feature_history(connection, slug, layer, feature, limit=limit)
        if not found:
            read_feature(connection, slug, layer, feature)
    told = [editing.change_members(feature, one) for one in found]
    return json_reply({"changes": told})


@blueprint.post("/features/<int:feature>/undo")
def undo(slug: str, layer: str, feature: int) -> Response:
    """Take back the latest change of this feature that stands, whoever edits others meanwhile."""
    return _step(slug, layer, feature, "undo")


@blueprint.post("/features/<int:feature>/redo")
def redo(slug: str, layer: str, feature: int) -> Response:
    """Do again what was taken back last, unless the feature was changed since."""
    return _step(slug, layer, feature, "redo")


def _step(slug: str, layer: str, feature: int, direction: Any) -> Response:
    refuse_unknown(request.args, ("lang", "actor"))
    tags = _read_tags(layer, feature)
    with current_database().begin() as connection:
        found = step_feature(
            connection, slug, layer, feature, direction=direction, actor=_actor(), tags=tags
        )
    if found is None:
        return _unstored({"deleted": feature})
    return _told(found, {}, HTTPStatus.OK)


def _read_tags(layer: str, feature: int) -> frozenset[str] | None:
    """Return the tags that the client read; None where it takes whatever there is."""
    if not request.headers.get("If-Match"):
        raise UnguardedError(what=f"{layer}/{feature}")
    if request.if_match.star_tag:
        return None
    return frozenset(one.split(":")[0] for one in request.if_match.as_set() if one)


def _require_layer(version: int, layer: str) -> None:
    """Refuse to add to a layer that is not as the client read it.

    Raises
    ------
    UnguardedError, VersionConflictError
    """
    if not request.headers.get("If-Match"):
        raise UnguardedError(what=layer)
    held = {one for one in request.if_match.as_set() if one}
    if not request.if_match.star_tag and f"v{version}" not in held:
        told = next(iter(sorted(held)), "")[:20]
        raise VersionConflictError(layer=layer, found=version, expected=told)


def _actor() -> str:
    """Return who writes, as the client says; without accounts nobody can check it."""
    given = request.args.get("actor")
    if given is None:
        return NOBODY
    name = given.strip()
    if not 0 < len(name) <= LONGEST_ACTOR or not name.isprintable():
        raise refuse("actor", given, ACTOR)
    return name


def _stored(made: editing.Edited, status: int) -> Response:
    notes = [one.as_dict(request_language()) for one in made.problems]
    return _told(made.feature, {"notes": plain(notes), "moved_m": made.moved_m}, status)


def _told(feature: StoredFeature, further: dict[str, Any], status: int) -> Response:
    response = _unstored({**editing.members(feature), **further}, form="geojson")
    response.status_code = status
    response.set_etag(feature.tag)
    return response


def _unstored(value: dict[str, Any], *, form: str = "json") -> Response:
    response = Response(dump(value), content_type=FORMATS[form])
    response.headers["Cache-Control"] = "no-store"
    return response
