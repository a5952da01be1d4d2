"""A page for every analysis: its parameters as a form, its result as map, tables and files."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from app.analyses import ANALYSES
from app.analyses import analysis as find_analysis
from app.analyses.model import Analysis
from app.database import current_database
from app.drawing import draw
from app.errors import Fault, ParameterError
from app.forms import Field, first_values, form_fields
from app.language import request_language
from app.maps.escape import data_island
from app.params import parse
from app.views.workbench import finish, page_config
from layers import store
from layers.text import Text

blueprint = Blueprint("results", __name__)


@blueprint.get("/areas/<slug>/results")
def index(slug: str) -> Response:
    """List the analyses of an area."""
    with current_database().begin() as connection:
        area = store.read_area(connection, slug)
    page = render_template(
        "results.html", language=request_language(), area=area, analyses=ANALYSES.values()
    )
    return finish(page, "script-src 'self'")


@blueprint.get("/areas/<slug>/results/<analysis_id>")
def show(slug: str, analysis_id: str) -> Response:
    """Show one analysis: the page asks the API for the result that its address describes."""
    analysis, language = find_analysis(analysis_id), request_language()
    drawing = draw(current_database(), slug, language)
    given = {name: value for name, value in request.args.items() if name != "lang" and value}
    known = current_database().standards.all().values()
    standards = {one.id: Text(one.title_zh, one.title_en) for one in known}
    fields = form_fields(analysis.parameters, given, standards)
    if not given:
        fields = form_fields(analysis.parameters, first_values(fields), standards)
    faults = _faults(analysis, fields, given)
    asked = {one.name: one.value for one in fields if one.value}
    config = page_config(drawing, language) | {
        "result": {
            "id": analysis.id,
            "path": analysis.path,
            "parameters": None if faults else asked,
            "formats": list(analysis.formats),
        }
    }
    page = render_template(
        "result.html",
        language=language,
        area=drawing.area,
        document=drawing.document,
        analysis=analysis,
        fields=fields,
        # What was never filled in is not a fault yet.
        faults=faults if given else [],
        config=data_island(config),
    )
    return finish(page, f"script-src 'self' '{drawing.document.script_hash}'")


def _faults(analysis: Analysis[Any], fields: list[Field], given: dict[str, str]) -> list[Fault]:
    asked = {one.name: one.value for one in fields if one.value} | given
    try:
        parse(analysis.parameters, asked.items())
    except ParameterError as error:
        return list(error.faults)
    return []
