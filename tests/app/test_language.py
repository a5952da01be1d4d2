import pytest
from flask import Flask

from app.language import request_language


@pytest.mark.parametrize(
    ("query", "cookie", "accept", "language"),
    [
        ("lang=en", "lang=zh", "zh", "en"),
        ("", "lang=en", "zh", "en"),
        ("lang=fr", "", "en-GB,en;q=0.9", "en"),
        ("", "", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "", "fr", "zh"),
        # The weights count, also where only the other language is named by its bare tag.
        ("", "", "en-GB, zh;q=0.5", "en"),
        ("", "", "zh-Hans-CN;q=0.2, en;q=0.3", "en"),
        ("", "", "en;q=0, zh;q=0.1", "zh"),
        ("", "", "EN-us", "en"),
        ("", "", "", "zh"),
    ],
)
def test_the_query_wins_then_the_cookie_then_the_browser(query, cookie, accept, language) -> None:
    headers = {"Cookie": cookie, "Accept-Language": accept}
    with Flask(__name__).test_request_context(f"/?{query}", headers=headers):
        assert request_language() == language


def test_outside_a_request_it_is_chinese() -> None:
    assert request_language() == "zh"
