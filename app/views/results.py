"""A page for every analysis: its parameters as a form, its result as map, tables and files."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from flask import Blueprint, Response, render_template, request

from app.analyses import ANALYSES
from app.analyses import analysis as find_analysis
from app.analyses.ground.model import Analysis
from app.answers.grades import grade_titles
from app.answers.replies import tag
from app.database import current_database
from app.language import request_language
from app.maps.escape import data_island
from app.maps.measures import UNITS
from app.pages.drawing import Drawing
from app.pages.forms import Field, first_values, form_fields
from app.pages.layouts import FEW, FIRST
from app.params import parse
from app.problems.errors import Fault, ParameterError
from app.services.inputs import read_state
from app.standards import suited
from app.views.asked import ask, drawn
from app.views.workbench import finish, page_config
from layers import store
from layers.catalogue import FACILITY_TYPES, LAYER_TYPES
from layers.store import scenarios
from layers.text import Text

NEEDED = ("facility", "lon", "lat")
CHANGES = {"scenario", "edits"}
"""One of these says what a scenario changes."""
blueprint = Blueprint("results", __name__)


def _offered(area: store.Area) -> list[Analysis[Any]]:
    """Return the analyses that tell something of an area: a plan's figures where it has any."""
    return [one for one in ANALYSES.values() if one.id != "plan-figures" or area.figures]


@blueprint.get("/areas/<slug>/results")
def index(slug: str) -> Response:
    """List the analyses of an area."""
    with current_database().begin() as connection:
        area = store.read_area(connection, slug)
    page = render_template(
        "results.html", language=request_language(), area=area, analyses=_offered(area)
    )
    return finish(page, "script-src 'self'")


@blueprint.get("/areas/<slug>/results/<analysis_id>")
def show(slug: str, analysis_id: str) -> Response:
    """Show one analysis: the page asks the API for the result that its address describes."""
    analysis, language = find_analysis(analysis_id), request_language()
    drawing = drawn(slug)
    given = {name: value for name, value in request.args.items() if name != "lang" and value}
    config = page_config(drawing, language)
    first = _first(analysis, drawing, config, given)
    # An address that names some parameters only: what every question needs is filled in.
    needed = {name: first[name] for name in NEEDED if name in first}
    if not CHANGES & set(given):
        needed |= {name: first[name] for name in CHANGES if name in first}
    fields = _fields(analysis, needed | given if given else first, drawing)
    faults = _faults(analysis, fields, given)
    asked = {one.name: one.value for one in fields if one.value}
    config["result"] = {
        "id": analysis.id,
        "path": analysis.path,
        "parameters": None if faults else asked,
        "formats": list(analysis.formats),
        **_layout(analysis),
        "first": sorted(FIRST),
        "rules": _rules(asked.get("standard")),
        "absent": _absent(drawing),
        "grades": _grades(drawing),
    }
    page = render_template(
        "result.html",
        language=language,
        area=drawing.area,
        document=drawing.document,
        data=drawing.data,
        tall=drawing.is_tall,
        empty_layers=len(drawing.layers) - len(drawing.present),
        analysis=analysis,
        fields=fields,
        titles={one.name: one.title for one in fields},
        units=UNITS,
        first=FIRST if len(fields) > FEW else frozenset(asked) | {one.name for one in fields},
        # What was never filled in is not a fault yet.
        faults=faults if given else [],
        config=data_island(config),
    )
    return finish(page, f"script-src 'self' '{drawing.document.script_hash}'")


def _fields(analysis: Analysis[Any], given: dict[str, str], drawing: Drawing) -> list[Field]:
    """Return the form, with the standards and the stored scenarios by their titles."""
    known = suited(analysis.parameters, current_database().standards.all()).values()
    standards = {one.id: Text(one.title_zh, one.title_en) for one in known}
    fields = form_fields(analysis.parameters, given, standards, drawing.counts)
    if "scenario" not in analysis.parameters.model_fields:
        return fields
    with current_database().begin() as connection:
        stored = scenarios.list_scenarios(connection, drawing.area.slug)
    names = {one.name: Text(one.title or one.name, one.title or one.name) for one in stored}
    return [
        replace(one, kind="select", options=names) if one.name == "scenario" and names else one
        for one in fields
    ]


