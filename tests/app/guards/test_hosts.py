"""Which names are answered to, who may be reached from outside, and which proxy is believed."""

import pytest
from flask import request
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app import create_app
from app.config import SettingError, Settings
from app.guards.hosts import (
    NotPublicError,
    believed,
    is_loopback,
    is_trusted,
    proxies,
    require_public,
)


@pytest.mark.parametrize(
    ("host", "trusted"),
    [
        ("localhost", True),
        ("LOCALHOST:8000", True),
        ("127.0.0.1:65535", True),
        ("[::1]", True),
        ("[::1]:9000", True),
        ("127.0.0.1:65536", False),
        ("127.0.0.1:0", False),
        ("127.0.0.1:999999999999", False),
        ("localhost:", False),
        ("localhost.evil.example", False),
        ("evil.example", False),
        ("user@localhost", False),
        ("localhost evil", False),
        ("localhost/evil", False),
        ("localhost\r\nX: y", False),
        ("localhost\n", False),
        ("[::1", False),
        ("::1", False),
        ("本机", False),
        ("١27.0.0.1", False),
        ("", False),
    ],
)
def test_only_names_of_this_machine_are_answered_to(client, host, trusted) -> None:
    assert is_trusted(host, believed(Settings())) is trusted
    answer = client.get("/healthz", environ_overrides={"HTTP_HOST": host})
    assert answer.status_code == (200 if trusted else 400)
    if not trusted:
        assert answer.content_type == "application/problem+json"
        assert "SHEQU_TRUSTED_HOSTS" in answer.get_json()["detail"]


def test_a_page_for_people_names_the_setting_and_shows_the_host_as_text(client) -> None:
    headers = {"Host": "<script>alert(1)</script>", "Accept": "text/html"}
    answer = client.get("/", headers=headers)
    assert answer.status_code == 400
    assert "SHEQU_TRUSTED_HOSTS" in answer.text
    assert "<script>alert(1)" not in answer.text


@pytest.mark.parametrize(
    ("protocol", "status"),
    [("HTTP/1.0", 200), ("HTTP/1.1", 400), ("HTTP/1.9", 400)],
)
def test_only_programs_of_http_1_0_may_leave_the_host_out(client, protocol, status) -> None:
    environ = EnvironBuilder("/healthz").get_environ()
    del environ["HTTP_HOST"]
    environ |= {"SERVER_NAME": "127.0.0.1", "SERVER_PROTOCOL": protocol}
    _, line, _ = run_wsgi_app(client.application.wsgi_app, environ)
    assert line.startswith(f"{status} ")


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("http://evil.example/healthz", 400),
        ("HTTPS://user@localhost/healthz", 400),
        ("http://localhost:8000/healthz", 200),
        ("http:///healthz", 400),
        ("/healthz?next=http://evil.example/", 200),
    ],
)
def test_the_host_of_a_whole_address_counts_as_well(client, line, status) -> None:
    answer = client.get("/healthz", environ_overrides={"RAW_URI": line})
    assert answer.status_code == status


def test_hosts_are_believed_by_setting_and_by_address() -> None:
    settings = Settings(host="192.168.1.5", trusted_hosts="planning.example, .City.example")
    names = believed(settings)
    assert names[-3:] == ("192.168.1.5", "planning.example", ".city.example")
    good = ("192.168.1.5:8000", "planning.example", "a.city.example:443")
    bad = ("city.example", "evilcity.example", "planning.example.evil", "192.168.1.50")
    assert all(is_trusted(host, names) for host in good)
    assert not any(is_trusted(host, names) for host in bad)
    assert believed(Settings(host="0.0.0.0")) == believed(Settings())  # noqa: S104
    assert "[fe80::1]" in believed(Settings(host="FE80::1"))


@pytest.mark.parametrize("name", ["https://planning.example", "planning.example:80", "a b", "*"])
def test_a_trusted_host_is_a_name(name) -> None:
    with pytest.raises(SettingError, match="SHEQU_TRUSTED_HOSTS"):
        believed(Settings(trusted_hosts=name))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machine_needs_no_flag(host) -> None:
    assert is_loopback(host)
    require_public(Settings(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "planning.example", ""])  # noqa: S104
def test_other_machines_need_a_flag(host) -> None:
    with pytest.raises(NotPublicError, match="--public"):
        require_public(Settings(host=host))
    require_public(Settings(host=host, public=True))


@pytest.mark.parametrize(
    ("peer", "seen"),
    [
        ("10.1.2.3", ("203.0.113.7", "https", "planning.example")),
        ("::ffff:10.1.2.3", ("203.0.113.7", "https", "planning.example")),
        ("2001:db8::1", ("203.0.113.7", "https", "planning.example")),
        ("11.1.2.3", ("11.1.2.3", "http", "localhost")),
        ("127.0.0.1", ("127.0.0.1", "http", "localhost")),
        ("nobody", ("nobody", "http", "localhost")),
    ],
)
def test_only_a_known_proxy_speaks_for_a_client(database_url, tmp_path, peer, seen) -> None:
    app = create_app(
        {
            "database_url": database_url,
            "folder": tmp_path,
            "proxy": "10.0.0.0/8, 2001:db8::1",
            "trusted_hosts": "planning.example",
        }
    )

    @app.get("/seen")
    def told() -> list[str]:
        return [request.remote_addr or "", request.scheme, request.host]

    answer = app.test_client().get(
        "/seen",
        environ_base={"REMOTE_ADDR": peer},
        headers={
            "X-Forwarded-For": "1.2.3.4, 203.0.113.7",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "planning.example",
            "Forwarded": "for=6.6.6.6;host=evil.example",
        },
    )
    assert tuple(answer.get_json()) == seen
    app.extensions["database"].close()


def test_a_forwarded_host_must_be_ours_too(database_url, tmp_path) -> None:
    app = create_app({"database_url": database_url, "folder": tmp_path, "proxy": "10.0.0.1"})
    answer = app.test_client().get(
        "/healthz",
        environ_base={"REMOTE_ADDR": "10.0.0.1"},
        headers={"X-Forwarded-Host": "evil.example"},
    )
    assert answer.status_code == 400
    app.extensions["database"].close()


def test_a_proxy_is_an_address() -> None:
    assert [str(one) for one in proxies(Settings(proxy="10.0.0.1,::1"))] == [
        "10.0.0.1/32",
        "::1/128",
    ]
    with pytest.raises(SettingError, match="SHEQU_PROXY"):
        proxies(Settings(proxy="proxy.example"))


@pytest.mark.parametrize("path", ["//evil.example/", "//evil.example/areas/dongcheng", "/\\evil"])
def test_no_redirect_leaves_the_site(client, path) -> None:
    for where in (path, f"/?next={path}", f"/areas//dongcheng?x={path}"):
        location = client.get(where).headers.get("Location", "/")
        assert location.startswith(("/", "http://localhost/")), location
        assert not location.startswith("//"), location
