from flask import Flask

from app.answers.replies import json_reply, reply, tag, unchanged


def test_a_tag_depends_on_every_part() -> None:
    assert tag("a", 1) == tag("a", 1)
    assert len({tag("a", 1), tag("a", 2), tag("a1"), tag(("a", 1))}) == 4


def test_a_file_gets_a_name_also_in_chinese() -> None:
    with Flask(__name__).test_request_context():
        answer = reply(b"x", "csv", etag="t", name="东城")
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=UTF-8''%E4%B8%9C%E5%9F%8E.csv"
    )
    assert answer.content_type == "text/csv; charset=utf-8"


def test_an_empty_tag_is_one_that_nothing_has(client) -> None:
    for held in ('""', 'W/""', '*,""', '"", "x"'):
        answer = client.get("/api/v1/areas", headers={"If-None-Match": held})
        assert answer.status_code in {200, 304}, held


def test_only_the_same_answer_is_unchanged() -> None:
    app = Flask(__name__)
    for header, same in (('"t"', True), ('"t:br"', True), ('"u"', False), ("*", True)):
        with app.test_request_context(headers={"If-None-Match": header}):
            assert (unchanged("t") is not None) is same
    with app.test_request_context():
        assert unchanged("t") is None
        assert json_reply({"a": "东"}).get_data(as_text=True) == '{"a":"东"}'
