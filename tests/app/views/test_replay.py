"""POST /api/v1/replay: the same verdict as the command."""

from flask.testing import FlaskClient

ADDRESS = "/api/v1/areas/dongcheng/green?by=subdistrict"


def test_a_receipt_is_replayed_over_http(client: FlaskClient) -> None:
    receipt = client.get(ADDRESS).get_json()["receipt"]
    answer = client.post("/api/v1/replay", json=receipt)
    assert answer.status_code == 200
    found = answer.get_json()
    assert found["reproduced"] is True
    assert {one["state"] for one in found["inputs"]} == {"unchanged"}
    assert found["receipt"]["result_sha256"] == receipt["result_sha256"]


def test_what_is_no_receipt_is_a_problem(client: FlaskClient) -> None:
    for body, status, word in (
        (b"nothing", 400, "JSON"),
        (b"[]", 422, "not a JSON object"),
        (b"{}", 422, "'analysis' is missing"),
    ):
        answer = client.post("/api/v1/replay", data=body, content_type="application/json")
        assert answer.status_code == status
        assert answer.content_type == "application/problem+json"
        assert word in answer.get_json()["detail"]
