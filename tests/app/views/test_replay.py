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
    answer = client.post("/api/v1/replay", json=["nothing"])
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert "not a JSON object" in answer.get_json()["detail"]
