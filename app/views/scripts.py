"""The modules that the script of a page imports, so that the page can name all of them at once."""

import posixpath
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "static" / "js"
IMPORT = re.compile(r'^(?:import\b|export\s*[{*])[^;"(]*"(\.{1,2}/[^"]+)"', re.MULTILINE)


def imports_of(text: str) -> list[str]:
    """Return what the text of a module imports from files of ours, as it is written there."""
    return IMPORT.findall(text)


def imported_modules(entry: str, read: Callable[[str], str]) -> list[str]:
    """Return the paths of all modules that `entry` imports, itself or through others, sorted.

    Parameters
    ----------
    entry
        The path of a module, with forward slashes.
    read
        Returns the text of the module at a path.
    """
    found: set[str] = set()
    waiting = [entry]
    while waiting:
        module = waiting.pop()
        for name in imports_of(read(module)):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(module), name))
            if path not in found:
                found.add(path)
                waiting.append(path)
    return sorted(found - {entry})


@cache
def preloaded(entry: str) -> list[str]:
    """Return the modules to load together with `entry`; files do not change while we serve."""
    return imported_modules(entry, lambda path: (FOLDER / path).read_text(encoding="utf-8"))
