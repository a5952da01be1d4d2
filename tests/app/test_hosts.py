import pytest
from flask import request

from app import create_app
from app.config import SettingError, Settings
from app.hosts import NotPublicError, believed, is_trusted, proxies, require_public


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:65535"]
)
def test_loopback_names_are_believed_with_any_port(client, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1:0",
        "127.0.0.1:65536",
        "127.0.0.1:80:80",
        "127.0.0.1:" + "9" * 5000,
        "user@localhost",
        "local host",
        "localhost/",
        "localhost\\",
        "::1",
        "",
        "x" * 5000,
        "\u5c0f\u9547",
    ],
)
@pytest.mark.parametrize(
    "path", ["/healthz", "/areas/dongcheng", "/static/css/map.css", "/nothing"]
)
def test_other_hosts_are_refused_with_the_mend(client, path: str, host: str) -> None:
    answer = client.get(path, headers={"Host": host}, environ_overrides={"HTTP_HOST": host})
    assert answer.status_code == 400
    if answer.content_type == "application/problem+json":
        assert "SHEQU_TRUSTED_HOSTS" in answer.get_json()["detail"]


def test_named_hosts_and_the_address_itself_are_believed() -> None:
    found = believed(Settings(host="10.1.2.3", trusted_hosts="Planning.example, .city.example"))
    for name in ("10.1.2.3:8000", "planning.example", "a.city.example", "localhost"):
        assert is_trusted(name, found), name
    for name in ("10.1.2.4", "other.example", "evilcity.example", "planning.example.evil"):
        assert not is_trusted(name, found), name
    with pytest.raises(SettingError, match="SHEQU_TRUSTED_HOSTS"):
        believed(Settings(trusted_hosts="http://planning.example"))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "planning.example", ""])  # noqa: S104
def test_listening_beyond_this_machine_needs_a_word(host: str) -> None:
    with pytest.raises(NotPublicError, match="--public"):
        require_public(Settings(host=host))
    require_public(Settings(host=host, public=True))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_listening_on_this_machine_needs_none(host: str) -> None:
    require_public(Settings(host=host))


FORWARDED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "planning.example",
}


@pytest.mark.parametrize(
    ("peer", "seen"),
    [
        ("127.0.0.1", "203.0.113.9 https planning.example"),
        ("::ffff:127.0.0.1", "203.0.113.9 https planning.example"),
        ("10.0.0.1", "10.0.0.1 http localhost"),
        ("nonsense", "nonsense http localhost"),
    ],
)
def test_only_the_named_proxy_speaks_for_others(database_url, tmp_path, peer, seen) -> None:
    app = create_app(
        {
            "database_url": database_url,
            "folder": tmp_path,
            "proxy": "127.0.0.1/32",
            "trusted_hosts": "planning.example",
        }
    )

    @app.get("/who")
    def who() -> str:
        return f"{request.remote_addr} {request.scheme} {request.host}"

    answer = app.test_client().get(
        "/who", headers=FORWARDED, environ_overrides={"REMOTE_ADDR": peer}
    )
    assert answer.text == seen
    app.extensions["database"].close()


def test_without_a_proxy_nobody_is_believed(client) -> None:
    answer = client.get("/healthz", headers=FORWARDED | {"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 200
    assert proxies(Settings()) == ()
    with pytest.raises(SettingError, match="SHEQU_PROXY"):
        proxies(Settings(proxy="my proxy"))


@pytest.mark.parametrize("path", ["//evil.example/", "//evil.example/areas/dongcheng", "/\\evil"])
def test_no_redirect_leaves_the_site(client, path: str) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": path, "RAW_URI": path})
    location = answer.headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
