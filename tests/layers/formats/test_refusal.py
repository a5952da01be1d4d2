"""Reasons for refusing a file: complete in both languages, given all they need, without paths."""

import ast
import string
from pathlib import Path

import pytest

from layers import formats
from layers.causes.refusals import REASONS
from layers.errors import FormatError
from layers.formats.refusal import FileRefusedError, Refusal
from layers.text import Text

FOLDER = Path(next(iter(formats.__path__)))
SOURCES = sorted(FOLDER.rglob("*.py"))


def braces(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _refusals():
    """Yield each place in the code that refuses: file, code, names of the values given."""
    for path in SOURCES:
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            at = {"Refusal": 0, "FileRefusedError": 1}.get(getattr(call.func, "id", ""))
            code = call.args[at] if at is not None and len(call.args) > at else None
            if isinstance(code, ast.Constant):
                yield path.name, code.value, {word.arg for word in call.keywords}


@pytest.mark.parametrize("code", REASONS)
def test_both_languages_name_the_same_values(code):
    reason = REASONS[code]
    assert braces(reason.zh) == braces(reason.en)
    assert reason.zh.strip() != reason.en.strip()


def test_every_refusal_in_the_code_has_its_reason_and_its_values():
    found = list(_refusals())
    assert len(found) > 30
    for name, code, values in found:
        assert code in REASONS, (name, code)
        assert values == braces(REASONS[code].en), (name, code)


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_is_given_by_some_reader(code):
    texts = {
        node.value
        for path in SOURCES
        if path.name != "refusal.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
    }
    assert code in texts


def test_a_refusal_names_file_and_reason_in_both_languages():
    what, mend = Text("带宏的工作簿", "a workbook with macros"), Text("请另存", "save it anew")
    error = FileRefusedError("a.xlsm", "not_accepted", what=what, mend=mend)
    assert isinstance(error, FormatError)
    assert error.text("zh") == "无法读取文件“a.xlsm”：不接受 带宏的工作簿；请另存"
    assert str(error) == (
        "cannot read file 'a.xlsm': a workbook with macros is not accepted; save it anew"
    )


def test_braces_in_names_from_the_file_stay_literal():
    error = FileRefusedError("{x}.gpkg", "virtual_table", table="{0.__class__}")
    assert "'{x}.gpkg'" in str(error)
    assert "'{0.__class__}'" in str(error)


def test_inside_the_readers_a_refusal_carries_code_and_values():
    refusal = Refusal("too_many_rows", limit=3)
    assert (refusal.code, refusal.values) == ("too_many_rows", {"limit": 3})
