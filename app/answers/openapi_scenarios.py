"""The routes of stored scenarios, as OpenAPI describes them."""

from typing import Any

from app.analyses.scenario.scenario_edits import EDIT_KINDS
from layers.store.scenarios import MOST_EDITS, MOST_SCENARIOS
from layers.titles import LONGEST_TITLE

STRING = {"type": "string"}
SCENARIO = {"name": "scenario", "in": "path", "required": True, "schema": STRING}
EDIT = {
    "description": "an edit, as docs/how-to/what-if.md tells",
    "oneOf": [model.model_json_schema() for model in EDIT_KINDS.values()],
}
EDITS = {"type": "array", "items": EDIT, "maxItems": MOST_EDITS}
NEW: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": STRING,
        "facility": {**STRING, "description": "the layer of a kind of facility"},
        "title": {"type": "string", "maxLength": LONGEST_TITLE},
        "edits": EDITS,
    },
    "required": ["name", "facility"],
    "additionalProperties": False,
}
CHANGES = {
    "type": "object",
    "properties": {"title": {"type": "string", "maxLength": LONGEST_TITLE}, "edits": EDITS},
    "additionalProperties": False,
}
WHO_AND_WHEN = {
    "edits_sha256": {"type": ["string", "null"]},
    "base": {"type": "object", "additionalProperties": {"type": "integer"}},
    "changed_since": {"type": "array", "items": STRING},
    "revision": {"type": "integer"},
    "created_at": STRING,
    "created_by": STRING,
    "updated_at": STRING,
    "updated_by": STRING,
}
STORED: dict[str, Any] = {
    "type": "object",
    "properties": {**NEW["properties"], **WHO_AND_WHEN},
}
LISTED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "scenarios": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    **NEW["properties"],
                    **WHO_AND_WHEN,
                    "edits": {"type": "integer", "description": "how many"},
                    "id": {"type": "integer", "description": "of a deleted one"},
                    "deleted_at": STRING,
                    "deleted_by": STRING,
                },
            },
        },
        "numberMatched": {"type": "integer"},
        "numberReturned": {"type": "integer"},
    },
}
DELETED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "deleted": STRING,
        "id": {"type": "integer"},
        "revision": {"type": "integer"},
        "deleted_at": STRING,
        "deleted_by": STRING,
        "restore": {
            "type": "object",
            "description": "the request and the command that bring it back, and how long they can",
            "properties": {
                "method": STRING,
                "href": STRING,
                "body": {"type": "object"},
                "id": {"type": "integer"},
                "command": STRING,
                "kept": {"type": "object", "properties": {"zh": STRING, "en": STRING}},
            },
        },
    },
}
REVISIONS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "revisions": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "revision": {"type": "integer"},
                    "at": STRING,
                    "actor": STRING,
                    "title": STRING,
                    "edit_count": {"type": "integer"},
                    "edits_sha256": {"type": ["string", "null"]},
                    "present": {"type": "boolean"},
                },
            },
        },
        "earlier_kept": {"type": "integer", "description": "how many earlier ones at most"},
    },
}
NUMBER = {"type": "integer", "minimum": 1}
UNDO = {
    "type": "object",
    "properties": {"revision": {**NUMBER, "description": "else the one before the latest change"}},
    "additionalProperties": False,
}
RESTORE = {
    "type": "object",
    "properties": {
        "id": {**NUMBER, "description": "which of several deleted ones; else the latest"},
        "name": {**STRING, "description": "another name, where this one is taken meanwhile"},
    },
    "additionalProperties": False,
}
FORMAT = {
    "name": "f",
    "in": "query",
    "schema": {"type": "string", "enum": ["json", "geojson"], "default": "json"},
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "the ETag of what was read, or * for whatever there is; 428 without, 412 stale",
    "schema": STRING,
}
PAGE = [
    {
        "name": "state",
        "in": "query",
        "schema": {"type": "string", "enum": ["present", "deleted"], "default": "present"},
    },
    {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST_SCENARIOS},
    },
    {
        "name": "offset",
        "in": "query",
        "schema": {"type": "integer", "minimum": 0, "maximum": 100 * MOST_SCENARIOS},
    },
]


def scenario_paths(
    prefix: str, area: dict[str, Any], language: dict[str, Any], problem: dict[str, Any]
) -> dict[str, Any]:
    """Return the paths of scenarios; `problem` is the answer to what is refused."""
    whole, one = [area, language], [area, SCENARIO, language]

    def told(summary: str, parameters: list[Any], **parts: Any) -> dict[str, Any]:
        code, schema = parts.get("code", "200"), parts["schema"]
        answer = {"description": "OK", "content": {"application/json": {"schema": schema}}}
        responses: dict[str, Any] = {code: answer, "default": problem}
        if IF_MATCH in parameters:
            responses |= {"412": problem, "428": problem}
        found: dict[str, Any] = {"summary": summary, "parameters": parameters}
        if "body" in parts:
            content = {"application/json": {"schema": parts["body"]}}
            found["requestBody"] = {"required": True, "content": content}
        return {**found, "responses": responses}

    guarded = [*one, IF_MATCH]
    address = f"{prefix}/areas/{{area}}/scenarios"
    return {
        address: {
            "get": told("The scenarios of an area", [*whole, *PAGE], schema=LISTED),
            "post": told("Store a scenario", whole, code="201", schema=STORED, body=NEW),
        },
        f"{address}/{{scenario}}": {
            "get": told("One scenario", [*one, FORMAT], schema=STORED),
            "put": told("Store other edits", guarded, schema=STORED, body=CHANGES),
            "delete": told("Delete a scenario", guarded, schema=DELETED),
        },
        f"{address}/{{scenario}}/revisions": {
            "get": told("The revisions of a scenario that are kept", one, schema=REVISIONS),
        },
        f"{address}/{{scenario}}/undo": {
            "post": told("Store again what it was", guarded, schema=STORED, body=UNDO),
        },
        f"{address}/{{scenario}}/restore": {
            "post": told("Restore a deleted one", one, code="201", schema=STORED, body=RESTORE),
        },
    }
