from app import create_app


def test_a_running_service_is_live_and_ready(client) -> None:
    assert client.get("/healthz").get_json()["status"] == "ok"
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["areas"]) == (200, 1)


def test_without_its_database_it_is_live_but_not_ready(tmp_path) -> None:
    app = create_app({"database_url": "postgresql://nobody@127.0.0.1:9/none", "folder": tmp_path})
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    for path in ("/readyz", "/api/v1/areas"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer.content_type == "application/problem+json"
        assert int(answer.headers["Retry-After"]) > 0
        assert "127.0.0.1" not in answer.text


def test_health_refuses_what_it_does_not_know_as_every_address_does(client) -> None:
    """Kind: an address that ignores a misspelled parameter where all others name it."""
    for path in ("/healthz", "/readyz"):
        answer = client.get(f"{path}?verbos=1&lang=en")
        assert answer.status_code == 400
        (fault,) = answer.get_json()["errors"]
        assert (fault["parameter"], fault["accepted"]) == ("verbos", "parameters: lang")
        assert client.get(f"{path}?lang=zh").status_code == 200
