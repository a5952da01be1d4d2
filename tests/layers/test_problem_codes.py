"""The table of causes: complete in both languages, and neither short nor long of a code."""

import ast
import string
from pathlib import Path

import pytest

import layers
from layers.problem_codes import PROBLEMS

SOURCES = sorted(Path(next(iter(layers.__path__))).rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in SOURCES}


def braces(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def texts(tree: ast.AST) -> set[str]:
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("code", PROBLEMS)
def test_both_languages_name_the_same_values(code):
    cause = PROBLEMS[code]
    assert braces(cause.message.zh) == braces(cause.message.en)
    assert braces(cause.mend.zh) == braces(cause.mend.en)
    assert all(part.strip() for part in (*cause.message, *cause.mend))


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_cause_is_found_by_some_check(code):
    assert any(code in texts(tree) for path, tree in TREES.items() if path.name != "causes.py")


def test_every_problem_that_is_reported_has_its_cause():
    reported = {
        argument.value
        for tree in TREES.values()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and (getattr(call.func, "id", "") or getattr(call.func, "attr", ""))
        in {"Problem", "report", "BadValueError"}
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    } - {"error", "warning", "repaired"}
    fields = {"code", "community"}  # names of columns that stand beside the code
    assert len(reported) > 30
    assert reported - fields <= set(PROBLEMS)
