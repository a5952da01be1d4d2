"""Stored scenarios over HTTP: list, read, store, delete, restore, undo. Only this site may write.

Who changes or deletes a scenario says which one was read: `If-Match` with its ETag, or `*` for
whatever there is. A deleted one can be restored.
"""

from contextlib import suppress
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request, url_for

from app.answers.replies import json_reply, reply, tag, unchanged
from app.database import current_database
from app.guards.bodies import read_json
from app.jsonable import dump, plain
from app.params import (
    FORMATS,
    accepted_values,
    read_format,
    read_whole,
    refuse,
    refuse_unknown,
)
from app.problems.errors import UnguardedError, respond
from app.services import scenarios
from layers.errors import LayerError
from layers.store import scenario_records as records
from layers.store.layers import read_versions
from layers.store.scenarios import (
    MOST_SCENARIOS,
    ScenarioChangedError,
    ScenarioEntry,
    StoredScenario,
    count_scenarios,
    list_scenarios,
    read_scenario,
)

blueprint = Blueprint("scenarios", __name__, url_prefix="/api/v1")
ACTOR = "api"
STATES = ("present", "deleted")


@blueprint.errorhandler(ScenarioChangedError)
def tell_stale(error: ScenarioChangedError) -> Response:
    """Answer a write that rests on an older revision, with the ETag that there is now."""
    response = respond(error)
    with suppress(LayerError, KeyError):
        values: dict[str, Any] = request.view_args or {}
        with current_database().begin() as connection:
            found = read_scenario(connection, values["slug"], values["scenario"])
            versions = read_versions(connection, values["slug"])
        response.set_etag(_etag(found, scenarios.changed_since(found, versions), "json"))
    return response


@blueprint.get("/areas/<slug>/scenarios")
def list_all(slug: str) -> Response:
    """List the scenarios of an area, or those that were deleted, without their edits.

    Raises
    ------
    ParameterError
        When `state` is neither present nor deleted.
    """
    refuse_unknown(request.args, ("lang", "limit", "offset", "state"))
    state = request.args.get("state", STATES[0])
    if state not in STATES:
        raise refuse("state", state, accepted_values(STATES))
    limits = (1, MOST_SCENARIOS)
    limit = read_whole("limit", request.args.get("limit"), default=MOST_SCENARIOS, limits=limits)
    offset = read_whole(
        "offset", request.args.get("offset"), default=0, limits=(0, 100 * MOST_SCENARIOS)
    )
    with current_database().begin() as connection:
        versions = read_versions(connection, slug)
        found: list[Any]
        if state == "present":
            matched = count_scenarios(connection, slug)
            found = list_scenarios(connection, slug, limit=limit, offset=offset)
        else:
            matched = records.count_deleted(connection, slug)
            found = records.list_deleted(connection, slug, limit=limit, offset=offset)
    told = [scenarios.members(one, versions) for one in found]
    return json_reply({"scenarios": told, "numberMatched": matched, "numberReturned": len(told)})


@blueprint.post("/areas/<slug>/scenarios")
def create(slug: str) -> Response:
    """Store a new scenario."""
    refuse_unknown(request.args, ("lang",))
    draft = scenarios.read_draft(read_json())
    made = scenarios.create(current_database(), slug, draft, actor=ACTOR)
    return _told(slug, made, status=HTTPStatus.CREATED)


@blueprint.get("/areas/<slug>/scenarios/<scenario>")
def read(slug: str, scenario: str) -> Response:
    """Return one scenario, or its edits as points and lines (`f=geojson`)."""
    refuse_unknown(request.args, ("f", "lang"))
    form = read_format(
        request.args.get("f"), ("json", "geojson"), accept=request.headers.get("Accept", "")
    )
    with current_database().begin() as connection:
        found = read_scenario(connection, slug, scenario)
        told = scenarios.members(found, read_versions(connection, slug))
    etag = _etag(found, told["changed_since"], form)
    body = dump(scenarios.collection(told) if form == "geojson" else told)
    return unchanged(etag) or reply(body, form, etag=etag)


@blueprint.put("/areas/<slug>/scenarios/<scenario>")
def replace(slug: str, scenario: str) -> Response:
    """Store other edits or another title of a scenario."""
    refuse_unknown(request.args, ("lang",))
    draft = scenarios.read_draft(read_json(), ("title", "edits"))
    revision = _required_revision(slug, scenario)
    made = scenarios.replace(
        current_database(), slug, scenario, draft, actor=ACTOR, revision=revision
    )
    return _told(slug, made)


