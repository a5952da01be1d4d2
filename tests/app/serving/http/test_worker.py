import io
import json

import pytest
from gunicorn.http.errors import InvalidChunkSize

from app.serving.http.worker import Input, announces_body, refusal


@pytest.mark.parametrize(
    ("headers", "announced"),
    [
        ([], False),
        ([("CONTENT-LENGTH", "0")], False),
        ([("CONTENT-LENGTH", "00")], False),
        ([("CONTENT-LENGTH", "1")], True),
        ([("TRANSFER-ENCODING", "chunked")], True),
    ],
)
def test_a_body_is_announced_by_its_headers(headers, announced) -> None:
    assert announces_body(headers) is announced


def test_what_cannot_be_read_is_answered_as_a_problem_with_the_usual_headers() -> None:
    head, body = refusal(431).split(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0].startswith("HTTP/1.1 431 ")
    assert "Content-Type: application/problem+json" in lines
    assert "X-Content-Type-Options: nosniff" in lines
    assert f"Content-Length: {len(body)}" in lines
    assert json.loads(body)["status"] == 431


def test_malformed_chunks_are_errors_of_the_client() -> None:
    class Body(io.BytesIO):
        def read(self, _size: int | None = None) -> bytes:
            raise InvalidChunkSize(b"zz")

    with pytest.raises(OSError, match="chunk"):
        Input(Body()).read()
    assert Input(io.BytesIO(b"abc")).read(2) == b"ab"
