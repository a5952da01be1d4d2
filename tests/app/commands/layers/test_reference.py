import json

import pytest

pytestmark = pytest.mark.slow


def test_the_reference_district_is_loaded(runner) -> None:
    told = runner.invoke(args=["reference", "load", "--json"])
    assert told.exit_code == 0, told.output
    counts = {one["layer"]: one["feature_count"] for one in json.loads(told.stdout)}
    assert (counts["communities"], counts["police_stations"]) == (137, 128)
    (area,) = json.loads(runner.invoke(args=["areas", "list", "--json"]).stdout)
    assert (area["slug"], area["synthetic"]) == ("dongcheng", True)