@blueprint.delete("/areas/<slug>/scenarios/<scenario>")
def delete(slug: str, scenario: str) -> Response:
    """Delete a scenario; the answer says how it can be restored."""
    refuse_unknown(request.args, ("lang",))
    revision = _required_revision(slug, scenario)
    with current_database().begin() as connection:
        gone = records.delete_scenario(
            connection, slug, scenario, actor=ACTOR, expected_revision=revision
        )
    how = {
        "method": "POST",
        "href": url_for(".restore", slug=slug, scenario=scenario),
        "body": {"id": gone.id},
        **scenarios.restoring(slug, gone),
    }
    told = {
        "deleted": gone.name,
        "id": gone.id,
        "revision": gone.revision,
        "deleted_at": gone.deleted_at,
        "deleted_by": gone.deleted_by,
        "restore": how,
    }
    return _unstored(dump(plain(told)))


@blueprint.get("/areas/<slug>/scenarios/<scenario>/revisions")
def revisions(slug: str, scenario: str) -> Response:
    """List the revisions of a scenario that are kept, the present one first."""
    refuse_unknown(request.args, ("lang",))
    with current_database().begin() as connection:
        found = records.list_revisions(connection, slug, scenario)
    told = [vars(one) for one in found]
    return json_reply(plain({"revisions": told, "earlier_kept": records.REVISIONS_KEPT}))


@blueprint.post("/areas/<slug>/scenarios/<scenario>/undo")
def undo(slug: str, scenario: str) -> Response:
    """Store again what a scenario was before its latest change, or at the `revision` given."""
    refuse_unknown(request.args, ("lang",))
    asked = scenarios.read_numbered(read_json(), "revision")
    expected = _required_revision(slug, scenario)
    with current_database().begin() as connection:
        made = records.undo_scenario(
            connection,
            slug,
            scenario,
            actor=ACTOR,
            revision=asked["revision"],
            expected_revision=expected,
        )
    return _told(slug, made)


@blueprint.post("/areas/<slug>/scenarios/<scenario>/restore")
def restore(slug: str, scenario: str) -> Response:
    """Bring a deleted scenario back, under its name or another."""
    refuse_unknown(request.args, ("lang",))
    asked = scenarios.read_numbered(read_json(), "id", ("name",))
    with current_database().begin() as connection:
        made = records.restore_scenario(
            connection,
            slug,
            scenario,
            actor=ACTOR,
            new_name=asked["name"],
            identifier=asked["id"],
        )
    return _told(slug, made, status=HTTPStatus.CREATED)


def _required_revision(slug: str, name: str) -> int | None:
    """Return the revision that the client read last; None where it takes whatever there is.

    The tag of a representation changes with the layers behind it, too: that the scenario itself is
    the one that was read is what counts here.
    """
    with current_database().begin() as connection:
        found = read_scenario(connection, slug, name)
    if not request.headers.get("If-Match"):
        raise UnguardedError(what=name)
    if request.if_match.star_tag:
        return None
    held = {one.split("-")[0] for one in request.if_match.as_set() if one}  # "" is a tag, too
    if _identity(found) not in held:
        raise ScenarioChangedError(scenario=name, found=found.revision, expected="If-Match")
    return found.revision


def _told(slug: str, scenario: StoredScenario, *, status: int = HTTPStatus.OK) -> Response:
    with current_database().begin() as connection:
        told = scenarios.members(scenario, read_versions(connection, slug))
    response = _unstored(dump(told))
    response.status_code = status
    response.set_etag(_etag(scenario, told["changed_since"], "json"))
    if status == HTTPStatus.CREATED:
        response.headers["Location"] = url_for(".read", slug=slug, scenario=scenario.name)
    return response


def _unstored(body: str) -> Response:
    response = Response(body, content_type=FORMATS["json"])
    response.headers["Cache-Control"] = "no-store"
    return response


def _identity(scenario: ScenarioEntry) -> str:
    return tag(scenario.id, scenario.created_at, scenario.revision)


def _etag(scenario: ScenarioEntry, changed: list[str], form: str) -> str:
    return f"{_identity(scenario)}-{tag(changed, form)[:8]}"
