"""The pages: the workbench of an area, its map alone, and the figures of its plan."""

import json
from collections.abc import Iterable
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.analyses import ANALYSES
from app.analyses.columns import COLUMNS
from app.analyses.coverage.coverage import CoverageParameters
from app.analyses.ground.choices import DEFAULT_STANDARD, PLAN_STANDARD
from app.analyses.ground.facilities import radius_in
from app.analyses.standards.gaps import GapParameters
from app.answers.grades import GRADES
from app.database import current_database
from app.language import request_language
from app.maps.escape import data_island
from app.maps.measures import MEASURES, ONE, RAMPS, UNITS
from app.pages.drawing import Drawing
from app.pages.facilities import facility_groups, first_facility
from app.pages.forms import form_fields
from app.params import titles
from app.standards import suited
from app.views.asked import ask_analysis, drawn
from app.views.scripts import preloaded
from app.views.texts import script_texts
from layers import store
from layers.catalogue import FACILITY_TYPES, LAYER_TYPES, Column, LayerType
from layers.store.areas import Area
from layers.text import Text, spoken

blueprint = Blueprint("workbench", __name__)
blueprint.add_app_template_global(preloaded)
blueprint.add_app_template_filter(spoken)
SHOWN_ANALYSES = ("coverage", "green", "gaps")


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Open the area that the settings name, else the first."""
    slugs = [area.slug for area in _areas()]
    wanted = current_app.config.get("DEFAULT_AREA", "")
    if not slugs:
        return render_template("empty.html", language=request_language())
    slug = wanted if wanted in slugs else slugs[0]
    query = request.query_string.decode("ascii", "ignore")
    address = url_for("workbench.workbench", slug=slug)
    return redirect(f"{address}?{query}" if query else address)


@blueprint.get("/areas/<slug>")
def workbench(slug: str) -> Response:
    """Show the workbench of an area."""
    return _map_page("workbench.html", slug)


@blueprint.get("/areas/<slug>/map")
def map_alone(slug: str) -> Response:
    """Show the map of an area without controls, for other pages to embed."""
    return _map_page("map.html", slug)


@blueprint.get("/areas/<slug>/plan-figures")
def figures_page(slug: str) -> Response:
    """Show what the plan states beside what the data give."""
    database = current_database()
    answer = ask_analysis(
        ANALYSES["plan-figures"], slug, [], form="json", language=request_language()
    )
    result = json.loads(answer.body)
    with database.begin() as connection:
        area = store.read_area(connection, slug)
    page = render_template(
        "plan_figures.html",
        language=request_language(),
        area=area,
        areas=_areas(),
        rows=result["rows"],
        total=result["total"],
        receipt=result["receipt"],
    )
    return finish(page, "script-src 'self'")


def _map_page(template: str, slug: str) -> Response:
    language = request_language()
    drawing = drawn(slug)
    page = render_template(
        template,
        language=language,
        area=drawing.area,
        areas=_areas(),
        document=drawing.document,
        data=drawing.data,
        tall=drawing.is_tall,
        config=data_island(page_config(drawing, language)),
        empty_layers=len(drawing.layers) - len(drawing.present),
        facilities=facility_groups(drawing.counts),
        standards=suited(GapParameters, current_database().standards.all()).values(),
        choices=_choices(),
    )
    return finish(page, f"script-src 'self' '{drawing.document.script_hash}'")


def finish(page: str, scripts: str) -> Response:
    """Return the page with an ETag, and a policy that lets nothing but our own files load."""
    response = make_response(page)
    response.headers["Content-Security-Policy"] = (
        f"default-src 'self'; {scripts}; style-src 'self'; style-src-attr 'unsafe-inline'; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'self'"
    )
    response.headers["Content-Language"] = request_language()
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie, Accept-Language"
    response.add_etag()
    response.make_conditional(request)
    return response


def page_config(drawing: Drawing, language: str) -> dict[str, Any]:
    """Return what the scripts of a map page need to know."""
    area = drawing.area
    kinds = {status.layer: LAYER_TYPES[status.layer] for status in drawing.present}
    columns = _distinct_columns(kinds.values())
    return {
        "language": language,
        "area": area.slug,
        "areaNames": {"name": area.title.zh, "name_en": area.title.en},
        "api": url_for("workbench.home") + "api/v1",
        "columns": {
            name: {**_both(c.title), "unit": c.unit, "decimals": c.decimals, "share": c.share}
            for name, c in COLUMNS.items()
        },
        "measures": {name: {"ramp": m.ramp, "breaks": m.breaks} for name, m in MEASURES.items()},
        "ramps": RAMPS,
        "units": {code: _both(text) for code, text in UNITS.items()},
        "one": ONE,
        "layerColumns": [_column(column) for column in columns],
        "layers": {
            status.layer: {
                **_layer(kinds[status.layer]),
                "columns": [columns.index(one) for one in kinds[status.layer].columns],
                "count": status.feature_count,
                "lazy": drawing.is_lazy(status),
            }
            for status in drawing.present
        },
        "labels": {
            part: {name: _both(text) for name, text in texts.items()}
            for part, texts in drawing.labels.items()
        },
        "parameters": _parameter_titles(),
        "formats": {name: ANALYSES[name].formats for name in SHOWN_ANALYSES},
        "defaults": _defaults(drawing),
        "unruled": _unruled(),
        "texts": script_texts(),
    }


def _layer(kind: LayerType) -> dict[str, Any]:
    style = kind.style
    return {
        "title": _both(kind.title),
        "geometry": kind.geometry,
        "style": {
            "color": style.color,
            "fill_opacity": style.fill_opacity,
            "weight": style.weight,
            "radius": style.radius,
            # Only kinds of facilities have symbols.
            **({"shape": style.shape} if kind.is_facility else {}),
        },
    }


def _distinct_columns(kinds: Iterable[LayerType]) -> list[Column]:
    """Return the columns of layers, each once: most kinds of facilities have the same."""
    found: list[Column] = []
    for column in (column for kind in kinds for column in kind.columns):
        if column not in found:
            found.append(column)
    return found


def _column(column: Column) -> dict[str, Any]:
    """Return what popups need to know of a column, without what says nothing."""
    choices = (GRADES if column.name == "grade" else {}) | column.choices
    known = {
        "unit": column.unit,
        "choices": {key: _both(text) for key, text in choices.items()},
        "own": column.further,
    }
    return {
        "name": column.name,
        "title": _both(column.title),
        **{name: value for name, value in known.items() if value},
    }


def _unruled() -> list[str]:
    """Return the kinds of facilities for which no standard that is asked first names a radius."""
    known = current_database().standards
    asked = [known.get(name) for name in (DEFAULT_STANDARD, PLAN_STANDARD)]
    return [kind for kind in FACILITY_TYPES if radius_in(asked, kind) is None]


def _parameter_titles() -> dict[str, dict[str, str]]:
    """Return what the parameters of the analyses that these pages ask are called."""
    models = (ANALYSES[name].parameters for name in SHOWN_ANALYSES)
    fields = (one for model in models for one in form_fields(model, {}, {}))
    return {one.name: _both(one.title) for one in fields}


def _defaults(drawing: Drawing) -> dict[str, Any]:
    """Return the state of a page that was opened without any: the first facility that exists."""
    return {
        "facility": first_facility(drawing.counts),
        "radius": None,
        "metric": "euclidean",
        "by": "community",
        "population": "resident",
        "measure": None,
        "tab": "coverage",
        "standard": "gb50180-2018",
        "rule": None,
    }


def _choices() -> dict[str, dict[str, Text]]:
    """Return the titles of the choices of each parameter, as the analyses declare them."""
    found = {name: titles(info) for name, info in CoverageParameters.model_fields.items()}
    return {name: named for name, named in found.items() if named}


def _areas() -> list[Area]:
    with current_database().begin() as connection:
        return store.list_areas(connection)


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
