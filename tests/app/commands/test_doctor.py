import json

from app.services import doctor
from layers.text import Text


def test_every_part_is_reported_and_all_is_well(runner) -> None:
    told = runner.invoke(args=["doctor", "--json"])
    found = json.loads(told.stdout)
    parts = {one["name"]: one for one in found["findings"]}
    assert {
        *("python", "gdal_pyogrio", "gdal_rasterio", "geos_shapely", "geos_pyogrio"),
        *("proj_pyproj", "proj_rasterio", "proj_postgis", "geos_postgis", "postgresql"),
        *("postgis", "roles", "drivers", "disk", "folder", "fonts", "system_fonts", "packages"),
    } <= set(parts)
    unwell = [one for one in found["findings"] if not one["ok"]]
    assert (unwell, found["ok"], told.exit_code) == ([], True, 0)
    assert all(one["mend"] is None for one in found["findings"])


def test_what_is_not_well_comes_with_its_mend_and_exit_code_1(runner, monkeypatch) -> None:
    full = doctor.Finding(
        "disk",
        Text("磁盘余量", "free disk"),
        Text("0 GB", "0 GB"),
        ok=False,
        mend=Text("清理", "tidy up"),
    )
    monkeypatch.setattr(doctor, "free_space", lambda _folder: full)
    told = runner.invoke(args=["doctor", "--lang", "en"])
    assert told.exit_code == 1
    row = next(line for line in told.stdout.splitlines() if "free disk" in line)
    assert "warn" in row
    assert "tidy up" in row
    assert "1 to mend" in told.stderr
    zh = runner.invoke(args=["doctor", "--lang", "zh"])
    assert "清理" in zh.stdout
    found = json.loads(runner.invoke(args=["doctor", "--json", "--lang", "zh"]).stdout)
    assert found["ok"] is False
    assert [one["mend"] for one in found["findings"] if not one["ok"]] == ["清理"]
