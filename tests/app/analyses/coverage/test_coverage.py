import math

import pytest
from pandas import DataFrame
from shapely.geometry import LineString, Point, box

from app.analyses.coverage.coverage import CoverageParameters, compute, shares_of_nothing
from app.problems.errors import MissingLayerError

DISC = math.pi * 500**2


def _parameters(**values):
    return CoverageParameters(facility="health_centers", **values)


def test_a_disc_in_the_middle_of_a_square_covers_its_own_area(town) -> None:
    found = compute(town, _parameters(radius=500))
    west, east = found.rows.loc[1], found.rows.loc[2]
    assert west["covered_area_m2"] == pytest.approx(DISC, rel=1e-9)
    assert west["area_share"] == pytest.approx(0.785398, abs=1e-6)
    # The closed center of the east does not serve.
    assert east["covered_area_m2"] == 0
    assert (west["facilities_inside"], east["facilities_inside"]) == (1, 0)
    assert found.stated["population_basis"] == "area"
    # People stand in the middles of 400 squares of 50 m, of which 316 are within 500 m.
    assert west["covered_population"] == 8000 * 316 / 400


def test_rows_add_up_by_subdistrict_and_area(town) -> None:
    for by in ("subdistrict", "area"):
        found = compute(town, _parameters(radius=500, by=by))
        (row,) = found.rows.to_dict("records")
        assert row["population"] == 10_000
        assert row["covered_area_m2"] == pytest.approx(DISC, rel=1e-9)
        assert row["area_share"] == pytest.approx(DISC / 2e6, rel=1e-9)
        assert list(found.geometry.index) == list(found.rows.index)


def test_residential_land_and_demand_refine_where_people_are(town) -> None:
    town.put("land_use", [box(0, 0, 400, 1000)], land_class=["residential"])
    found = compute(town, _parameters(radius=500))
    assert found.stated["population_basis"] == "residential"
    assert "residential_share" in found.rows
    town.put(
        "population_cells",
        [Point(500, 900), Point(500, 1), Point(10, 10)],
        population_resident=[30.0, 10.0, 60.0],
    )
    found = compute(town, _parameters(radius=500))
    assert found.stated["population_basis"] == "demand"
    # 40 of the 100 people of the cells live within 500 m: 3200 of the 8000 of the community.
    assert found.rows.loc[1, "covered_population"] == pytest.approx(3200)


def test_a_weighting_without_its_data_says_which_layer_is_missing(town) -> None:
    for weighting, layer in (("residential", "land_use"), ("demand", "population_cells")):
        with pytest.raises(MissingLayerError, match=layer):
            compute(town, _parameters(radius=500, weighting=weighting))


def test_unknown_population_is_no_data_not_zero(town) -> None:
    found = compute(town, _parameters(radius=500, population="registered"))
    assert math.isnan(found.rows.loc[2, "population"])
    assert math.isnan(found.rows.loc[2, "population_share"])


def test_without_a_radius_the_standard_gives_it(town) -> None:
    assert compute(town, _parameters()).stated["radius"] == 1000


def test_another_radius_measures_no_distance_again(town, monkeypatch) -> None:
    kept, made = {}, []

    def keep(name, layers, make):
        if (name, layers) not in kept:
            made.append(name.split()[0])
            kept[name, layers] = make()
        return kept[name, layers]

    monkeypatch.setattr(town, "kept", keep)
    assert compute(town, _parameters(radius=500)).total["covered_area_m2"] == pytest.approx(DISC)
    begun = len(made)
    found = compute(town, _parameters(radius=250))
    assert found.total["covered_area_m2"] == pytest.approx(DISC / 4)
    assert len(made) == begun
    # Another count of people stands on another ground.
    other = compute(town, _parameters(radius=250, population="registered"))
    assert sorted(made[begun:]) == ["ground", "proximity"]
    assert (found.rows.loc[1, "population"], other.rows.loc[1, "population"]) == (8000, 9000)


