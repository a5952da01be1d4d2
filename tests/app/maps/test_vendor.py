import re
from pathlib import Path

import pytest

from app.maps.assets import LOCAL
from app.maps.vendor import FOLDER, PARTS, MissingPartError, copies, copy_parts


def _installed(modules: Path) -> None:
    for source in PARTS.values():
        (modules / source).parent.mkdir(parents=True, exist_ok=True)
        (modules / source).write_text(f"part {source}", encoding="utf-8")


def test_parts_are_copied_once_and_again_when_they_change(tmp_path: Path) -> None:
    modules, folder = tmp_path / "node_modules", tmp_path / "vendor"
    _installed(modules)
    assert copy_parts(modules, folder) == len(PARTS)
    assert copy_parts(modules, folder) == 0
    (modules / PARTS["leaflet/leaflet.js"]).write_text("newer", encoding="utf-8")
    assert copy_parts(modules, folder) == 1
    assert (folder / "leaflet/leaflet.js").read_text(encoding="utf-8") == "newer"


def test_a_part_that_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError, match="npm ci"):
        copy_parts(tmp_path, tmp_path / "vendor")


def test_every_part_of_the_installed_modules_is_in_place() -> None:
    for source, target in copies():
        assert (FOLDER / target).read_bytes() == source.read_bytes(), target


def test_every_local_address_is_a_copied_part() -> None:
    assert set(LOCAL.values()) <= set(PARTS)


@pytest.mark.parametrize("sheet", [name for name in PARTS if name.endswith(".css")])
def test_style_sheets_name_only_files_that_are_here(sheet: str) -> None:
    text = (FOLDER / sheet).read_text(encoding="utf-8")
    for address in re.findall(r"url\(['\"]?([^)'\"]+)", text):
        if address.startswith(("data:", "#")):
            continue
        assert "//" not in address
        assert (FOLDER / sheet).parent.joinpath(address).is_file(), address
