"""How the scripts hang together: nothing that nobody uses, and each folder knows those below it."""

import posixpath
import re
from pathlib import Path

import pytest

from app.views.scripts import FOLDER, imported_modules, imports_of

TEMPLATES = FOLDER.parent.parent / "templates"
MODULES = {
    path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(FOLDER.rglob("*.js"))
}
# Run before there are modules, in this order: scripts as browsers had them from the first.
CLASSIC = ("map/symbols.js", "map/setup.js")
# From what knows all to what knows nothing; folders side by side do not know each other.
TIERS = (("pages",), ("result", "workbench"), ("tabs",), ("map",), ("legend",), ("shared",))
EXPORT = re.compile(r"^export (?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
EXPORTED_LISTS = re.compile(r"^export (?!(?:async )?(?:function|class|const|let) )", re.MULTILINE)
IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.{1,2}/[^"]+)"', re.MULTILINE)
MOST_FILES = 14
LONGEST_FILE = 400


def _resolved(module: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(module), name))


def _imported(modules: dict[str, str]) -> set[tuple[str, str]]:
    """Return (module, name) of all that some module imports."""
    return {
        (_resolved(module, source), name.split(" as ")[0].strip())
        for module, text in modules.items()
        for names, source in IMPORT.findall(text)
        for name in names.split(",")
        if name.strip()
    }


def _unused(modules: dict[str, str]) -> set[tuple[str, str]]:
    exported = {(module, name) for module, text in modules.items() for name in EXPORT.findall(text)}
    return exported - _imported(modules)


def _folder(module: str) -> str:
    return Path(module).parts[0]


def _rank(module: str) -> int:
    return next(rank for rank, tier in enumerate(TIERS) if _folder(module) in tier)


def _pages() -> list[str]:
    """Return the scripts that templates name."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.html"))]
    return [name for text in texts for name in re.findall(r'{% set script = "([^"]+)" %}', text)]


def test_what_a_module_exports_some_module_imports() -> None:
    assert _unused(MODULES) == set()


def test_an_export_that_nobody_imports_is_found() -> None:
    modules = {
        "a/one.js": "export function used() {}\nexport const gone = 1;\nexport class Kept {}\n",
        "b/two.js": 'import { Kept as Other, used } from "../a/one.js";\n',
    }
    assert _unused(modules) == {("a/one.js", "gone")}


def test_every_module_exports_by_name_and_imports_by_name() -> None:
    for module, text in MODULES.items():
        assert EXPORTED_LISTS.findall(text) == [], module
        assert len(imports_of(text)) == len(IMPORT.findall(text)), module


def test_every_script_belongs_to_a_page() -> None:
    pages = _pages()
    assert sorted(pages) == [module for module in MODULES if module.startswith("pages/")]
    reached = {module for page in pages for module in imported_modules(page, MODULES.__getitem__)}
    assert set(MODULES) - reached - set(pages) == set(CLASSIC)
    setup = (TEMPLATES / "_map.html").read_text(encoding="utf-8")
    assert re.findall(r"filename='js/(map/[\w-]+\.js)'", setup) == list(CLASSIC)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_from_its_folder_or_from_those_below(module: str) -> None:
    for name in imports_of(MODULES[module]):
        other = _resolved(module, name)
        assert _folder(other) == _folder(module) or _rank(other) > _rank(module), other


def test_scripts_and_folders_stay_small() -> None:
    for module, text in MODULES.items():
        assert len(text.splitlines()) <= LONGEST_FILE, module
    for folder in [FOLDER, *(path for path in FOLDER.rglob("*") if path.is_dir())]:
        assert len(list(folder.glob("*.js"))) <= MOST_FILES, folder


def test_no_script_is_left_beside_the_folders() -> None:
    assert {_folder(module) for module in MODULES} == {folder for tier in TIERS for folder in tier}
