"""Text that means something to a terminal, a log, a path or a database is only text: never 500."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.analyses import ANALYSES

SEGMENTS = {
    "NUL": "%00",
    "half pair": "%ED%A0%80",
    "line feed": "a%0Ab",
    "carriage return": "a%0D%0ASet-Cookie:%20x=1",
    "escape": "%1b%5B31m",
    "right to left": "a%E2%80%AEb",
    "line separator": "a%E2%80%A8b",
    "no UTF-8": "%ff%fe",
    "long": "x" * 5_000,
    "parent": "..%2f..%2fetc%2fpasswd",
    "percent": "%25%30%30",
    "quote": "'%22%3B--",
}
ACCEPTED = {200, 206, 302, 304, 308, 400, 404, 405, 409, 412, 415, 416, 422, 428}
SLUG = "dongcheng"
NEEDED = {
    "facility": "health_centers",
    "lon": "116.41",
    "lat": "39.93",
    "edits": "[]",
}


def _rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def _cases(app: Flask) -> list[tuple[str, str, str]]:
    """Every rule, every of its parameters hostile in turn, the others as they should be."""
    usual = {"slug": SLUG, "layer": "communities", "scenario": "one", "analysis_id": "green"}
    usual |= {"feature": "1", "zoom": "1", "column": "1", "row": "0"}
    found = []
    for rule in _rules(app):
        for hostile in rule.arguments:
            for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
                path = rule.rule
                for name in rule.arguments:
                    value = "{hostile}" if name == hostile else usual[name]
                    path = re.sub(rf"<(?:path:|int:)?{name}>", lambda _, to=value: to, path)
                found.append((method, path, hostile))
    return found


def _sound(answer: Any, what: str) -> None:
    assert answer.status_code in ACCEPTED, f"{what}: {answer.status_code} {answer.data[:300]!r}"
    assert "\n" not in answer.headers.get("Location", "")
    assert "x=1" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("text", SEGMENTS.values(), ids=SEGMENTS)
def test_no_segment_of_a_path_is_a_failure(app: Flask, client: FlaskClient, text: str) -> None:
    cases = _cases(app)
    assert len(cases) >= 40
    for method, path, _ in cases:
        address = path.replace("{hostile}", text)
        for query in ("", "?facility=health_centers&lon=116.41&lat=39.93&edits=[]"):
            answer = client.open(address + query, method=method, json={}, headers={"If-Match": "*"})
            _sound(answer, f"{method} {address[:80]}")
            assert answer.status_code != 200, address[:80]


@pytest.mark.slow
@pytest.mark.parametrize("text", SEGMENTS.values(), ids=SEGMENTS)
def test_no_parameter_of_an_analysis_is_a_failure(client: FlaskClient, text: str) -> None:
    for analysis in ANALYSES.values():
        names = [*analysis.parameters.model_fields, "f", "lang", text[:300]]
        for name in names:
            given = {k: v for k, v in NEEDED.items() if k in analysis.parameters.model_fields}
            given.pop(name, None)
            query = "&".join([*(f"{k}={v}" for k, v in given.items()), f"{name}={text}"])
            address = f"/api/v1/areas/{SLUG}/{analysis.path}?{query}"
            _sound(client.get(address), f"{analysis.id} {name}")


@pytest.mark.parametrize("text", SEGMENTS.values(), ids=SEGMENTS)
def test_no_query_or_header_of_other_pages_is_a_failure(client: FlaskClient, text: str) -> None:
    names = ("If-Match", "If-None-Match", "Accept", "Accept-Language", "Cookie", "Range")
    headers = dict.fromkeys(names, text)
    pages = (
        "/", f"/areas/{SLUG}", f"/areas/{SLUG}/map", f"/areas/{SLUG}/results/green",
        "/api/v1/areas", f"/api/v1/areas/{SLUG}/layers/communities?limit=1",
        f"/api/v1/areas/{SLUG}/scenarios", "/healthz",
    )  # fmt: skip
    for page in pages:
        sign = "&" if "?" in page else "?"
        for name in ("lang", "limit", "offset", "bbox", "f", "state", "x"):
            _sound(client.get(f"{page}{sign}{name}={text}"), f"{page} {name}")
        _sound(client.get(page, headers=headers), page)


ESCAPES = ["\\u0000", "\\ud800", "\\u001b[31m", "\\u202e", "\\n", "\\udfff\\ud800"]


@pytest.mark.parametrize("text", ESCAPES)
def test_no_text_of_a_receipt_is_a_failure(client: FlaskClient, text: str) -> None:
    receipt = client.get(f"/api/v1/areas/{SLUG}/green").get_json()["receipt"]

    def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        if isinstance(value, dict):
            inside = (p for k, v in value.items() for p in places(v, (*at, k)))
            return [at, *inside] if at else list(inside)
        if isinstance(value, list):
            return [p for i, v in enumerate(value) for p in places(v, (*at, i))]
        return [at]

    for path in places(receipt):
        changed = json.loads(json.dumps(receipt))
        part = changed
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = "HERE"
        body = json.dumps(changed).replace("HERE", f"a{text}b")
        answer = client.post("/api/v1/replay", data=body, content_type="application/json")
        _sound(answer, str(path))
