import ast
import io
import json
import subprocess
import sys

import pytest

from app.config import ROOT

REPLAY = "/api/v1/replay"
SCENARIOS = "/api/v1/areas/dongcheng/scenarios"
JSON = {"content_type": "application/json"}


def _slug(answer) -> str:
    return answer.get_json()["type"].rpartition(":")[2]


@pytest.mark.parametrize("address", [REPLAY, SCENARIOS])
@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "application/json; charset=gbk",
        "",
    ],
)
def test_only_json_is_taken(client, address: str, kind: str) -> None:
    answer = client.post(address, data=b"{}", headers={"Content-Type": kind})
    assert answer.status_code == 415
    assert "application/json" in answer.get_json()["detail"]


def test_a_compressed_body_is_refused(client) -> None:
    answer = client.post(REPLAY, data=b"{}", headers={"Content-Encoding": "gzip"}, **JSON)
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("address", [REPLAY, SCENARIOS])
def test_other_sites_may_send_nothing(client, address: str, headers) -> None:
    assert client.post(address, data=b"{}", headers=headers, **JSON).status_code == 403
    assert client.delete(f"{SCENARIOS}/a", headers=headers).status_code == 403


def test_this_site_and_programs_may(client) -> None:
    for headers in ({}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}):
        assert client.post(REPLAY, data=b"{}", headers=headers, **JSON).status_code == 422


@pytest.mark.parametrize(("address", "most"), [(REPLAY, 4_000_000), (SCENARIOS, 1_000_000)])
def test_each_address_takes_so_many_bytes_and_no_more(client, address: str, most: int) -> None:
    for length, chunked in ((most, False), (most + 1, False), (most, True), (most + 1, True)):
        body = b'"' + b"x" * (length - 2) + b'"'
        more = {"input_stream": io.BytesIO(body), "headers": {"Transfer-Encoding": "chunked"}}
        more["environ_overrides"] = {"wsgi.input_terminated": True}
        answer = client.post(address, **(more if chunked else {"data": body}), **JSON)
        assert (answer.status_code == 413) == (length > most), (length, chunked)


def test_a_hostile_body_takes_little_memory() -> None:
    """39 MB of `[],` cost 0.9 GB; what is taken at most may not double it either."""
    program = (
        "import resource\n"
        "from app.strict_json import JsonError, parse\n"
        "body = b'[' + b'[],' * 1_333_000 + b'[]]'\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n"
        "    parse(body)\n"
        "except JsonError:\n"
        "    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert int(done.stdout) * 1024 < 50_000_000


def test_no_view_reads_a_body_by_itself() -> None:
    forbidden = {"get_json", "get_data", "json", "form", "files", "stream", "values", "data"}
    for path in sorted((ROOT / "app" / "views").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                named = (node.value.id, node.attr)
                assert named[0] != "request" or named[1] not in forbidden, (path.name, named)


def test_a_get_with_a_body_is_answered(client) -> None:
    answer = client.get("/healthz", data=json.dumps({"a": 1}), **JSON)
    assert answer.status_code == 200
