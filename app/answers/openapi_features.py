"""The routes of single features, as OpenAPI describes them."""

from typing import Any

from app.answers.openapi_scenarios import IF_MATCH

STRING = {"type": "string"}
FEATURE: dict[str, Any] = {
    "type": "object",
    "description": "a GeoJSON feature; of a change only what changes, null empties a value",
    "properties": {
        "type": {"const": "Feature"},
        "id": {"type": "integer"},
        "properties": {"type": ["object", "null"]},
        "geometry": {"type": ["object", "null"]},
    },
    "additionalProperties": False,
}
STORED: dict[str, Any] = {
    "type": "object",
    "properties": {
        **FEATURE["properties"],
        "changed": {
            "type": "object",
            "properties": {"at": {"type": ["string", "null"]}, "actor": STRING},
        },
        "tag": STRING,
        "notes": {"type": "array", "items": {"type": "object"}},
        "moved_m": {"type": ["number", "null"]},
    },
}
CHANGES = {
    "type": "object",
    "properties": {
        "changes": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "version": {"type": "integer"},
                    "at": STRING,
                    "actor": STRING,
                    "source": STRING,
                    "operation": {"type": "string", "enum": ["insert", "update", "delete"]},
                    "before": {"type": ["object", "null"]},
                    "after": {"type": ["object", "null"]},
                },
            },
        }
    },
}
NUMBER = {
    "name": "feature",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1},
}
ACTOR = {
    "name": "actor",
    "in": "query",
    "description": "who writes, for the history; nobody checks it",
    "schema": {"type": "string", "minLength": 1, "maxLength": 60},
}
LIMIT = {
    "name": "limit",
    "in": "query",
    "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100},
}
GEOJSON = "application/geo+json"


def feature_paths(
    prefix: str, place: list[dict[str, Any]], language: dict[str, Any], problem: dict[str, Any]
) -> dict[str, Any]:
    """Return the paths of features; `place` are the area and the layer of the path."""

    def told(summary: str, parameters: list[Any], **parts: Any) -> dict[str, Any]:
        kind, schema = parts.get("kind", GEOJSON), parts.get("schema", STORED)
        answer = {"description": "OK", "content": {kind: {"schema": schema}}}
        responses: dict[str, Any] = {parts.get("code", "200"): answer, "default": problem}
        if IF_MATCH in parameters:
            responses |= {"412": problem, "428": problem}
        found: dict[str, Any] = {"summary": summary, "parameters": parameters}
        if "body" in parts:
            types = ("application/json", GEOJSON, "application/merge-patch+json")
            content = {one: {"schema": parts["body"]} for one in types}
            found["requestBody"] = {"required": True, "content": content}
        return {**found, "responses": responses}

    one = [*place, NUMBER, language]
    guarded = [*one, ACTOR, IF_MATCH]
    added = [*place, language, ACTOR, IF_MATCH]
    address = f"{prefix}/areas/{{area}}/layers/{{layer}}/features"
    gone: dict[str, Any] = {"kind": "application/json", "schema": {"type": "object"}}
    return {
        address: {"post": told("Add a feature", added, code="201", body=FEATURE)},
        f"{address}/{{feature}}": {
            "get": told("One feature", one),
            "patch": told("Change values or shape", guarded, body=FEATURE),
            "delete": told("Delete a feature", guarded, **gone),
        },
        f"{address}/{{feature}}/history": {
            "get": told(
                "What it was, the latest change first",
                [*one, LIMIT],
                kind="application/json",
                schema=CHANGES,
            )
        },
        f"{address}/{{feature}}/undo": {"post": told("Take back its latest change", guarded)},
        f"{address}/{{feature}}/redo": {"post": told("Do again what was taken back", guarded)},
    }
