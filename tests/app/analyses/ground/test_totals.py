"""A boundary and a grid of people are enough; what they count is said to be counted.

The kind: a figure that could be measured, and was empty without a word.
"""

import numpy as np
import pytest
from shapely.geometry import Point

from app.analyses.access.access import AccessParameters
from app.analyses.access.access import compute as access
from app.analyses.coverage.coverage import CoverageParameters
from app.analyses.coverage.coverage import compute as coverage
from app.analyses.green.green import GreenParameters
from app.analyses.green.green import compute as green
from app.analyses.ground.totals import taken_told, totals_told
from app.analyses.ground.zones import communities, zones
from app.analyses.siting.siting import SitingParameters
from app.analyses.siting.siting import compute as siting
from app.analyses.standards.gaps import Held

NEAR = {"facility": "health_centers"}


@pytest.fixture
def silent(town):
    """Communities that state nobody; 600 and 200 people counted in West, 200 in East."""
    frame = town.frames["communities"]
    town.frames["communities"] = frame.assign(
        population_resident=np.nan, population_registered=np.nan
    )
    town.put(
        "population_cells",
        [Point(500, 600), Point(10, 10), Point(1990, 990)],
        population_resident=[600.0, 200.0, 200.0],
    )
    return town


def test_every_analysis_counts_the_people_of_the_cells(silent):
    """600 of 1,000 live within 300 m of the center at (500, 500); 20 ares of green are shared."""
    found = coverage(silent, CoverageParameters(**NEAR, radius=300))
    assert found.rows["population"].tolist() == [800, 200]
    assert found.rows["covered_population"].tolist() == [600, 0]
    assert found.total["population_share"] == 0.6
    # 20,000 m2 overlap by 5,000 m2: 15,000 m2 for 800 people.
    ledger = green(silent, GreenParameters())
    assert ledger.rows["green_per_resident_m2"].iloc[0] == 15_000 / 800
    shared = access(silent, AccessParameters(**NEAR, catchment=300))
    assert shared.total["population"] == 1000
    assert shared.total["access_per_1000"] == pytest.approx(1.0)
    sites = siting(silent, SitingParameters(**NEAR, radius=300, sites=1, spacing=100))
    assert sites.total["people"] == 1000
    assert sites.total["gained"] == 200
    assert zones(silent, "area").frame["population_resident"].tolist() == [1000]
    assert Held(silent)["communities"]["population_resident"].tolist() == [800, 200]


def test_the_answer_says_whose_count_it_is(silent):
    (told,) = totals_told(silent, "resident")
    assert told.en.startswith("2 of 2 communities state no resident people: the 1,000 counted by")
    assert "2 个社区（共 2 个）没有常住人口数" in told.zh
    (lacking,) = totals_told(silent, "registered")
    assert "population_registered" in lacking.en
    assert "raster" not in lacking.en
    assert list(taken_told(silent, "registered")) == []


def test_what_communities_state_stays_and_the_difference_is_told(town):
    """8,000 and 2,000 are stated; 11,000 are counted, 10 % more."""
    town.put("population_cells", [Point(500, 600)], population_resident=[11_000.0])
    assert communities(town)["population_resident"].tolist() == [8000, 2000]
    (told,) = totals_told(town, "resident")
    assert "11,000 resident people counted, where communities state 10,000 (+10.0%)" in told.en
    town.put("population_cells", [Point(500, 600)], population_resident=[10_000.0])
    assert list(totals_told(town, "resident")) == []


def test_a_raster_counts_residents(silent, put):
    """Four columns of 500 m: 1 and 2 persons in West, 3 and 4 in East."""
    del silent.frames["population_cells"]
    put("population", [1, 2, 3, 4])
    assert communities(silent)["population_resident"].tolist() == pytest.approx([3, 7])
    assert communities(silent)["population_registered"].isna().all()


def test_communities_in_which_nobody_was_counted_are_told_apart(silent):
    """Kind: a count of what was filled told as a count of what was missing (1 of 2 for 2 of 2)."""
    silent.put("population_cells", [Point(500, 600)], population_resident=[600.0])
    (told,) = taken_told(silent, "resident")
    assert told.en.startswith("2 of 2 communities state no resident people: the 600 counted by")
    assert "and 1 of them in which nobody was counted stays without data" in told.en
    assert "其中 1 个没有计到人" in told.zh
