import socket
from types import SimpleNamespace

from app.views.asked import has_left

AREA = "/api/v1/areas/dongcheng"


def test_a_client_that_closes_its_connection_has_left() -> None:
    here, there = socket.socketpair()
    with here:
        left = has_left({"gunicorn.socket": here})
        assert not left()
        there.close()
        assert left()
        assert here.gettimeout() is None
    assert not has_left({})()


def test_the_socket_that_is_kept_to_a_pace_tells_it_as_well() -> None:
    here, there = socket.socketpair(socket.AF_UNIX)
    left = has_left({"gunicorn.socket": SimpleNamespace(inner=here)})
    with here:
        assert not left()
        there.close()
        assert left()


def test_what_is_too_much_is_refused_before_anything_is_computed(client, app, monkeypatch) -> None:
    class Nobody:
        def ask(self, *_: object, **__: object) -> None:
            raise AssertionError("it was computed")

    monkeypatch.setitem(app.extensions, "compute", Nobody())
    address = f"{AREA}/siting?facility=health_centers&radius=20000&metric=walking&spacing=50"
    answer = client.get(address)
    assert answer.status_code == 422
    told = answer.get_json()
    assert told["type"] == "urn:shequ:problem:too-costly"
    assert {one["parameter"] for one in told["errors"]} & {"spacing", "radius"}
    assert all(one["accepted"] for one in told["errors"])


def test_an_answer_is_kept_for_the_versions_it_was_computed_from(client, app, monkeypatch) -> None:
    asked = []
    compute = app.extensions["compute"]

    class Counted:
        def ask(self, question, *, left):
            asked.append(question.key)
            return compute.ask(question, left=left)

    monkeypatch.setitem(app.extensions, "compute", Counted())
    for _ in range(2):
        answer = client.get(f"{AREA}/coverage?facility=police_stations&radius=731")
        assert answer.status_code == 200
    assert len(asked) == 1
    client.get(f"{AREA}/coverage?facility=police_stations&radius=732")
    assert len(asked) == 2
