from dataclasses import replace

import numpy as np
import pytest
import shapely

from layers.reference_district.description import Description
from layers.reference_district.facilities import (
    FacilityPlaces,
    NamedStreets,
    Siting,
    place_facilities,
)


@pytest.fixture
def ground(description: Description) -> FacilityPlaces:
    """137 communities on a grid of 300 m, 16 buildings in each."""
    subdistrict = np.repeat(
        np.arange(len(description.subdistricts)),
        [quarter.communities for quarter in description.subdistricts],
    )
    n = len(subdistrict)
    center = np.column_stack([np.arange(n) % 12, np.arange(n) // 12]) * 300.0
    yard = np.stack(np.meshgrid(*[np.arange(4) * 50.0 - 75] * 2), axis=-1).reshape(-1, 2)
    return FacilityPlaces(
        names=[f"第{i}社区" for i in range(n)],
        names_en=[f"No. {i}" for i in range(n)],
        subdistrict=subdistrict,
        center=center,
        residents=np.full(n, 3000),
        building_points=(center[:, None, :] + yard).reshape(-1, 2),
        building_community=np.repeat(np.arange(n), len(yard)),
        streets=NamedStreets(["松街"], shapely.linestrings([[[0, -200], [4000, -200]]])),
    )


def test_all_counts_are_those_of_the_description(
    ground: FacilityPlaces, description: Description, rng: np.random.Generator
) -> None:
    found = place_facilities(ground, description, rng)
    assert {layer: len(frame) for layer, frame in found.items()} == {
        "police_stations": 128,
        "health_centers": 40,
        "culture_rooms": 69,
        "culture_stations": 10,
        "service_centers": 11,
        "elder_homes": 9,
    }


def test_two_facilities_share_a_building_only_when_none_is_free(
    ground: FacilityPlaces, description: Description, rng: np.random.Generator
) -> None:
    siting = Siting(ground, description, rng)
    first = siting.place("health_center", [5] * 10)
    second = siting.place("culture_station", [5] * 10)
    assert len(first[["x", "y"]].drop_duplicates()) == 10
    assert len(second[["x", "y"]].head(6).drop_duplicates()) == 6
    assert (second["community"] == "第5社区").all()


def test_a_wrong_number_of_sites_is_refused(
    ground: FacilityPlaces, description: Description, rng: np.random.Generator
) -> None:
    with pytest.raises(ValueError, match="3 sites for 9"):
        Siting(ground, description, rng).place("elder_home", [1, 2, 3])


def test_house_numbers_grow_along_the_nearest_street() -> None:
    streets = NamedStreets(
        ["松街", "槐街"], shapely.linestrings([[[0, 0], [400, 0]], [[0, 90], [400, 90]]])
    )
    points = np.array([[0.0, 1.0], [81.0, 1.0], [81.0, 89.0]])
    assert streets.addresses(points) == ["松街1号", "松街11号", "槐街11号"]


def test_the_largest_community_gets_the_district_center(
    ground: FacilityPlaces, description: Description, rng: np.random.Generator
) -> None:
    residents = ground.residents.copy()
    residents[42] = 9000
    found = place_facilities(replace(ground, residents=residents), description, rng)
    centers = found["service_centers"].set_index("grade")
    assert centers.loc["district", "community"] == "第42社区"
