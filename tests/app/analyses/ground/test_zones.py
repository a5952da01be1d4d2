import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from app.analyses.green.green import GreenParameters
from app.analyses.green.green import compute as green
from app.analyses.ground.zones import (
    UNNAMED,
    communities,
    english_subdistricts,
    groups,
    mean_by_unit,
    names,
    zones,
)
from app.analyses.standards.gaps import Held
from app.problems.errors import MissingLayerError
from spatial.population import DemandPoints


def test_units_carry_the_people_of_their_communities(town) -> None:
    for by, count in (("community", 2), ("subdistrict", 1), ("area", 1)):
        units = zones(town, by)
        assert len(units.frame) == len(units.lonlat) == count
        assert units.frame["population_resident"].sum() == 10_000
        assert units.frame.area.sum() == pytest.approx(2e6)
        assert units.lonlat.crs == "EPSG:4326"


def test_a_community_without_a_known_subdistrict_goes_where_it_lies(town) -> None:
    town.frames["communities"]["subdistrict"] = ["Town", "Elsewhere"]
    assert groups(town, "subdistrict").tolist() == [1, 1]


def test_names_of_units(town) -> None:
    assert names(town, "community").tolist() == ["West", "East"]
    assert names(town, "area").tolist() == ["小镇"]


def test_missing_layers_are_named(town) -> None:
    town.frames.pop("subdistricts")
    town.frames["communities"]["subdistrict"] = None
    with pytest.raises(MissingLayerError, match="subdistricts"):
        groups(town, "subdistrict")
    town.frames.pop("communities")
    with pytest.raises(MissingLayerError, match="communities"):
        communities(town)


def test_subdistricts_have_english_subdistricts_where_the_layer_tells_them(town) -> None:
    assert english_subdistricts(town) == {}
    town.frames["subdistricts"] = town.frames["subdistricts"].assign(name_en="Town Subdistrict")
    assert english_subdistricts(town) == {"Town": "Town Subdistrict"}


def test_means_are_weighted_by_people_and_leave_out_the_unknown():
    demand = DemandPoints(
        points=np.zeros((4, 2)),
        people=np.array([1.0, 3.0, 2.0, 5.0]),
        zone=np.array([7, 7, 8, 8]),
        source="area",
    )
    owners = pd.Series([1, 2], index=[7, 8])
    found = mean_by_unit(np.array([4.0, 8.0, np.nan, 1.0]), demand, owners)
    assert found["population"].tolist() == [4, 7]
    assert found["mean"].tolist() == pytest.approx([7, 1])
    nowhere = mean_by_unit(np.array([1, 1, np.nan, np.inf]), demand, owners)
    assert np.isnan(nowhere["mean"].iloc[1])


def test_subdistricts_without_a_layer_are_those_that_communities_name(town):
    """The kind: a figure refused that could be measured. Two names, and a community without."""
    del town.frames["subdistricts"]
    town.put(
        "communities",
        [box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000), box(0, 1000, 1000, 2000)],
        name=["A", "B", "C"],
        subdistrict=["South", "South", None],
        population_resident=[8000.0, 2000.0, 500.0],
    )
    units = zones(town, "subdistrict")
    assert units.frame["name"].tolist() == ["South", UNNAMED]
    assert units.frame["population_resident"].tolist() == [10_000, 500]
    assert units.frame.area.tolist() == pytest.approx([2e6, 1e6])
    assert len(units.lonlat) == 2
    assert groups(town, "subdistrict").tolist() == [1, 1, 2]
    assert names(town, "subdistrict").tolist() == ["South", UNNAMED]
    # 15,000 m2 of green lie in A: 1.5 m2 for each of the 10,000 of South.
    found = green(town, GreenParameters(by="subdistrict"))
    assert found.rows["green_per_resident_m2"].tolist() == pytest.approx([1.5, 0])
    assert len(Held(town)["subdistricts"]) == 2
    town.frames["communities"]["subdistrict"] = None
    with pytest.raises(MissingLayerError, match="subdistricts"):
        zones(town, "subdistrict")
