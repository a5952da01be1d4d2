"""Every error can be read in both languages and holds all that its message needs."""

import string

import pytest

from layers import errors
from layers.errors import CrsError, LayerError, UnknownLayerError, VersionConflictError
from layers.text import Text

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, LayerError) and kind is not LayerError
]


def braces(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_name_the_same_details(kind):
    assert braces(kind.message.zh) == braces(kind.message.en) != set()
    error = kind(**{name: f"<{name}>" for name in braces(kind.message.en)})
    for language in ("zh", "en"):
        assert all(f"<{name}>" in error.text(language) for name in error.details)
    assert str(error) == error.text("en") != error.text("zh")


def test_details_can_be_read_by_programs():
    error = VersionConflictError(layer="streets", found=4, expected=3)
    assert error.details == {"layer": "streets", "found": 4, "expected": 3}
    assert str(error) == ("layer 'streets' is at version 4, not 3; read it again before writing")


def test_what_is_not_there_is_a_lookup_error():
    missing = {kind.__name__ for kind in KINDS if issubclass(kind, LookupError)}
    kinds = ("Area", "Layer", "Feature", "Version")
    assert missing == {f"Unknown{kind}Error" for kind in kinds} | {"PrunedVersionError"}
    # a KeyError would show its message in quotes
    assert str(UnknownLayerError(layer="x", accepted="a, b")).startswith("no layer")


def test_a_reason_in_two_languages_is_put_in_the_one_asked_for():
    error = CrsError(reason=Text("未知", "unknown"))
    assert error.text("zh") == "坐标系有误：未知"
    assert str(error) == "coordinate system refused: unknown"
