"""The HTTP API under /api/v1: areas, layers, and one route for every analysis."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from app.analyses import ANALYSES
from app.analyses.ground.model import Analysis
from app.answers.openapi import describe_api
from app.answers.replies import json_reply, reply, unchanged
from app.database import current_database
from app.jsonable import plain
from app.language import request_language
from app.params import read_format, refuse_unknown
from app.views.asked import ask_analysis
from layers import store
from layers.catalogue import LAYER_TYPES
from layers.crs import extent, scale_error
from layers.store.layers import Area, LayerStatus

PREFIX = "/api/v1"
blueprint = Blueprint("api", __name__, url_prefix=PREFIX)


@blueprint.get("/areas")
def list_areas() -> Response:
    """List the areas."""
    refuse_unknown(request.args, ("lang",))
    with current_database().begin() as connection:
        areas = store.list_areas(connection)
    return json_reply({"areas": [area_members(area) for area in areas]})


@blueprint.get("/areas/<slug>")
def read_area(slug: str) -> Response:
    """Describe one area, with its boundary and the versions of its layers."""
    refuse_unknown(request.args, ("lang",))
    with current_database().begin() as connection:
        area = store.read_area(connection, slug)
        versions = store.read_versions(connection, slug)
    boundary = area.boundary.__geo_interface__
    members = area_members(area) | {"versions": versions, "figures": area.figures}
    return json_reply(plain(members | {"boundary": boundary}))


@blueprint.get("/areas/<slug>/layers")
def list_layers(slug: str) -> Response:
    """List the layers of an area: what they are, their version and how many features."""
    refuse_unknown(request.args, ("lang",))
    with current_database().begin() as connection:
        statuses = store.list_layers(connection, slug)
    return json_reply({"layers": [layer_members(slug, status) for status in statuses]})


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Describe this API (OpenAPI 3.1)."""
    refuse_unknown(request.args, ("lang",))
    return json_reply(describe_api(PREFIX, current_database().standards.all()))


def area_members(area: Area) -> dict[str, Any]:
    """Return what is told of an area."""
    return {
        "id": area.slug,
        "slug": area.slug,
        "title": {"zh": area.title.zh, "en": area.title.en},
        "bbox": [round(value, 6) for value in extent(area.boundary)],
        "crs": area.crs,
        "scale_error": scale_error(area.crs, area.boundary).told,
        "synthetic": area.synthetic,
        "source": area.source,
        "as_of": area.as_of.isoformat() if area.as_of else None,
        "links": {
            "self": url_for("api.read_area", slug=area.slug),
            "layers": url_for("api.list_layers", slug=area.slug),
            **{one.id: url_for(f"api.{one.id}", slug=area.slug) for one in ANALYSES.values()},
        },
    }


def layer_members(slug: str, status: LayerStatus) -> dict[str, Any]:
    """Return what is told of a layer of an area."""
    kind = LAYER_TYPES[status.layer]
    members: dict[str, Any] = {
        "id": kind.id,
        "title": {"zh": kind.title.zh, "en": kind.title.en},
        "group": {"zh": kind.group.zh, "en": kind.group.en},
        "geometry": kind.geometry,
        "version": status.version,
        "etag": f'"v{status.version}"',
        "feature_count": status.feature_count,
        "sha256": status.sha256,
        "updated_at": status.updated_at,
        "updated_by": status.updated_by,
        "source": status.source,
        "columns": [
            {
                "name": column.name,
                "kind": column.kind,
                "title": {"zh": column.title.zh, "en": column.title.en},
                "unit": column.unit,
                "choices": sorted(column.choices),
            }
            for column in kind.columns
        ],
        "links": {"items": url_for("exports.read_layer", slug=slug, layer=kind.id)},
    }
    return dict(plain(members))


def _answer(analysis: Analysis[Any], slug: str) -> Response:
    language = request_language()
    pairs = [(k, v) for k, v in request.args.items(multi=True) if k not in {"f", "lang"}]
    form = read_format(
        request.args.get("f"), analysis.formats, accept=request.headers.get("Accept", "")
    )
    answer = ask_analysis(analysis, slug, pairs, form=form, language=language)
    same = unchanged(answer.etag)
    if same is not None:
        return same
    return reply(answer.body, form, etag=answer.etag, name=f"{slug}-{analysis.id}")


def _register(analysis: Analysis[Any]) -> None:
    def view(slug: str) -> Response:
        return _answer(analysis, slug)

    view.__doc__ = analysis.summary.en
    blueprint.add_url_rule(f"/areas/<slug>/{analysis.path}", analysis.id, view, methods=["GET"])


for _analysis in ANALYSES.values():
    _register(_analysis)
