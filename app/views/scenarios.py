"""Stored scenarios over HTTP: list, read, store, delete. Only this very site may write."""

from flask import Blueprint, Response, request, url_for

from app import scenarios
from app.bodies import read_json
from app.database import current_database
from app.jsonable import dump
from app.params import FORMATS, read_format, refuse_unknown
from app.replies import json_reply, reply, tag, unchanged
from layers import store
from layers.scenarios import (
    ScenarioChangedError,
    StoredScenario,
    delete_scenario,
    list_scenarios,
    read_scenario,
)

blueprint = Blueprint("scenarios", __name__, url_prefix="/api/v1")
ACTOR = "api"


@blueprint.get("/areas/<slug>/scenarios")
def list_all(slug: str) -> Response:
    """List the scenarios of an area, without their edits."""
    refuse_unknown(request.args, ("lang",))
    with current_database().begin() as connection:
        found = [
            {**scenarios.members(connection, slug, one), "edits": len(one.edits)}
            for one in list_scenarios(connection, slug)
        ]
    return json_reply({"scenarios": found})


@blueprint.post("/areas/<slug>/scenarios")
def create(slug: str) -> Response:
    """Store a new scenario."""
    refuse_unknown(request.args, ("lang",))
    draft = scenarios.read_draft(read_json())
    made = scenarios.create(current_database(), slug, draft, actor=ACTOR)
    response = _told(slug, made)
    response.status_code = 201
    response.headers["Location"] = url_for(".read", slug=slug, scenario=made.name)
    return response


@blueprint.get("/areas/<slug>/scenarios/<scenario>")
def read(slug: str, scenario: str) -> Response:
    """Return one scenario, or its edits as points and lines (`f=geojson`)."""
    refuse_unknown(request.args, ("f", "lang"))
    form = read_format(
        request.args.get("f"), ("json", "geojson"), accept=request.headers.get("Accept", "")
    )
    with current_database().begin() as connection:
        found = read_scenario(connection, slug, scenario)
        told = scenarios.members(connection, slug, found)
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
    """Delete a scenario."""
    refuse_unknown(request.args, ("lang",))
    _required_revision(slug, scenario)
    with current_database().begin() as connection:
        store.read_area(connection, slug)
        delete_scenario(connection, slug, scenario)
    return Response(status=204)


def _required_revision(slug: str, name: str) -> int | None:
    """Return the revision that the client read last, where it asks that nobody wrote since."""
    if not request.if_match:
        return None
    with current_database().begin() as connection:
        found = read_scenario(connection, slug, name)
        told = scenarios.members(connection, slug, found)
    tags = {_etag(found, told["changed_since"], form) for form in ("json", "geojson")}
    held = {one.split(":")[0] for one in request.if_match.as_set()}
    if not (request.if_match.star_tag or tags & held):
        raise ScenarioChangedError(scenario=name, found=found.revision, expected="If-Match")
    return found.revision


def _told(slug: str, scenario: StoredScenario) -> Response:
    with current_database().begin() as connection:
        told = scenarios.members(connection, slug, scenario)
    etag = _etag(scenario, told["changed_since"], "json")
    response = Response(dump(told), content_type=FORMATS["json"])
    response.set_etag(etag)
    response.headers["Cache-Control"] = "no-store"
    return response


def _etag(scenario: StoredScenario, changed: list[str], form: str) -> str:
    return tag(scenario.name, scenario.created_at, scenario.revision, changed, form)
