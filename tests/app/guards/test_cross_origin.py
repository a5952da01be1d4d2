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


@pytest.mark.parametrize("origin", ["https://map.example.org", "https://evil.org", "null", ""])
@pytest.mark.parametrize("named", ["https://map.example.org", "https://map.example.org,http://b"])
def test_caches_keep_the_answers_to_different_sites_apart(named: str, origin: str) -> None:
    """Kind: what depends on a header says so in every answer, not only where it is granted."""
    assert "Origin" in answer(named, origin).get("Vary", "")
    assert "Origin" not in answer("*", origin).get("Vary", "")


@pytest.mark.parametrize(
    ("named", "origin", "reads"),
    [
        ("https://map.example.org:443", "https://map.example.org", True),
        ("HTTPS://Map.Example.ORG", "https://map.example.org", True),
        ("http://[::1]:8080", "http://[::1]:8080", True),
        ("http://[::1]:8080", "http://::8080", False),
        ("https://map.example.org", "https://mapxexample.org", False),
        ("https://map.example.org", "https://map.example.org:8443", False),
        ("https://map.example.org", "http://map.example.org", False),
    ],
)
def test_a_name_is_a_name_and_no_pattern(named: str, origin: str, *, reads: bool) -> None:
    """Kind: a setting that a library reads as a pattern, and so grants what was not named."""
    assert ("Access-Control-Allow-Origin" in answer(named, origin)) is reads


@pytest.mark.parametrize(
    "text",
    [
        "map.example.org",
        "https://a.org/path",
        "ftp://a.org",
        "https://",
        "https://*.example.org",
        "https://a.org?x",
        "https://me@a.org",
        "https://a.org:99999",
        "https://[::1",
        "https://(a|b).org",
        "null",
    ],
)
def test_what_is_no_site_is_refused_at_the_start(text) -> None:
    with pytest.raises(SettingError, match="SHEQU_CORS_ORIGINS"):
        create_app({"cross_origins": text})
