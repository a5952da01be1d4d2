import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layers.reference_district.description import (
    Description,
    DescriptionError,
    load_description,
    parse_description,
)

FILE = Path(__file__).parents[3] / "data" / "reference" / "dongcheng.toml"


def _mapping() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def test_the_shipped_file_is_read(description: Description) -> None:
    assert description.area.slug == "dongcheng"
    assert description.communities == 137
    assert len(description.subdistricts) == 10


def _unknown_key(m: dict[str, Any]) -> None:
    m["people"]["pets"] = 12


def _missing(m: dict[str, Any]) -> None:
    del m["green"]["area_ha"]


def _ragged(m: dict[str, Any]) -> None:
    m["grid"]["characters"][0] = "mm"


def _stray_letter(m: dict[str, Any]) -> None:
    m["grid"]["subdistricts"][0] = "..HHHX.."


def _stray_character(m: dict[str, Any]) -> None:
    m["grid"]["characters"][0] = "..mmxm.."


def _stray_house(m: dict[str, Any]) -> None:
    m["characters"]["h"]["houses"] = ["igloo"]


def _wrong_types(m: dict[str, Any]) -> None:
    m["people"]["community_types"]["unit"] += 1


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_unknown_key, "people.pets"),
        (_missing, "green.area_ha"),
        (_ragged, "12 rows of 8"),
        (_stray_letter, "'X'"),
        (_stray_character, "'x'"),
        (_stray_house, "igloo"),
        (_wrong_types, "138"),
    ],
)
def test_faults_are_named(spoil: Callable[[dict[str, Any]], None], said: str) -> None:
    mapping = _mapping()
    spoil(mapping)
    with pytest.raises(DescriptionError) as caught:
        parse_description(mapping)
    assert said in str(caught.value)
    assert said in caught.value.text("zh")


def test_every_fault_is_named_at_once() -> None:
    mapping = _mapping()
    _unknown_key(mapping)
    _missing(mapping)
    with pytest.raises(DescriptionError, match=r"people\.pets.*green\.area_ha"):
        parse_description(mapping)


def test_an_unreadable_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DescriptionError, match=r"nowhere\.toml"):
        load_description(tmp_path / "nowhere.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("[area", encoding="utf-8")
    with pytest.raises(DescriptionError, match=r"broken\.toml"):
        load_description(broken)
