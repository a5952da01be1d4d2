from pathlib import Path

import pytest
from sqlalchemy import text

from app.config import Settings
from app.database import Database
from app.services import doctor
from layers.catalogue import parse_kind
from layers.formats.gdal import ACCEPTED_DRIVERS
from layers.postgis.own_kinds import add_kind
from layers.text import Text

TITLE = Text("标题", "title")


@pytest.mark.parametrize(
    ("found", "kind", "ok"),
    [
        ("3.8.0", "gdal", True),
        ("3.7.9", "gdal", False),
        ("3.10.3", "gdal", True),  # as numbers: 10 comes after 8
        ("15.18 (Debian 15.18-0+deb12u1)", "postgresql", True),
        ("13.4", "postgresql", False),
        ("None", "geos", False),
    ],
)
def test_versions_are_compared_as_numbers(found, kind, ok) -> None:
    finding = doctor.version("x", TITLE, found, kind=kind)
    assert finding.ok is ok
    assert ("at least" in finding.seen.en) is not ok


def test_packages_are_compared_with_the_pins(tmp_path: Path) -> None:
    pins = tmp_path / "requirements.txt"
    version = doctor.metadata.version("flask")
    pins.write_text(f"flask=={version} \\\n    --hash=sha256:00\n", encoding="utf-8")
    assert doctor.packages(pins).ok
    pins.write_text(
        "flask==0.1 \\\n    --hash=sha256:00\nno-such-package==1 ; python_version < '3' \\\n"
        "none-either==2\n",
        encoding="utf-8",
    )
    finding = doctor.packages(pins)
    assert not finding.ok
    assert finding.seen.en == (
        f"flask {version} (requirements.txt: 0.1), none-either - (requirements.txt: 2)"
    )
    assert "make product" in finding.as_dict("en")["mend"]


def test_the_drivers_that_read_files_are_the_accepted_ones() -> None:
    assert doctor.drivers().ok
    stray = doctor.judge_drivers({*ACCEPTED_DRIVERS, "VRT"}, TITLE)
    assert (stray.ok, "not allowed: VRT" in stray.seen.en) == (False, True)
    lost = doctor.judge_drivers(ACCEPTED_DRIVERS - {"GPKG"}, TITLE)
    assert (lost.ok, "missing: GPKG" in lost.seen.en) == (False, True)
    assert doctor.judge_drivers(set(ACCEPTED_DRIVERS), TITLE).ok


def test_a_foreign_database_of_proj_is_noticed() -> None:
    def fails() -> None:
        raise RuntimeError("PROJ: proj.db contains DATABASE.LAYOUT.VERSION.MINOR = 2")

    finding = doctor.proj_database("pyproj", fails)
    assert not finding.ok
    assert "PROJ_LIB" in finding.as_dict("en")["mend"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    well, room = doctor.storage(tmp_path)
    assert (well.ok, room.ok) == (True, True)
    missing = tmp_path / "not there"
    unwell, room = doctor.storage(missing)
    assert not unwell.ok
    assert str(missing) in unwell.seen.zh
    assert "SHEQU_FOLDER" in unwell.as_dict("zh")["mend"]
    assert room.ok  # of the nearest folder that is there
    assert list(tmp_path.iterdir()) == []


def test_too_little_room_is_told(tmp_path: Path) -> None:
    assert not doctor.free_space(tmp_path, least=10**18).ok
    assert doctor.free_space(tmp_path, least=1).ok


def test_missing_fonts_are_named(monkeypatch, tmp_path: Path) -> None:
    assert doctor.fonts().ok
    monkeypatch.setattr(doctor, "FOLDER", tmp_path)
    assert not doctor.fonts().ok


def test_a_machine_without_chinese_fonts_is_no_fault(monkeypatch) -> None:
    monkeypatch.setattr(doctor.shutil, "which", lambda _name: None)
    finding = doctor.system_fonts()
    assert finding.ok
    assert "pages bring their own" in finding.seen.en


def test_a_database_that_cannot_be_reached_is_a_finding_among_others(tmp_path: Path) -> None:
    url = "postgresql://nobody:secret@127.0.0.1:9/none"
    database = Database(url, folder=tmp_path / "postgres")
    found = {one.name: one for one in doctor.examine(Settings(folder=tmp_path), database)}
    assert not found["database"].ok
    assert "DATABASE_URL" in found["database"].as_dict("en")["mend"]
    assert "secret" not in found["database"].seen.en
    assert found["python"].ok


def test_a_database_before_its_first_start_says_so(server_url: str, tmp_path: Path) -> None:
    url = server_url.rpartition("/")[0] + "/template1"
    database = Database(url, folder=tmp_path / "postgres")
    with database.engine.connect() as connection:
        found = {one.name: one for one in doctor.server(connection)}
    database.close()
    assert found["postgresql"].ok
    assert found["postgis"].as_dict("en")["mend"] == "run make serve once"
    assert found["roles"].seen.en.startswith("flask: ")


def test_a_kind_that_cannot_be_read_is_named_with_the_mend(connection, dog_parks) -> None:
    """Kind: what is left out without a word where fitness is asked for."""
    (well,) = doctor.unreadable_kinds(connection)
    assert (well.name, well.ok) == ("kinds", True)
    add_kind(connection, parse_kind(dog_parks, "dog_parks.toml"), actor="ann")
    connection.execute(text("UPDATE kinds SET text = 'x = 1' WHERE layer = 'dog_parks'"))
    (unwell,) = doctor.unreadable_kinds(connection)
    assert not unwell.ok
    assert "dog_parks" in unwell.seen.en
    assert unwell.mend is not None
    assert "flask kinds remove" in unwell.mend.zh
