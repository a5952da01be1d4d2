"""The one door for bodies: who may send, in which form, how much."""

import ast
import json
from pathlib import Path

import pytest

from app.guards.bodies import takes
from app.services.replay import MEMBERS

REPLAY = "/api/v1/replay"
SCENARIOS = "/api/v1/areas/dongcheng/scenarios"
VIEWS = sorted((Path(__file__).parents[3] / "app" / "views").glob("*.py"))


class Endless:
    """A body that never ends; it counts what was read of it."""

    def __init__(self, piece: bytes) -> None:
        self.piece = piece
        self.read_bytes = 0

    def read(self, size: int) -> bytes:
        part = (self.piece * (size // len(self.piece) + 1))[:size]
        self.read_bytes += len(part)
        return part


@pytest.mark.parametrize("address", [REPLAY, SCENARIOS])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "http://localhost:1"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
        ({"Content-Type": "application/json; charset=gbk"}, 415),
        ({"Content-Encoding": "gzip"}, 415),
        ({"Transfer-Encoding": "gzip, chunked"}, 400),
        ({"Transfer-Encoding": "identity"}, 400),
        ({"Content-Encoding": "identity"}, 422),
        ({"Origin": "http://LOCALHOST", "Sec-Fetch-Site": "same-origin"}, 422),
        ({"Content-Type": "application/json; charset=UTF-8"}, 422),
    ],
)
def test_every_door_asks_the_same(client, address, headers, status) -> None:
    body = b'{"name": "X Y", "facility": "health_centers", "edits": []}'
    answer = client.post(address, data=body, headers={"Content-Type": "application/json"} | headers)
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("address", "status"),
    [("/healthz", 405), (REPLAY, 405), (SCENARIOS, 405), ("/api/v1/nothing", 404)],
)
def test_a_method_that_an_address_has_not_is_told_before_the_body(client, address, status) -> None:
    """Kind: 415 for the type of a body that no view would take, of whatever type it is."""
    for kind in ("text/plain", "application/json", "application/json-patch+json"):
        answer = client.patch(address, data=b"[]", content_type=kind)
        assert answer.status_code == status
        assert ("Allow" in answer.headers) == (status == 405)


def test_a_delete_of_another_site_is_refused(client) -> None:
    headers = {"Origin": "https://elsewhere.example"}
    assert client.delete(f"{SCENARIOS}/x", headers=headers).status_code == 403
    assert client.delete(f"{SCENARIOS}/x", data=b"a=b").status_code == 415
    assert client.delete(f"{SCENARIOS}/x").status_code in {404, 428}


@pytest.mark.parametrize(("address", "most"), [(REPLAY, 4_000_000), (SCENARIOS, 1_000_000)])
def test_a_body_is_counted_before_and_while_it_is_read(client, address, most) -> None:
    kind = {"Content-Type": "application/json"}
    announced = client.post(
        address, data=b"[]", headers=kind, environ_overrides={"CONTENT_LENGTH": str(most + 1)}
    )
    assert announced.status_code == 413
    assert f"{most // 1_000_000} MB" in announced.get_json()["detail"]
    body = Endless(b"[],")
    chunked = client.post(
        address,
        headers=kind | {"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input": body, "wsgi.input_terminated": True},
    )
    assert chunked.status_code == 413, (chunked.text, body.read_bytes)
    assert body.read_bytes < most + 200_000
    fits = client.post(address, data=b" " * (most - 2) + b"[]", headers=kind)
    assert fits.status_code in {400, 422}


def test_a_body_without_length_is_empty(client) -> None:
    answer = client.post(REPLAY, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert "no JSON" in answer.get_json()["detail"]


def test_a_body_that_breaks_off_is_a_fault_of_the_client(client) -> None:
    class Broken:
        def read(self, _size: int) -> bytes:
            raise TimeoutError

    answer = client.post(
        REPLAY,
        headers={"Content-Type": "application/json", "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input": Broken(), "wsgi.input_terminated": True},
    )
    assert answer.status_code == 408


def test_what_the_server_could_not_read_as_chunks_is_malformed_not_slow(client) -> None:
    class Malformed:
        malformed = True

        def read(self, _size: int) -> bytes:
            raise OSError("chunk")

    answer = client.post(
        REPLAY,
        headers={"Content-Type": "application/json", "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input": Malformed(), "wsgi.input_terminated": True},
    )
    assert answer.status_code == 400
    assert "malformed" in answer.get_json()["detail"]


def test_a_get_with_a_body_answers_as_without(client) -> None:
    body = Endless(b"x")
    answer = client.get(
        "/healthz", environ_overrides={"wsgi.input": body, "CONTENT_LENGTH": "999999999"}
    )
    assert answer.status_code == 200
    assert body.read_bytes == 0


@pytest.mark.parametrize("name", MEMBERS)
@pytest.mark.parametrize("value", ["null", "1e999", "9" * 5000, '"\\ud800"', '"\\u0000"', "[[]]"])
def test_no_value_in_a_receipt_is_an_error_of_the_server(client, name, value) -> None:
    receipt = {"analysis": "green", "area": "dongcheng", "parameters": {}, "layers": []}
    text = json.dumps(receipt | {"result_sha256": "", name: "HERE"}).replace('"HERE"', value)
    answer = client.post(REPLAY, data=text, content_type="application/json")
    assert 400 <= answer.status_code < 500


def test_a_view_says_how_much_it_takes() -> None:
    @takes(5)
    def view() -> str:
        return ""

    assert view.body_bytes == 5


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.name)
def test_no_view_reads_a_body_by_itself(path) -> None:
    ways = {"get_json", "get_data", "json", "data", "form", "files", "stream", "values"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert not (node.value.id == "request" and node.attr in ways), node.lineno
