"""The routes of stored scenarios, as OpenAPI describes them."""

from typing import Any

from layers.catalogue import FACILITY_TYPES
from layers.scenarios import MOST_EDITS

STRING = {"type": "string"}
SCENARIO = {"name": "scenario", "in": "path", "required": True, "schema": STRING}
EDIT = {
    "type": "object",
    "description": "an edit, as docs/how-to/what-if.md tells",
    "properties": {
        "edit": {
            "type": "string",
            "enum": [
                "add_facility",
                "move_facility",
                "close_facility",
                "resize_facility",
                "close_street",
                "open_street",
                "change_population",
            ],
        }
    },
    "required": ["edit"],
}
EDITS = {"type": "array", "items": EDIT, "maxItems": MOST_EDITS}
NEW: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": STRING,
        "facility": {"type": "string", "enum": list(FACILITY_TYPES)},
        "title": {"type": "string", "maxLength": 200},
        "edits": EDITS,
    },
    "required": ["name", "facility"],
    "additionalProperties": False,
}
CHANGES = {
    "type": "object",
    "properties": {"title": {"type": "string", "maxLength": 200}, "edits": EDITS},
    "additionalProperties": False,
}
STORED: dict[str, Any] = {
    "type": "object",
    "properties": {
        **NEW["properties"],
        "edits_sha256": STRING,
        "base": {"type": "object", "additionalProperties": {"type": "integer"}},
        "changed_since": {"type": "array", "items": STRING},
        "revision": {"type": "integer"},
        "created_at": STRING,
        "updated_at": STRING,
        "updated_by": STRING,
    },
}
FORMAT = {
    "name": "f",
    "in": "query",
    "schema": {"type": "string", "enum": ["json", "geojson"], "default": "json"},
}
IF_MATCH = {"name": "If-Match", "in": "header", "schema": STRING}


def scenario_paths(
    prefix: str, area: dict[str, Any], language: dict[str, Any], problem: dict[str, Any]
) -> dict[str, Any]:
    """Return the paths of scenarios; `problem` is the answer to what is refused."""
    whole, one = [area, language], [area, SCENARIO, language]
    listed = {"type": "object", "properties": {"scenarios": {"type": "array", "items": STORED}}}

    def told(summary: str, parameters: list[Any], **parts: Any) -> dict[str, Any]:
        code, schema = parts.get("code", "200"), parts.get("schema")
        answer: dict[str, Any] = {"description": "OK"}
        if schema:
            answer["content"] = {"application/json": {"schema": schema}}
        found: dict[str, Any] = {"summary": summary, "parameters": parameters}
        if "body" in parts:
            content = {"application/json": {"schema": parts["body"]}}
            found["requestBody"] = {"required": True, "content": content}
        return {**found, "responses": {code: answer, "default": problem}}

    return {
        f"{prefix}/areas/{{area}}/scenarios": {
            "get": told("The scenarios of an area", whole, schema=listed),
            "post": told("Store a scenario", whole, code="201", schema=STORED, body=NEW),
        },
        f"{prefix}/areas/{{area}}/scenarios/{{scenario}}": {
            "get": told("One scenario", [*one, FORMAT], schema=STORED),
            "put": told("Store other edits", [*one, IF_MATCH], schema=STORED, body=CHANGES),
            "delete": told("Delete a scenario", [*one, IF_MATCH], code="204"),
        },
    }
