"""No data inside folium: `python -m tests.rules.folium_data` proves it or names the place.

Folium compiles what it has rendered once more as a template, so a value of an area that reaches
one of its elements can run on the server. A module that imports folium or branca can only get
values in four ways, and each is closed:

- imports: it may import nothing but folium, branca and what `IMPORTS` lists, which hold no data;
- parameters and fields: they have the types of `VALUES`, of classes made of these, or of the
  module's own folium elements; `Identifier` checks its text when it is made (mypy the rest);
- builtins that read, evaluate or reach around types, and comments that silence mypy, are refused;
- nothing of folium leaves it: no function that other modules may call returns an element.

Every other module is refused folium altogether.
"""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("app", "layers", "spatial")
FOLIUM = frozenset({"folium", "branca"})
# The modules that may draw with folium.
DRAWING = ("app/maps/assets.py", "app/maps/base.py")
IMPORTS = frozenset(
    {
        "app.maps.assets",
        "app.maps.identifier",
        "base64",
        "dataclasses",
        "functools",
        "hashlib",
        "markupsafe",
    }
)
# Types of what may come in from elsewhere; `Figure` is folium's own.
VALUES = frozenset({"Identifier", "bool", "tuple", "dict", "None", "Figure"})
REFUSED = frozenset(
    {
        "Any",
        "__import__",
        "cast",
        "compile",
        "eval",
        "exec",
        "getattr",
        "globals",
        "input",
        "locals",
        "open",
        "setattr",
        "vars",
    }
)
Fault = tuple[str, int, str]


def faults_of(path: str, source: str) -> list[Fault]:
    """Return what is against the rule in one module: its path, the line, what is wrong there."""
    tree = ast.parse(source)
    if path in DRAWING:
        return sorted(_drawing_faults(path, tree, source))
    return sorted(
        (path, line, f"imports {name}; only {' and '.join(DRAWING)} may")
        for name, line in _imports(tree)
        if name.partition(".")[0] in FOLIUM
    )


def _drawing_faults(path: str, tree: ast.Module, source: str) -> Iterator[Fault]:
    for name, line in _imports(tree):
        if name.partition(".")[0] not in FOLIUM and name not in IMPORTS:
            yield path, line, f"imports {name}, which may hold data"
    for number, text in enumerate(source.splitlines(), start=1):
        if "type: ignore" in text:
            yield path, number, "silences mypy, which proves the types"
    accepted = VALUES | _own_types(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in REFUSED:
            yield path, node.lineno, f"uses {node.id}"
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from ((path, line, said) for line, said in _parameter_faults(node, accepted))
            returned = _names_in(node.returns)
            if not node.name.startswith("_") and returned & (_elements(tree) | {"Figure"}):
                yield path, node.lineno, f"{node.name} gives an element of folium away"


def _imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((one.name, node.lineno) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.lineno
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = node.func.id if isinstance(node.func, ast.Name) else called
            if called in {"import_module", "__import__"}:
                yield str(node.args[0].value), node.lineno


def _parameter_faults(
    function: ast.FunctionDef | ast.AsyncFunctionDef, accepted: Iterable[str]
) -> Iterator[tuple[int, str]]:
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    for one in (*named, *filter(None, (given.vararg, given.kwarg))):
        found = _names_in(one.annotation)
        if one.arg != "self" and (not found or found - set(accepted)):
            said = ast.unparse(one.annotation) if one.annotation else "nothing"
            yield one.lineno, f"takes {one.arg} of the type {said}, which may hold data"


def _names_in(annotation: ast.expr | None) -> set[str]:
    """Return the names of types in an annotation; a type in quotes is one name."""
    if annotation is None:
        return set()
    found = {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}
    parts = {ast.unparse(n) for n in ast.walk(annotation) if isinstance(n, ast.Attribute)}
    quoted = {
        "None" if node.value is None else repr(node.value)
        for node in ast.walk(annotation)
        if isinstance(node, ast.Constant) and node.value is not Ellipsis
    }
    return found | parts | quoted


def _classes(tree: ast.Module) -> list[ast.ClassDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]


def _elements(tree: ast.Module) -> set[str]:
    """Return the module's own classes of folium elements."""
    imported = {
        one.asname or one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in FOLIUM
        for one in node.names
    }
    own = {"folium", *imported}
    return {one.name for one in _classes(tree) if {b.partition(".")[0] for b in _bases(one)} & own}


def _bases(one: ast.ClassDef) -> set[str]:
    return {ast.unparse(base) for base in one.bases}


def _own_types(tree: ast.Module) -> set[str]:
    """Return the module's classes that hold nothing but accepted values."""
    found = _elements(tree)
    for one in _classes(tree):
        fields = [part.annotation for part in one.body if isinstance(part, ast.AnnAssign)]
        if fields and all(_names_in(field) <= VALUES | found for field in fields):
            found.add(one.name)
    return found


def faults(root: Path = ROOT) -> list[Fault]:
    """Return what is against the rule in the packages of the project."""
    found: list[Fault] = []
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            found += faults_of(name, path.read_text(encoding="utf-8"))
    return found


def main() -> int:
    """Print every fault; return 1 when there is any."""
    found = faults()
    for path, line, said in found:
        sys.stdout.write(f"{path}:{line}: {said}\n")
    sys.stdout.write("no data inside folium\n" if not found else f"{len(found)} faults\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