def test_brackets_say_what_can_be_known(town) -> None:
    found = compute(town, _parameters(radius=500)).rows
    # Nothing but the community is known: some of it is covered, some is not.
    assert found.loc[1, ["covered_population_low", "covered_population_high"]].tolist() == [0, 8000]
    assert found.loc[2, ["population_share_low", "population_share_high"]].tolist() == [0, 1]
    assert compute(town, _parameters(radius=1200)).rows.loc[1, "population_share_low"] == 1
    town.put(
        "buildings",
        [box(495, 495, 505, 505), box(990, 495, 1010, 505), box(10, 10, 20, 20)],
        building_use=["house", "house", "house"],
        dwelling_area_m2=[10_000.0, 20_000.0, 25_000.0],
    )
    # At 5 m2 for each person there is room for 2,000 inside, 4,000 across, 5,000 outside.
    found = compute(town, _parameters(radius=500))
    low, high = "covered_population_low", "covered_population_high"
    assert found.rows.loc[1, [low, high]].tolist() == [0, 6000]
    tighter = compute(town, _parameters(radius=500, least_dwelling=6.25)).rows
    assert tighter.loc[1, [low, high]].tolist() == [800, 4800]
    assert found.stated["population_source"] == "dwellings"
    by_area = compute(town, _parameters(radius=500, by="area")).rows
    assert by_area[high].item() == found.rows[high].sum()


def test_freedom_of_start_widens_what_can_be_known_and_nothing_else(town) -> None:
    # The center stands at (500, 500); the second street is 60 m from the first and a dead end.
    town.put("streets", [LineString([(0, 500), (2000, 500)]), LineString([(0, 560), (900, 560)])])
    town.put("population_cells", [Point(300, 520)], population_resident=[10.0])
    found, free, wide = (
        compute(town, _parameters(radius=500, metric="walking", freedom=freedom))
        for freedom in (0.0, 19.0, 21.0)
    )
    low, high = "population_share_low", "population_share_high"
    assert found.rows.loc[1, [low, high]].tolist() == [1, 1]
    assert free.rows.loc[1, [low, high]].tolist() == [1, 1]
    assert wide.rows.loc[1, [low, high]].tolist() == [0, 1]
    assert wide.rows.loc[1, "population_share"] == 1
    # Narrow bounds correct the grid of 20 m, wide ones leave it as it is.
    assert wide.rows.loc[1, "area_share"] == pytest.approx(
        found.rows.loc[1, "area_share"], abs=0.01
    )
    assert wide.rows.loc[1, "area_share_low"] < found.rows.loc[1, "area_share_low"]
    assert wide.stated["freedom"] == 21.0


def test_land_on_foot_lies_between_bounds_and_in_straight_lines_is_exact(town) -> None:
    town.put("streets", [LineString([(0, 500), (2000, 500)])])
    walked = compute(town, _parameters(radius=300, metric="walking")).rows.loc[1]
    # |x - 500| + |y - 500| <= 300 is 180,000 m2 of 1 km2.
    assert walked["area_share_low"] < 0.18 < walked["area_share_high"]
    assert walked["area_share_high"] - walked["area_share_low"] < 0.015
    straight = compute(town, _parameters(radius=300)).rows.loc[1]
    assert straight["area_share_low"] == straight["area_share"] == straight["area_share_high"]


def test_a_share_of_nothing_is_told(town) -> None:
    """Kind: a figure left empty without a word: the east has no residential land and no cell."""
    town.put("land_use", [box(0, 0, 400, 1000)], land_class=["residential"])
    found = compute(town, _parameters(radius=500))
    assert found.rows["residential_share"].isna().tolist() == [False, True]
    (note,) = [one for one in found.notes if "residential land" in one.en]
    assert note.en.startswith("1 unit holds no residential land")
    assert note.zh.startswith("1 个单元内没有居住用地")
    town.put("population_cells", [Point(500, 900)], population_resident=[30.0])
    found = compute(town, _parameters(radius=500))
    assert any("1 unit holds no place of people" in note.en for note in found.notes)
    rows = DataFrame({"places": [1, 2], "residential_area_m2": [5.0, None]})
    assert list(shares_of_nothing(rows)) == []
