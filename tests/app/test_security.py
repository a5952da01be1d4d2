import re

import pytest
from flask import Response, render_template_string

from app import create_app


@pytest.mark.parametrize(
    "path", ["/healthz", "/api/v1/areas", "/api/v1/nothing", "/api/v1/areas/dongcheng/coverage"]
)
def test_every_response_is_guarded(client, path) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe-eval" not in policy


def test_the_nonce_is_new_each_time_and_known_to_templates(empty_app) -> None:
    @empty_app.get("/page")
    def page() -> str:
        return render_template_string("{{ script_nonce() }}")

    first, second = (empty_app.test_client().get("/page") for _ in range(2))
    assert first.text != second.text
    (nonce,) = re.findall(r"'nonce-([^']+)'", first.headers["Content-Security-Policy"])
    assert nonce == first.text


def test_a_policy_that_is_set_already_stays(empty_app) -> None:
    @empty_app.get("/own")
    def own() -> Response:
        return Response("x", headers={"Content-Security-Policy": "default-src 'none'"})

    answer = empty_app.test_client().get("/own")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"


def test_too_many_requests_are_turned_away_with_a_problem(database_url, tmp_path) -> None:
    app = create_app({"database_url": database_url, "folder": tmp_path, "rate_limit": "2/minute"})
    answers = [app.test_client().get("/api/v1/openapi.json") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].content_type == "application/problem+json"
    assert int(answers[2].headers["Retry-After"]) > 0
    app.extensions["database"].close()


def test_foreign_hosts_are_refused_when_trusted_ones_are_named(database_url, tmp_path) -> None:
    app = create_app(
        {"database_url": database_url, "folder": tmp_path, "trusted_hosts": "planning.example"}
    )
    good = app.test_client().get("/healthz", headers={"Host": "planning.example"})
    evil = app.test_client().get("/healthz", headers={"Host": "evil.example"})
    assert (good.status_code, evil.status_code) == (200, 400)
    app.extensions["database"].close()
