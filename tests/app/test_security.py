import re

from flask import Response, render_template_string, url_for

from app import create_app

GUARDS = ("X-Content-Type-Options", "Referrer-Policy", "Content-Security-Policy")
VALUES = {"slug": "dongcheng", "layer": "buildings", "scenario": "x", "filename": "css/base.css"}


def test_every_response_of_every_route_is_guarded(app, client) -> None:
    seen = set()
    with app.test_request_context():
        paths = {
            url_for(rule.endpoint, **{name: VALUES.get(name, "1") for name in rule.arguments})
            for rule in app.url_map.iter_rules()
        }
    for path in sorted({*paths, "/nothing", "//evil.example/"}):
        for method, host in (("GET", "localhost"), ("POST", "localhost"), ("GET", "evil.example")):
            answer = client.open(path, method=method, headers={"Host": host})
            answer.close()
            seen.add(answer.status_code)
            for name in GUARDS:
                assert answer.headers[name], (method, path, name)
            policy = answer.headers["Content-Security-Policy"]
            assert "object-src 'none'" in policy or "default-src 'none'" in policy
            assert "unsafe-eval" not in policy
    assert {200, 400, 404, 405} <= seen
    assert max(seen) < 500


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
    tiles = [app.test_client().get("/tiles/none/streets/0/0/0.mvt") for _ in range(5)]
    assert {answer.status_code for answer in tiles} == {404}
    app.extensions["database"].close()


def test_the_limit_counts_the_client_that_a_known_proxy_names(database_url, tmp_path) -> None:
    app = create_app(
        {
            "database_url": database_url,
            "folder": tmp_path,
            "rate_limit": "1/minute",
            "proxy": "10.0.0.0/8",
        }
    )

    def ask(peer: str, client: str) -> int:
        base, told = {"REMOTE_ADDR": peer}, {"X-Forwarded-For": client}
        return app.test_client().get("/healthz", environ_base=base, headers=told).status_code

    assert [ask("10.0.0.5", "1.1.1.1"), ask("10.0.0.5", "1.1.1.2")] == [200, 200]
    assert [ask("10.0.0.5", "1.1.1.1"), ask("10.0.0.5", "9.9.9.9, 1.1.1.2")] == [429, 429]
    assert [ask("11.0.0.5", "1.1.1.3"), ask("11.0.0.5", "1.1.1.4")] == [200, 429]
    app.extensions["database"].close()
