"""Stored scenarios over HTTP, and who may write them."""

import io
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from layers.store.areas import create_area
from tests.builders.areas import town_area

ADDRESS = "/api/v1/areas/town/scenarios"
ADD = {"edit": "add_facility", "lon": 116.4, "lat": 39.9}
BODY = {"name": "one-more", "facility": "health_centers", "title": "再建一处", "edits": [ADD]}


@pytest.fixture
def client(empty_app: Flask) -> FlaskClient:
    with empty_app.extensions["database"].begin() as connection:
        create_area(connection, town_area())
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
    assert client.delete(f"{ADDRESS}/one-more").status_code == 428
    gone = client.delete(f"{ADDRESS}/one-more", headers={"If-Match": late.headers["ETag"]})
    assert gone.status_code == 200
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
    empty = {"scenarios": [], "numberMatched": 0, "numberReturned": 0}
    assert client.get(ADDRESS).get_json() == empty


def test_an_unknown_area_is_told(client: FlaskClient) -> None:
    for method in (client.get, client.delete):
        assert method("/api/v1/areas/nowhere/scenarios/x").status_code == 404
    assert client.post("/api/v1/areas/nowhere/scenarios", json=BODY).status_code == 404


ANY = {"If-Match": "*"}


def test_a_write_says_what_it_rests_on(client: FlaskClient) -> None:
    client.post(ADDRESS, json=BODY)
    one = f"{ADDRESS}/one-more"
    for method, more in ((client.put, {"json": {}}), (client.delete, {})):
        refused = method(one, **more)
        assert refused.status_code == 428
        assert refused.get_json()["type"] == "urn:shequ:problem:unguarded"
        assert "If-Match" in refused.get_json()["detail"]
        assert method(f"{ADDRESS}/none", **more).status_code == 404
    assert client.post(f"{one}/undo", json={}).status_code == 428
    changed = client.put(one, json={"title": "x"}, headers=ANY)
    assert (changed.status_code, changed.get_json()["revision"]) == (200, 2)


@pytest.mark.parametrize("held", ['""', 'W/""', '"", ""', '"stale"', "garbage", 'W/"weak"', "\x7f"])
def test_a_stale_write_is_told_the_tag_there_is_now(client: FlaskClient, held: str) -> None:
    made = client.post(ADDRESS, json=BODY)
    one = f"{ADDRESS}/one-more"
    for method, more in ((client.put, {"json": {"title": "x"}}), (client.delete, {})):
        late = method(one, headers={"If-Match": held}, **more)
        assert (late.status_code, late.headers["ETag"]) == (412, made.headers["ETag"])
    now = client.put(one, json={"title": "x"}, headers={"If-Match": late.headers["ETag"]})
    assert now.status_code == 200
    # Any representation of it will do, and a layer that changes behind it does not matter.
    tag = client.get(f"{one}?f=geojson").headers["ETag"]
    assert client.put(one, json={"title": "y"}, headers={"If-Match": tag}).status_code == 200


def test_who_made_and_changed_it_is_told(client: FlaskClient) -> None:
    made = client.post(ADDRESS, json=BODY).get_json()
    assert (made["created_by"], made["updated_by"]) == ("api", "api")


def test_a_deletion_says_how_it_is_undone(client: FlaskClient) -> None:
    client.post(ADDRESS, json=BODY)
    gone = client.delete(f"{ADDRESS}/one-more", headers=ANY).get_json()
    how = gone["restore"]
    assert (gone["deleted"], gone["deleted_by"]) == ("one-more", "api")
    assert how["command"] == f"flask scenarios undelete town one-more --id {gone['id']}"
    assert "180 days" in how["kept"]["en"]
    listed = client.get(f"{ADDRESS}?state=deleted").get_json()
    assert (listed["numberMatched"], listed["scenarios"][0]["id"]) == (1, gone["id"])
    assert client.get(ADDRESS).get_json()["scenarios"] == []
    client.post(ADDRESS, json={**BODY, "title": "another"})
    taken = client.post(how["href"], json=how["body"])
    assert taken.status_code == 409
    assert "another name" in taken.get_json()["detail"]
    back = client.post(how["href"], json={**how["body"], "name": "one-again"})
    assert (back.status_code, back.get_json()["edits"]) == (201, [ADD])
    assert back.headers["Location"].endswith("/scenarios/one-again")
    assert client.get(f"{ADDRESS}/one-again").headers["ETag"] == back.headers["ETag"]
    assert client.post(how["href"], json={}).status_code == 404


def test_a_change_is_undone(client: FlaskClient) -> None:
    client.post(ADDRESS, json=BODY)
    one = f"{ADDRESS}/one-more"
    client.put(one, json={"edits": []}, headers=ANY)
    kept = client.get(f"{one}/revisions").get_json()
    assert [(r["revision"], r["edit_count"]) for r in kept["revisions"]] == [(2, 0), (1, 1)]
    assert kept["earlier_kept"] == 20
    undone = client.post(f"{one}/undo", json={}, headers=ANY).get_json()
    assert (undone["revision"], undone["edits"]) == (3, [ADD])
    missing = client.post(f"{one}/undo", json={"revision": 9}, headers=ANY)
    assert missing.status_code == 404
    assert "1, 2" in missing.get_json()["detail"]


@pytest.mark.parametrize("body", [{"revision": "1"}, {"revision": True}, {"x": 1}, [], 2**70])
def test_what_cannot_be_undone_is_told(client: FlaskClient, body: Any) -> None:
    client.post(ADDRESS, json=BODY)
    refused = client.post(f"{ADDRESS}/one-more/undo", json=body, headers=ANY)
    assert refused.status_code == 400


def test_the_list_has_pages(client: FlaskClient) -> None:
    for name in ("a", "b", "c"):
        client.post(ADDRESS, json={**BODY, "name": name})
    page = client.get(f"{ADDRESS}?limit=1&offset=1").get_json()
    assert [one["name"] for one in page["scenarios"]] == ["b"]
    assert (page["numberMatched"], page["numberReturned"]) == (3, 1)
    assert client.get(f"{ADDRESS}?limit=0").status_code == 422
    assert client.get(f"{ADDRESS}?state=gone").status_code == 422


def test_a_body_without_a_stated_length_is_counted_while_read(client: FlaskClient) -> None:
    large = b'{"name": "' + b"x" * 1_000_001 + b'"}'
    refused = client.post(
        ADDRESS,
        input_stream=io.BytesIO(large),
        headers={"Transfer-Encoding": "chunked"},
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert refused.status_code == 413


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800", "\\u001b[31m", "\\u202e", "\\n"])
def test_hostile_text_in_a_body_is_refused(client: FlaskClient, text: str) -> None:
    for member in ("name", "title", "facility"):
        body = json.dumps({**BODY, member: "HERE"}).replace("HERE", f"a{text}b")
        refused = client.post(ADDRESS, data=body, content_type="application/json")
        assert refused.status_code in {400, 422}
    edit = json.dumps({**BODY, "edits": [{**ADD, "name": "HERE"}]}).replace("HERE", text)
    refused = client.post(ADDRESS, data=edit, content_type="application/json")
    assert refused.status_code in {400, 422}
    assert client.get(ADDRESS).get_json()["numberMatched"] == 0
