"""The OpenAPI 3.1 description, derived from the table of analyses and their parameters."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic.fields import FieldInfo

from app.analyses import ANALYSES
from app.analyses.ground.model import Analysis
from app.answers.openapi_features import feature_paths
from app.answers.openapi_scenarios import scenario_paths
from app.answers.openapi_tiles import tile_paths
from app.params import FORMATS, choices
from app.services.receipts import VERSION
from app.standards import suited
from layers.catalogue import LAYER_TYPES
from spatial.rules import Standard

PROBLEM = "application/problem+json"
RECEIPT = {
    "type": "object",
    "description": "From what the numbers were computed: all but computed_at repeats.",
    "properties": {
        "analysis": {"type": "string"},
        "area": {"type": "string"},
        "area_sha256": {"type": "string"},
        "synthetic": {"type": "boolean"},
        "parameters": {"type": "object"},
        "layers": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "layer": {"type": "string"},
                    "version": {"type": "integer"},
                    "feature_count": {"type": "integer"},
                    "sha256": {"type": ["string", "null"]},
                },
            },
        },
        "standards": {"type": "array", "items": {"type": "object"}},
        "as_of": {"type": "string", "format": "date"},
        "crs": {"type": "string"},
        "scale_error": {
            "type": "object",
            "description": "Greatest error of lengths and areas within the area, as shares.",
            "properties": {
                "lengths": {"type": ["number", "null"]},
                "areas": {"type": ["number", "null"]},
            },
        },
        "result_sha256": {"type": "string"},
        "software": {"type": "string"},
        "software_version": {"type": "string"},
        "computed_at": {"type": "string", "format": "date-time"},
    },
    "required": ["analysis", "area", "parameters", "layers", "crs", "software_version"],
}
RESULT = {
    "type": "object",
    "properties": {
        "analysis": {"type": "string"},
        "rows": {"type": "array", "items": {"type": "object"}},
        "total": {"type": "object"},
        "parameters": {"type": "object"},
        "notes": {"type": "array", "items": {"type": "object"}},
        "receipt": {"$ref": "#/components/schemas/Receipt"},
    },
    "required": ["rows", "total", "parameters", "receipt"],
}
COLLECTION = {
    "type": "object",
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["type", "features"],
}
FAULT = {
    "type": "object",
    "properties": {
        "parameter": {"type": "string"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "accepted": {"type": "string"},
        "accepted_titles": {
            "type": "string",
            "description": "what is accepted by its titles, where values have any",
        },
    },
}
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457: what was wrong, and what is accepted.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {"type": "array", "items": FAULT},
    },
    "required": ["type", "title", "status", "detail"],
}
LANGUAGE = {
    "name": "lang",
    "in": "query",
    "description": "language of messages and headers",
    "schema": {"type": "string", "enum": ["zh", "en"]},
}
AREA = {"name": "area", "in": "path", "required": True, "schema": {"type": "string"}}


def describe_api(prefix: str, standards: Mapping[str, Standard]) -> dict[str, Any]:
    """Return the description of every route under `prefix`."""
    known = dict(sorted(standards.items()))
    layer = {
        "name": "layer",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "enum": list(LAYER_TYPES)},
    }
    paths: dict[str, Any] = {
        f"{prefix}/areas": _get("The areas", [LANGUAGE], {"type": "object"}),
        f"{prefix}/areas/{{area}}": _get("One area", [AREA, LANGUAGE], {"type": "object"}),
        f"{prefix}/areas/{{area}}/layers": _get(
            "The layers of an area", [AREA, LANGUAGE], {"type": "object"}
        ),
        f"{prefix}/areas/{{area}}/layers/{{layer}}": _get(
            "Features of a layer", [AREA, layer, *_paging(), LANGUAGE], _reference("Collection")
        ),
        f"{prefix}/replay": _post("Recompute a receipt", _reference("Receipt")),
        f"{prefix}/openapi.json": _get("This description", [LANGUAGE], {"type": "object"}),
        "/healthz": _get("Whether the process lives", [LANGUAGE], {"type": "object"}),
        "/readyz": _get("Whether the database answers", [LANGUAGE], {"type": "object"}),
    }
    for analysis in ANALYSES.values():
        paths[f"{prefix}/areas/{{area}}/{analysis.path}"] = _analysis(analysis, known)
    refused = {"description": "Problem", "content": {PROBLEM: {"schema": _reference("Problem")}}}
    paths |= scenario_paths(prefix, AREA, LANGUAGE, refused)
    paths |= feature_paths(prefix, [AREA, layer], LANGUAGE, refused)
    paths |= tile_paths(AREA, layer, LANGUAGE, refused)
    schemas = {
        "Receipt": RECEIPT,
        "Result": RESULT,
        "Collection": COLLECTION,
        "Problem": PROBLEM_SCHEMA,
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Shequ 社区",
            "version": VERSION,
            "description": "Community facility planning: areas, layers and analyses.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _get(summary: str, parameters: list[dict[str, Any]], schema: dict[str, Any]) -> dict[str, Any]:
    return _operation(summary, parameters, {"application/json": {"schema": schema}})


def _operation(
    summary: str, parameters: list[dict[str, Any]], content: dict[str, Any]
) -> dict[str, Any]:
    problem = {"description": "Problem", "content": {PROBLEM: {"schema": _reference("Problem")}}}
    return {
        "get": {
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": {"description": "OK", "content": content},
                "304": {"description": "Not modified"},
                "default": problem,
            },
        }
    }


def _post(summary: str, body: dict[str, Any]) -> dict[str, Any]:
    operation = _get(summary, [LANGUAGE], {"type": "object"})["get"]
    responses = {k: v for k, v in operation["responses"].items() if k != "304"}
    sent = {"required": True, "content": {"application/json": {"schema": body}}}
    return {"post": {**operation, "requestBody": sent, "responses": responses}}


def _analysis(analysis: Analysis[Any], standards: Mapping[str, Standard]) -> dict[str, Any]:
    schema = analysis.parameters.model_json_schema()
    required = set(schema.get("required", ()))
    parameters: list[dict[str, Any]] = [AREA]
    fitting = list(suited(analysis.parameters, standards))
    for name, one in schema.get("properties", {}).items():
        parameters.append(
            {
                "name": name,
                "in": "query",
                "required": name in required,
                "description": f"{one['title_en']} / {one['title_zh']}",
                "schema": _plain_schema(name, one, fitting)
                | _known_now(analysis.parameters.model_fields[name]),
            }
        )
    parameters += [_format(analysis.formats), LANGUAGE]
    content = {FORMATS[form]: {"schema": _body(form)} for form in analysis.formats}
    return _operation(f"{analysis.title.en} / {analysis.title.zh}", parameters, content)


def _known_now(info: FieldInfo) -> dict[str, Any]:
    """Return the choices that the schema of the model cannot have, as they change."""
    return {"enum": list(choices(info))} if choices(info) else {}


def _body(form: str) -> dict[str, Any]:
    if form == "json":
        return _reference("Result")
    return _reference("Collection") if form == "geojson" else {}


def _plain_schema(name: str, one: dict[str, Any], standards: list[str]) -> dict[str, Any]:
    """Return the JSON Schema of one parameter without what only forms need."""
    if name == "standard":
        return {"type": "string", "enum": standards, "default": one.get("default")}
    source = next((part for part in one.get("anyOf", ()) if part.get("type") != "null"), one)
    kept = {
        k: source[k]
        for k in ("type", "enum", "const", "pattern", "minimum", "maximum")
        if k in source
    }
    if "const" in kept:
        kept["enum"] = [kept.pop("const")]
    if one.get("default") is not None:
        kept["default"] = one["default"]
    return kept


def _format(formats: Iterable[str]) -> dict[str, Any]:
    names = list(formats)
    return {
        "name": "f",
        "in": "query",
        "description": "format of the answer; else the Accept header decides",
        "schema": {"type": "string", "enum": names, "default": names[0]},
    }


def _paging() -> list[dict[str, Any]]:
    return [
        {
            "name": "bbox",
            "in": "query",
            "description": "min_lon,min_lat,max_lon,max_lat in degrees",
            "schema": {"type": "string"},
        },
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1}},
        {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0}},
        {
            "name": "version",
            "in": "query",
            "schema": {"type": "integer", "minimum": 0},
            "description": "of the layer, as links to other pages name it; 409 where it is another",
        },
        _format(("geojson", "json", "csv", "xlsx", "gpkg")),
    ]
