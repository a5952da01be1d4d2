import json

import pytest

from tests.builders.rasters import write_even_raster


def _run(runner, *args):
    return runner.invoke(args=["rasters", *args])


@pytest.fixture
def tiff(tmp_path):
    path = tmp_path / "people.tif"
    return write_even_raster(path, 1, west=116.40, north=39.93, cell=0.001, side=10, nodata=-99)


@pytest.mark.usefixtures("bare_town")
def test_import_list_and_delete(runner, tiff) -> None:
    tried = _run(runner, "import", "town", "population", str(tiff), "--dry-run", "--json")
    assert tried.exit_code == 0, tried.output
    found = json.loads(tried.stdout)
    assert (found["found"]["cells"], found["raster"]) == (100, None)
    assert json.loads(_run(runner, "list", "town", "--json").stdout) == []
    stored = _run(runner, "import", "town", "population", str(tiff), "--as-of", "2020-05-01")
    assert stored.exit_code == 0, stored.output
    assert "10 x 10" in stored.stderr
    (raster,) = json.loads(_run(runner, "list", "town", "--json").stdout)
    assert (raster["kind"], raster["version"], raster["as_of"]) == ("population", 1, "2020-05-01")
    assert raster["source"] == "people.tif"
    assert "path" not in raster
    assert "population" in _run(runner, "list", "town").stdout
    assert _run(runner, "delete", "town", "population", "--yes").exit_code == 0
    assert json.loads(_run(runner, "list", "town", "--json").stdout) == []


@pytest.mark.usefixtures("bare_town")
def test_wrong_use_is_2_refused_data_3_nothing_there_1(runner, tiff, tmp_path) -> None:
    assert _run(runner, "list", "nowhere").exit_code == 2
    assert _run(runner, "import", "nowhere", "population", str(tiff)).exit_code == 2
    assert _run(runner, "import", "town", "height", str(tiff)).exit_code == 2
    bad = tmp_path / "bad.tif"
    bad.write_bytes(b"not a raster")
    refused = _run(runner, "import", "town", "ndvi", str(bad), "--lang", "en")
    assert refused.exit_code == 3
    assert "no GeoTIFF" in refused.stderr
    assert _run(runner, "delete", "town", "ndvi", "--yes").exit_code == 1


def _versions(runner, *args):
    return {
        one["version"]: one["state"]
        for one in json.loads(_run(runner, "history", "town", *args, "--json").stdout)
    }


@pytest.mark.usefixtures("bare_town")
def test_history_lists_what_there_was_and_prune_removes_it(runner, tiff) -> None:
    for day in ("2020-01-01", "2021-01-01", "2022-01-01"):
        _run(runner, "import", "town", "population", str(tiff), "--as-of", day)
    assert _versions(runner) == {3: "present", 2: "kept", 1: "kept"}
    told = _run(runner, "history", "town", "population", "--lang", "en")
    assert all(word in told.stdout for word in ("present", "kept", "2021-01-01", "10 x 10"))
    tried = json.loads(_run(runner, "prune", "town", "--dry-run", "--json").stdout)
    # All three are the same raster, and the present one needs the file.
    assert ([one["version"] for one in tried["pruned"]], tried["bytes"]) == ([2, 1], 0)
    assert _versions(runner, "population") == {3: "present", 2: "kept", 1: "kept"}
    refused = runner.invoke(args=["rasters", "prune", "town", "--lang", "en"], input="n\n")
    assert refused.exit_code != 0
    assert "could not be computed again" in refused.stderr
    assert _versions(runner) == {3: "present", 2: "kept", 1: "kept"}
    done = _run(runner, "prune", "town", "population", "--keep", "2", "--yes", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "1 old version pruned" in done.stderr
    assert _versions(runner) == {3: "present", 2: "kept", 1: "pruned"}
    early = ("prune", "town", "--before", "2020-01-01", "--yes", "--lang", "en")
    assert "no old version" in _run(runner, *early).stderr
    assert _run(runner, "prune", "town", "height", "--yes").exit_code == 2
    assert _run(runner, "prune", "town", "--keep", "-1", "--yes").exit_code == 2
