"""Stored scenarios over HTTP, and who may write them."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely import MultiPolygon, box

from layers.areas import Area, create_area
from layers.text import Text

ADDRESS = "/api/v1/areas/town/scenarios"
ADD = {"edit": "add_facility", "lon": 116.4, "lat": 39.9}
BODY = {"name": "one-more", "facility": "health_centers", "title": "再建一处", "edits": [ADD]}


@pytest.fixture
def client(empty_app: Flask) -> FlaskClient:
    with empty_app.extensions["database"].begin() as connection:
        boundary = MultiPolygon([box(116.3, 39.8, 116.5, 40.0)])
        create_area(connection, Area("town", Text("小镇", "Town"), boundary, "EPSG:4548"))
    made = empty_app.test_client()
    made.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


def test_a_scenario_is_stored_read_changed_and_deleted(client: FlaskClient) -> None:
    made = client.post(ADDRESS, json=BODY)
    assert made.status_code == 201
    assert made.headers["Location"].endswith("/scenarios/one-more")
    (listed,) = client.get(ADDRESS).get_json()["scenarios"]
    assert (listed["name"], listed["edits"], listed["revision"]) == ("one-more", 1, 1)
    one = client.get(f"{ADDRESS}/one-more")
    assert one.get_json()["edits"] == [ADD]
    etag = one.headers["ETag"]
    assert client.get(f"{ADDRESS}/one-more", headers={"If-None-Match": etag}).status_code == 304
    changed = client.put(f"{ADDRESS}/one-more", json={"edits": []}, headers={"If-Match": etag})
    assert (changed.status_code, changed.get_json()["revision"]) == (200, 2)
    late = client.put(f"{ADDRESS}/one-more", json={"title": "x"}, headers={"If-Match": etag})
    assert late.status_code == 412
    assert client.delete(f"{ADDRESS}/one-more", headers={"If-Match": etag}).status_code == 412
    assert client.delete(f"{ADDRESS}/one-more").status_code == 204
    assert client.get(f"{ADDRESS}/one-more").status_code == 404


def test_edits_are_given_as_geojson(client: FlaskClient) -> None:
    client.post(ADDRESS, json=BODY)
    found = client.get(f"{ADDRESS}/one-more?f=geojson")
    assert found.content_type == "application/geo+json"
    (feature,) = found.get_json()["features"]
    assert feature["geometry"]["coordinates"] == [116.4, 39.9]


def test_a_taken_name_is_a_conflict(client: FlaskClient) -> None:
    client.post(ADDRESS, json=BODY)
    again = client.post(ADDRESS, json=BODY)
    assert again.status_code == 409
    assert again.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 201),
    ],
)
def test_other_sites_cannot_write(client: FlaskClient, headers: Any, status: int) -> None:
    assert client.post(ADDRESS, json=BODY, headers=headers).status_code == status
    if status == 403:
        assert client.delete(f"{ADDRESS}/x", headers=headers).status_code == 403
        assert client.get(ADDRESS, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        ("name=x", "application/x-www-form-urlencoded", 415),
        ("{}", "text/plain", 415),
        ("{", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ("null", "application/json", 400),
        ('{"name": "x", "facility": "health_centers", "edits": [{}]}', "application/json", 422),
        ('{"name": "X Y", "facility": "health_centers"}', "application/json", 422),
        ('"' + "x" * 1_000_001 + '"', "application/json", 413),
    ],
    ids=["form", "text", "broken", "deep", "null", "edit", "name", "large"],
)
def test_what_is_no_scenario_is_refused(
    client: FlaskClient, content: str, kind: str, status: int
) -> None:
    refused = client.post(ADDRESS, data=content, content_type=kind)
    assert refused.status_code == status
    assert refused.content_type == "application/problem+json"
    assert client.get(ADDRESS).get_json() == {"scenarios": []}


def test_an_unknown_area_is_told(client: FlaskClient) -> None:
    for method in (client.get, client.delete):
        assert method("/api/v1/areas/nowhere/scenarios/x").status_code == 404
    assert client.post("/api/v1/areas/nowhere/scenarios", json=BODY).status_code == 404
