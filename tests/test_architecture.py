"""The house rules that no linter knows: mirrored tests, sizes, who reads the environment."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = sorted(
    path
    for package in ("app", "layers", "spatial")
    for path in (ROOT / package).rglob("*.py")
    if "versions" not in path.parts and "vendor" not in path.parent.parts
)
MODULES = [p for p in CODE if p.name not in {"__init__.py", "__main__.py", "env.py"}]
LONGEST_FILE = 400
LONGEST_FUNCTION = 80


FOLDERS = sorted({path.parent for path in CODE})
MOST_FILES, MOST_FOLDERS = 14, 3


def _names(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=_names)
def test_every_module_has_its_test_file(path: Path) -> None:
    relative = path.relative_to(ROOT)
    mirror = ROOT / "tests" / relative.parent / f"test_{relative.name}"
    assert mirror.exists(), f"{relative} has no {mirror.relative_to(ROOT)}"


@pytest.mark.parametrize("path", CODE, ids=_names)
def test_files_stay_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE, f"{path.relative_to(ROOT)} has {lines} lines"


@pytest.mark.parametrize("path", CODE, ids=_names)
def test_functions_stay_short(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert length <= LONGEST_FUNCTION, f"{path.name}:{node.name} has {length} lines"


@pytest.mark.parametrize("path", CODE, ids=_names)
def test_the_environment_is_read_in_one_place(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path != ROOT / "app" / "config.py":
        assert "os.environ" not in text
        assert "os.getenv" not in text


def test_only_the_map_builders_import_folium() -> None:
    importers = {
        path.relative_to(ROOT).parts[:2]
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and any(a.name.startswith("folium") for a in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("folium"))
    }
    assert importers <= {("app", "maps")}


def test_no_name_hides_what_it_holds() -> None:
    vague = {"utils", "helpers", "manager", "common", "misc"}
    for path in CODE:
        words = set(path.stem.split("_")) | set(path.parent.name.split("_"))
        assert not words & vague, path


@pytest.mark.parametrize("folder", FOLDERS, ids=_names)
def test_every_room_is_small_and_has_a_face(folder: Path) -> None:
    assert len(list(folder.glob("*.py"))) <= MOST_FILES
    assert len(folder.relative_to(ROOT).parts) <= MOST_FOLDERS
    face = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(face), f"{folder} does not say what is in it"


ARRAYS = {ROOT / tier / "arrays.py" for tier in ("spatial", "layers")}


NAMED = {"np.float64", "np.int64", "np.bool_", "np.object_"}


@pytest.mark.parametrize("path", sorted({*CODE} - ARRAYS), ids=_names)
def test_what_arrays_hold_is_named_once_a_tier(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("NDArray"):
            assert ast.unparse(node.slice) not in NAMED, f"{path}:{node.lineno}"


MOST_METHODS = 15
CLASSES = [
    (path, node)
    for path in CODE
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.ClassDef)
]


def test_no_two_modules_have_a_public_class_of_one_name() -> None:
    places: dict[str, set[str]] = {}
    for path, node in CLASSES:
        if not node.name.startswith("_"):
            places.setdefault(node.name, set()).add(_names(path))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_classes_have_few_methods() -> None:
    many = {
        f"{_names(path)}:{node.name}": count
        for path, node in CLASSES
        if (count := sum(isinstance(one, ast.FunctionDef) for one in node.body)) > MOST_METHODS
    }
    assert many == {}


HELP = ROOT / "app" / "commands"
"""Whose docstrings are read on the command line: errors are told there by their exit codes."""


def _raises(function: ast.FunctionDef) -> bool:
    """Say whether a function itself raises, those inside it left out."""
    inside: list[ast.AST] = list(function.body)
    while inside:
        node = inside.pop()
        if isinstance(node, ast.Raise) and node.exc is not None:
            return True
        if not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            inside += ast.iter_child_nodes(node)
    return False


def _public(body: list[ast.stmt], name: str = "", doc: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and docstring of public functions that raise; of `__init__` that of its class."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _public(node.body, f"{node.name}.", ast.get_docstring(node) or "")
        if isinstance(node, ast.FunctionDef) and _raises(node):
            if node.name == "__init__":
                yield f"{name}__init__", doc
            elif not node.name.startswith("_"):
                yield f"{name}{node.name}", ast.get_docstring(node) or ""


@pytest.mark.parametrize("path", CODE, ids=_names)
def test_public_functions_say_what_they_raise(path: Path) -> None:
    if HELP in path.parents:
        return
    for name, doc in _public(ast.parse(path.read_text(encoding="utf-8")).body):
        told = re.search("raise|refuse|KeyError", doc, re.IGNORECASE)
        assert told, f"{path.relative_to(ROOT)}:{name} does not say what it raises"