def _first(
    analysis: Analysis[Any], drawing: Drawing, config: dict[str, Any], given: Mapping[str, str]
) -> dict[str, str]:
    """Return what a page asks for where its address leaves it open: what has an answer.

    A facility that the area has, a place in its middle, a scenario that is stored or else one that
    adds a facility to the community that is farthest from one; those of the facility that is given.
    """
    names = analysis.parameters.model_fields
    first = first_values(form_fields(analysis.parameters, {}, {}))
    middle = drawing.area.boundary.representative_point()
    lon, lat = round(middle.x, 5), round(middle.y, 5)
    if "facility" in names:
        first["facility"] = config["defaults"]["facility"]
    if "supply" in names:
        # Capacities are rarely known of all; that each facility counts as one always is.
        first["supply"] = "count"
    if {"lon", "lat"} <= set(names):
        first |= {"lon": str(lon), "lat": str(lat)}
    if "scenario" in names and "edits" not in given:
        first |= _first_scenario(drawing, first["facility"], given)
    return first


def _first_scenario(drawing: Drawing, usual: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return a scenario to begin with, or the facility of the one that is given."""
    with current_database().begin() as connection:
        stored = scenarios.list_scenarios(connection, drawing.area.slug)
    if "scenario" in given:
        kinds = [one.facility for one in stored if one.name == given["scenario"]]
        return {"facility": kinds[0] if kinds else usual}
    asked = given.get("facility")
    fitting = [one for one in stored if asked in {None, one.facility}]
    if fitting:
        return {"scenario": fitting[0].name, "facility": fitting[0].facility}
    middle = drawing.area.boundary.representative_point()
    # An unknown kind is refused by the form, not by the search for a place.
    facility = asked if asked and asked in FACILITY_TYPES else usual
    lon, lat = _farthest(drawing.area.slug, facility) or (middle.x, middle.y)
    at = {"lon": round(lon, 5), "lat": round(lat, 5)}
    return {"facility": facility, "edits": json.dumps([{"edit": "add_facility", **at}])}


def _farthest(slug: str, facility: str) -> tuple[float, float] | None:
    """Return a place (degrees) in the community farthest from a facility in a straight line."""
    with current_database().snapshot() as connection:
        state = read_state(connection, slug)
    key = tag("farthest", slug, state.key, sorted(state.versions.items()), facility)
    place = json.loads(ask("farthest", {"area": slug, "facility": facility}, key=key).body)
    return (place[0], place[1]) if place else None


def _layout(analysis: Analysis[Any]) -> dict[str, Any]:
    return {**asdict(analysis.layout), "map": analysis.mapped}


def _absent(drawing: Drawing) -> dict[str, dict[str, str]]:
    """Return the titles of the layers that the map does not have: receipts and rows name them."""
    drawn_ones = {status.layer for status in drawing.present}
    return {
        name: {"zh": kind.title.zh, "en": kind.title.en}
        for name, kind in LAYER_TYPES.items()
        if name not in drawn_ones
    }


def _grades(drawing: Drawing) -> dict[str, dict[str, dict[str, str]]]:
    """Return the titles of grades by layer, of those layers that rows can tell of."""
    present = (status.layer for status in drawing.present)
    return {
        layer: {grade: {"zh": said.zh, "en": said.en} for grade, said in titles.items()}
        for layer in present
        if (titles := grade_titles(layer))
    }


def _rules(standard: str | None) -> dict[str, dict[str, str]]:
    """Return the titles of the rules of a standard, by their ids."""
    found = current_database().standards.all().get(standard or "")
    rules = found.rules if found else ()
    return {rule.id: {"zh": rule.title_zh, "en": rule.title_en} for rule in rules}


def _faults(analysis: Analysis[Any], fields: list[Field], given: dict[str, str]) -> list[Fault]:
    asked = {one.name: one.value for one in fields if one.value} | given
    try:
        parse(analysis.parameters, asked.items())
    except ParameterError as error:
        return list(error.faults)
    return []
