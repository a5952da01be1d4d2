"""What an address may hold is told once, for every address."""

import pytest

from app.problems.errors import ParameterError
from app.views.addresses import require_plain_query


@pytest.mark.parametrize("path", ["/api/v1/areas", "/", "/areas/dongcheng", "/healthz"])
@pytest.mark.parametrize(
    ("query", "status", "told"), [("lang=en&lang=en", 400, "once"), ("x%00=1", 422, "%00")]
)
def test_every_address_refuses_alike(client, path, query, status, told) -> None:
    answer = client.get(f"{path}?{query}", headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert told in str(answer.get_json()["errors"])


def test_all_faults_are_listed(app) -> None:
    with (
        app.test_request_context("/?a=1&a=2&b=%00&lang=AAA"),
        pytest.raises(ParameterError) as told,
    ):
        require_plain_query()
    assert [fault.parameter for fault in told.value.faults] == ["a", "b", "lang"]
