"""Other sites read the API where an operator names them, and never with cookies."""

import pytest

from app import create_app
from app.config import SettingError

AREAS = "/api/v1/areas"


def answer(origins, origin, path="/api/v1/openapi-of-nothing", method="GET"):
    client = create_app({"cross_origins": origins}).test_client()
    headers = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    return client.open(path, method=method, headers=headers).headers


def test_by_default_nobody_else_reads() -> None:
    assert "Access-Control-Allow-Origin" not in answer("", "https://map.example.org")


def test_the_named_sites_read_and_no_other() -> None:
    named = "https://map.example.org, http://10.0.0.7:8080"
    for origin in ("https://map.example.org", "http://10.0.0.7:8080"):
        headers = answer(named, origin)
        assert headers["Access-Control-Allow-Origin"] == origin
        assert "Origin" in headers["Vary"]
        assert "Access-Control-Allow-Credentials" not in headers
    for other in ("https://evil.example.org", "https://map.example.org.evil.net", "null"):
        assert "Access-Control-Allow-Origin" not in answer(named, other)
    assert "Access-Control-Allow-Origin" not in answer(named, "https://map.example.org", path="/x")


def test_a_preflight_allows_reading_only() -> None:
    headers = answer("*", "https://a.example.org", path=AREAS, method="OPTIONS")
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "text", ["map.example.org", "https://a.org/path", "ftp://a.org", "https://"]
)
def test_what_is_no_site_is_refused_at_the_start(text) -> None:
    with pytest.raises(SettingError, match="SHEQU_CORS_ORIGINS"):
        create_app({"cross_origins": text})
