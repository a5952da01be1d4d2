import time

import pytest

from app import create_app
from app.compute.shared_limits import BrokerStorage
from app.problems.overload import ComputeUnavailableError


def test_two_processes_count_together(broker) -> None:
    uri = f"shequ-broker://{broker.path}"
    one, other = BrokerStorage(uri), BrokerStorage(uri)
    assert one.check()
    assert one.incr("shared", 60) == 1
    assert other.incr("shared", 60) == 2
    assert one.get("shared") == 2
    assert 0 < one.get_expiry("shared") - time.time() <= 60
    other.clear("shared")
    assert one.get("shared") == 0


def test_a_limit_holds_for_two_applications(broker, database_url, tmp_path) -> None:
    settings = {
        "database_url": database_url,
        "folder": tmp_path,
        "rate_limit": "2/minute",
        "compute_socket": str(broker.path),
    }
    apps = [create_app(settings) for _ in range(2)]
    seen = [app.test_client().get("/api/v1/openapi.json").status_code for app in apps * 2]
    assert seen == [200, 200, 429, 429]
    for app in apps:
        app.extensions["database"].close()


def test_without_a_broker_the_failure_is_one_that_the_limiter_knows(tmp_path) -> None:
    storage = BrokerStorage(f"shequ-broker://{tmp_path / 'none'}")
    assert not storage.check()
    with pytest.raises(ComputeUnavailableError):
        storage.incr("a", 60)
