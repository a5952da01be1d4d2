"""Kind of fault: "1 errors", "1 facilities stand": a word for many behind a number that may be 1.

Every English text is read from the source: literals and f-strings of the code, the texts of pages
and scripts. A number that is told with a word for things picks the word itself: `{count:one|many}`
in the code (`layers.text.Count`), `[one|many]` in pages.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = sorted(
    path
    for folder in ("app", "layers", "spatial")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "app" / "templates").rglob("*.html"))
# A bare number, then up to two words: "{count} old versions".
BARE = re.compile(r"(?:\{([^{}|]*)\}|%\((\w+)\)s) ([a-z][a-z-]*)\b(?: ([a-z][a-z-]*)\b)?")
MANY_WITHOUT_S = {"people", "children", "men", "women", "data", "vertices"}
# Words in -s that are no word for many things: verbs, names of units, adverbs, singular nouns.
NO_THINGS = {
    "is", "was", "has", "as", "this", "its", "does", "less", "always",
    "access", "address", "across", "plus", "minus", "class", "census", "towards", "besides",
    "lacks", "holds", "takes", "states", "stands", "shows", "says", "repeats", "gives",
    "makes", "reaches", "names", "opens", "restores", "fixes", "pays", "asks", "outputs",
    "needs", "covers", "lies", "ends", "looks", "times", "begins", "means", "counts", "uses",
    "belongs", "appears",
}  # fmt: skip
LINKS = {"of", "in", "to", "and", "or"}
# Numbers that are never 1: limits and declared greatest values.
GREATEST = {
    "most", "terms.capacity[allowed].sum()", "question.people.sum()", "limit",
    "longest", "max_length",
    "most_seconds", "seconds", "width", "height",
    "bytes", "most_megabytes", "ratio", "change",
}  # fmt: skip
# A number that is told because it goes beyond a greatest value, so never 1: the text says both.
BEYOND = re.compile(
    r"more than the limit of|; accepted: \{MOST|at most \{MOST|more than the \{MOST|makes fewer"
)
# Shapes of arrays, for those who call `spatial` from code; and constants of the program.
NEVER_ONE = (
    "; accepted: as many",
    "one a row of cost",
    "numbers, 0 or more, or NaN",
    "dimensions; accepted: one",
    "points is of {",
    "nearest is of {",
    "' or '.join(accepted)",
    "the first 500 of",  # said from 501 on
    "its point has {",  # said from two on
    "bands; one is accepted",
    "front-end files copied",
    "An area holds {len(LAYER_TYPES)",
)
# What `title_fault` and `_too_large` tell is longer than its limit; the grid of the demonstration.
NEVER_ONE_IN = {
    "layers/titles.py",
    "layers/store/scenarios.py",
    "layers/reference_district/description.py",
    "layers/reference_district/facilities.py",
    "layers/reference_district/green.py",
}
# Names that stand for words or for a name, not for a number.
WORDS = {"area", "kind", "layer", "mark", "column", "where", "source", "slug", "id", "host"}


def _literals(path: Path) -> Iterator[tuple[int, str]]:
    """Give the texts of a file of code that have a placeholder, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
              for part in ast.walk(node) if part is not node}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(_part(one) for one in node.values)
        elif isinstance(node, ast.Constant) and id(node) not in inside:
            yield node.lineno, str(node.value).partition("\n")[0]


def _part(one: ast.expr) -> str:
    if isinstance(one, ast.Constant):
        return str(one.value)
    assert isinstance(one, ast.FormattedValue)
    spec = ast.unparse(one.format_spec)[2:-1] if one.format_spec else ""
    return "{" + ast.unparse(one.value).replace("{", "(").replace("}", ")") + f":{spec}" + "}"


def plural_faults(text: str) -> list[str]:
    """Return what stands in a text as a bare number before a word for many.

    >>> plural_faults("{count} old versions pruned"), plural_faults("{count:row|rows} read")
    (['{count} old versions'], [])
    """
    found: list[str] = []
    if BEYOND.search(text) or any(part in text for part in NEVER_ONE):
        return found
    for match in BARE.finditer(text):
        name = (match[1] or match[2] or "").partition(":")[0]
        words = [word for word in (match[3], match[4]) if word]
        if name in GREATEST | WORDS or name.isupper() or words[0] in NO_THINGS | LINKS:
            continue
        if any(w in MANY_WITHOUT_S or (w.endswith("s") and w not in NO_THINGS) for w in words):
            found.append(match[0])
    return found


@pytest.mark.parametrize("path", CODE + TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_number_picks_its_word(path: Path) -> None:
    if path.suffix == ".html":
        texts: Iterator[tuple[int, str]] = enumerate(path.read_text("utf-8").splitlines(), start=1)
    else:
        texts = _literals(path)
    if str(path.relative_to(ROOT)) in NEVER_ONE_IN:
        return
    assert [(line, one) for line, text in texts for one in plural_faults(text)] == []
