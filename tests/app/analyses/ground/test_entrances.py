"""Entrances: stated, where streets meet the area, else its edge."""

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from app.analyses.coverage.coverage import CoverageParameters
from app.analyses.coverage.coverage import compute as coverage
from app.analyses.ground.entrances import (
    layers_of_sites,
    unused_entrances,
    with_entrances,
)
from app.analyses.standards.gaps import GapParameters
from app.analyses.standards.gaps import compute as gaps
from tests.builders.rules import standard_of

SITE = box(100, 100, 200, 200)


def _stated(town, *cells: object) -> list:
    town.put("primary_schools", [SITE] * len(cells), entrances=list(cells))
    return with_entrances(town, "primary_schools").geometry.tolist()


def test_streets_that_meet_the_area_are_its_entrances(town) -> None:
    town.put("primary_schools", [SITE, box(900, 900, 950, 950), Point(5, 5)])
    town.put("streets", [LineString([(150, 0), (150, 100)])], walkable=[True])
    shapes = with_entrances(town, "primary_schools").geometry.tolist()
    origin = town.metric("primary_schools").total_bounds[:2] - (5, 5)
    first = shapely.get_coordinates(shapes[0]) - origin
    assert shapes[0].geom_type == "MultiPoint"
    assert (abs(first[:, 1] - 100) < 1e-6).any()
    # No street meets the second: its edge counts. A point is a point.
    assert [one.geom_type for one in shapes[1:]] == ["Polygon", "Point"]


def test_kinds_that_count_from_their_edge_stay_as_drawn(town) -> None:
    town.put("kindergartens", [SITE])
    assert with_entrances(town, "kindergartens").geometry.iloc[0].geom_type == "Polygon"


def test_stated_entrances_take_the_place_of_the_area_in_their_order(town) -> None:
    gate, back = town.place(150, 100), town.place(150, 200)
    told = f"{gate[0]:.7f} {gate[1]:.7f}; {back[0]:.7f},{back[1]:.7f}"
    shapes = _stated(town, None, told, "", f"{gate[0]:.7f} {gate[1]:.7f}")
    assert [shape.geom_type for shape in shapes] == ["Polygon", "MultiPoint"] * 2
    origin = town.metric("primary_schools").total_bounds[:2] - (100, 100)
    found = (shapely.get_coordinates(shapes[1]) - origin).ravel()
    assert found == pytest.approx([150, 100, 150, 200], abs=0.02)
    assert len(shapely.get_coordinates(shapes[3])) == 1
    assert list(unused_entrances(town, ["primary_schools"])) == []


def test_what_is_not_used_is_counted_and_told(town) -> None:
    """Kind: a value that a reader drops without a word; each of these was taken for none."""
    gate, away = town.place(150, 100), town.place(150, 2_300)
    shapes = _stated(
        town,
        f"{gate[0]:.7f} {gate[1]:.7f}",
        "the south gate",
        "0 0",
        f"{gate[0]:.7f} {gate[1]:.7f}; {away[0]:.7f} {away[1]:.7f}",  # 2,100 m from the edge
        "179.9 89.9",
    )
    assert [shape.geom_type for shape in shapes] == ["MultiPoint", *["Polygon"] * 4]
    (note,) = unused_entrances(town, ["streets", "primary_schools", "kindergartens"])
    assert "4 facilities" in note.en
    assert "4 处" in note.zh
    assert "first feature: 2" in note.en


def test_a_gate_over_the_border_does_not_move_a_site(town) -> None:
    """A school in West, 100 m from East; its gate is 15 m inside East: West has the school.

    The kind: who owns a site must not depend on where distance counts from.
    """
    gate = town.place(1015, 150)
    site = box(800, 100, 990, 200)
    town.put("primary_schools", [site], entrances=[f"{gate[0]:.7f} {gate[1]:.7f}"])
    asked = CoverageParameters(facility="primary_schools", radius=300)
    found = coverage(town, asked)
    assert found.rows["facilities_inside"].tolist() == [1, 0]
    standard = standard_of(
        {
            "id": "ground",
            "measure": "site_area_per_person",
            "levels": ["community"],
            "required": 1.0,
            "unit": "m2_per_person",
            "layer": "primary_schools",
        }
    )
    town.standard = lambda _name: standard
    rows = gaps(town, GapParameters(standard="one")).rows
    # 190 m x 100 m for 8,000 people of West; East has none.
    assert rows["measured"].tolist() == pytest.approx([19_000 / 8000, 0])


def test_a_street_beside_the_area_gives_it_the_entrances_that_a_park_would_have(town) -> None:
    """Kind: a text that tells less than the code does.

    A street 25 m south of a school of 100 m by 100 m meets it nowhere. 400 m of edge are 14 pieces
    of 28.6 m from the southwest corner on; the four points on the south side lie within 30 m of the
    street and are entrances.
    """
    town.put("primary_schools", [SITE, box(100, 300, 200, 400)])
    town.put("streets", [LineString([(0, 75), (300, 75)])], walkable=[True])
    frame = with_entrances(town, "primary_schools")
    origin = town.metric("primary_schools").total_bounds[:2] - (100, 100)
    found = np.unique(shapely.get_coordinates(frame.geometry.iloc[0]) - origin, axis=0)
    assert found[:, 1] == pytest.approx([100.0] * 4)
    assert found[:, 0] == pytest.approx([100 + 400 / 14 * i for i in range(4)])
    assert frame.geometry.iloc[1].geom_type == "Polygon"
    assert layers_of_sites(town, "primary_schools") == ("primary_schools", "streets")
    assert layers_of_sites(town, "kindergartens") == ("kindergartens",)
    assert layers_of_sites(town, "communities") == ("communities",)


@pytest.mark.parametrize("metric", ["euclidean", "walking"])
def test_who_stands_in_a_site_with_entrances_is_at_it(town, metric) -> None:
    """Kind: somebody inside a site goes to its gate while somebody inside a park has 0."""
    gate = town.place(900, 150)
    town.put("streets", [LineString([(0, 850), (2000, 850)])], walkable=[True])
    town.put("primary_schools", [box(100, 100, 900, 200)], entrances=[f"{gate[0]} {gate[1]}"])
    town.put("population_cells", [Point(150, 150), Point(150, 700)], population_resident=[30, 70])
    asked = CoverageParameters(facility="primary_schools", radius=100, metric=metric)
    found = coverage(town, asked).rows.iloc[0]
    assert found["population_share"] == pytest.approx(0.3)
