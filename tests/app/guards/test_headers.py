"""What a header says is done or ignored, and never an error of ours."""

import pytest

from app import create_app
from app.guards.headers import is_date, without_refused

LONG = "/long"
SHEET = "/static/css/base.css"


@pytest.fixture(scope="module")
def app():
    made = create_app({})
    made.add_url_rule(LONG, view_func=lambda: {"text": "a" * 2000})
    return made


@pytest.fixture
def get(app):
    """Ask for a sheet with headers; its file is closed."""

    def asked(headers):
        with app.test_client().get(SHEET, headers=headers) as answer:
            return answer

    return asked


@pytest.mark.parametrize(
    "date",
    [
        "Fri, 01 Jan 2000 00:00:00 +9999999999999",
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "Fri, 99 Foo 99999999 99:99:99 GMT",
        "yesterday",
    ],
)
@pytest.mark.parametrize("name", ["If-Modified-Since", "If-Unmodified-Since", "If-Range"])
def test_a_condition_whose_date_cannot_be_read_is_none(get, name: str, date: str) -> None:
    """Kind: what a client writes is read by a library that raises what nobody expects (500)."""
    answer = get({name: date, "Range": "bytes=0-3"})
    assert answer.status_code == (200 if name == "If-Range" else 206)
    assert not is_date(date)


def test_conditions_with_dates_hold(get) -> None:
    later = {"If-Modified-Since": "Fri, 01 Jan 2999 00:00:00 GMT"}
    assert get(later).status_code == 304
    part = {"Range": "bytes=0-3", "If-Range": "Fri, 01 Jan 2999 00:00:00 GMT"}
    assert get(part).status_code == 206


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("gzip;q=0", None),
        ("gzip;q=0.0, identity", None),
        ("*;q=0", None),
        ("br;q=0, *", "gzip"),
        ("gzip;q=0, *", "br"),
        ("br;q=0,gzip;q=0.5", "gzip"),
        ("gzip, br", "br"),
        ("GZIP", "gzip"),
        ("identity", None),
    ],
)
def test_a_coding_with_the_weight_0_is_not_sent(app, accepted: str, sent: str | None) -> None:
    """Kind: a weight that is read as a name alone."""
    with app.test_client().get(LONG, headers={"Accept-Encoding": accepted}) as answer:
        assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding") == sent
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_weights_are_kept() -> None:
    assert without_refused("br;q=0.2, gzip;q=0.9", ("br", "gzip")) == "br;q=0.2, gzip;q=0.9"
    assert without_refused("*;q=0.5", ("br", "gzip")) == "br;q=0.5, gzip;q=0.5"
