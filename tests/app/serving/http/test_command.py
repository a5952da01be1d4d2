import pytest

from app.config import Settings
from app.serving import address, arguments


def test_gunicorn_gets_the_settings() -> None:
    line = arguments(Settings(port=9001, workers=3, request_timeout=17))
    assert {"--bind=127.0.0.1:9001", "--workers=3", "--timeout=17"} <= set(line)
    assert {"--env=SHEQU_HOST=127.0.0.1", "--env=SHEQU_PUBLIC=0", "--env=PORT=9001"} <= set(line)
    assert any(one.endswith("app/serving/http/gunicorn_settings.py") for one in line)


def test_an_address_of_ipv6_is_bracketed() -> None:
    settings = Settings(host="::1", port=9001, public=True)
    assert {"--bind=[::1]:9001", "--env=SHEQU_PUBLIC=1"} <= set(arguments(settings))


@pytest.mark.parametrize(
    ("host", "reached"),
    [
        ("127.0.0.1", "http://127.0.0.1:9001"),
        ("localhost", "http://localhost:9001"),
        ("192.168.1.5", "http://192.168.1.5:9001"),
        ("0.0.0.0", "http://127.0.0.1:9001"),  # noqa: S104
        ("::", "http://[::1]:9001"),
        ("fe80::1", "http://[fe80::1]:9001"),
    ],
)
def test_this_machine_reaches_it_at_an_address_that_it_answers_to(host, reached) -> None:
    assert address(Settings(host=host, port=9001)) == reached
