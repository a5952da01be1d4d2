"""What reaches nothing is counted, named and listed with its place in every answer on foot.

The kind of fault: people and facilities that no street joins to the rest, of whom nothing is said.
"""

import pytest
from shapely.geometry import LineString, Point

from app.analyses.coverage.coverage import COVERAGE
from app.analyses.coverage.nearest import NEAREST
from app.analyses.coverage.network_health import (
    MOST_LISTED,
    Asked,
    asked_of,
    is_on_foot,
    network_health,
)
from app.analyses.coverage.service_areas import SERVICE_AREAS
from app.analyses.standards.gaps import GAPS

STREETS = [LineString([(0, 500), (900, 500)]), LineString([(1200, 500), (1300, 500)])]


def put_streets(town, lines):
    town.put("streets", lines, walkable=[True] * len(lines))


def put_people(town):
    """50 people on the long street, 30 + 20 by the path of 100 m, 7 further than 500 m from all."""
    places = [Point(100, 530), Point(1250, 540), Point(1240, 500), Point(1900, 950)]
    town.put("population_cells", places, population_resident=[50.0, 30.0, 20.0, 7.0])
    town.frames["communities"]["population_resident"] = [50.0, 57.0]


def test_pieces_apart_and_facilities_on_them_are_told(town):
    """A street of 900 m and a path of 100 m: a tenth of the length is apart, with one clinic."""
    put_streets(town, STREETS)
    places = [Point(100, 520), Point(1250, 500), Point(1900, 950)]
    town.put("libraries", places, name=["On the street", "{{7*7}}", "Far from all"])
    found = network_health(town, Asked("libraries"))
    told = found.total
    assert told["network_parts"] == 2
    assert told["network_outside_m"] == pytest.approx(100)
    assert told["network_outside_share"] == pytest.approx(0.1)
    assert told["network_longest_snap_m"] == pytest.approx(20)
    assert (told["facilities_apart"], told["facilities_unattached"]) == (1, 1)
    assert (
        "fall into 2 parts; 10.0% of their length (100 m)"
        in found.notes["network_outside_share"].en
    )
    assert (
        found.notes["facilities_apart"].zh == "1 处设施在这样的孤立路段上，只服务那里的人：{{7*7}}"
    )
    assert found.notes["facilities_unattached"].en.endswith("serving nobody: Far from all")


def test_facilities_apart_are_listed_where_they_stand(town):
    put_streets(town, STREETS)
    town.put("libraries", [Point(100, 520), Point(1250, 530)], name=["On the street", None])
    (one,) = network_health(town, Asked("libraries")).total["facilities_on_pieces"]
    assert (one["facility_id"], one["name"]) == (2, "id 2")
    assert one["snap_m"] == pytest.approx(30)
    assert (one["lon"], one["lat"]) == pytest.approx(town.place(1250, 530), abs=1e-9)


def test_people_on_pieces_and_far_from_streets_are_told(town):
    put_streets(town, STREETS)
    put_people(town)
    found = network_health(town, Asked(population="resident"))
    told = found.total
    assert told["population_apart"] == pytest.approx(50)
    assert told["unattached_population"] == pytest.approx(7)
    assert told["network_longest_snap_people_m"] == pytest.approx(40)
    assert found.notes["population_apart"].en.startswith("50 people live on such pieces")
    assert found.notes["population_apart"].en.endswith(": East")
    assert found.notes["unattached_population"].en.startswith("7 people live more than 500 m")
    rows = [
        (one["community_id"], one["name"], one["population"]) for one in told["people_on_pieces"]
    ]
    # Those of one community on one piece together, where most of them live.
    assert rows == [(2, "East", 50.0), (2, "East", 7.0)]
    first = told["people_on_pieces"][0]
    assert (first["lon"], first["lat"]) == pytest.approx(town.place(1250, 540), abs=1e-9)


def test_where_people_live_is_called_by_its_english_name_in_english(town):
    """Kind: a Chinese name in an English sentence where the English one is known."""
    put_streets(town, STREETS)
    put_people(town)
    named = town.frames["communities"].assign(name=["西", "东"], name_en=[None, "East"])
    town.frames["communities"] = named
    note = network_health(town, Asked(population="resident")).notes["population_apart"]
    assert note.en.endswith(": East")
    assert note.zh.endswith("：东")


def test_the_map_gets_a_bounded_list_and_the_figures_count_all(town):
    lines = [LineString([(0, 900), (900, 900)])]
    lines += [LineString([(9 * i, 10), (9 * i + 2, 10)]) for i in range(MOST_LISTED + 20)]
    put_streets(town, lines)
    places = [Point(9 * i + 1, 10) for i in range(MOST_LISTED + 20)]
    town.put("libraries", places, name=[f"L{i}" for i in range(MOST_LISTED + 20)])
    told = network_health(town, Asked("libraries")).total
    assert told["facilities_apart"] == MOST_LISTED + 20
    assert len(told["facilities_on_pieces"]) == MOST_LISTED


def test_streets_that_hang_together_need_no_word(town):
    put_streets(town, STREETS[:1])
    found = network_health(town, Asked())
    assert found.total == {
        "network_parts": 1,
        "network_outside_m": 0.0,
        "network_outside_share": 0.0,
    }
    assert found.notes == {}
    town.put("libraries", [Point(100, 520)], name=["A"])
    assert "facilities_on_pieces" not in network_health(town, Asked("libraries")).total


@pytest.mark.parametrize(
    ("analysis", "asked", "expected"),
    [
        (COVERAGE, {"facility": "health_centers", "metric": "walking"}, True),
        (COVERAGE, {"facility": "health_centers"}, False),
        (SERVICE_AREAS, {"facility": "health_centers", "metric": "walking"}, True),
        (NEAREST, {"lon": 116.4, "lat": 39.9, "metric": "walking"}, True),
        (GAPS, {"standard": "gb50180-2018"}, True),
    ],
)
def test_an_answer_walks_where_it_is_asked_to_or_its_standard_does(town, analysis, asked, expected):
    put_streets(town, STREETS)
    assert is_on_foot(town, analysis.parameters(**asked)) is expected


def test_the_answer_keeps_its_own_figures(town):
    """Coverage lists facilities that lie too far itself, and counts people by unit."""
    put_streets(town, STREETS)
    put_people(town)
    town.put("health_centers", [Point(100, 520), Point(1900, 950)], name=["A", "B"])
    asked = COVERAGE.parameters(facility="health_centers", metric="walking", radius=500)
    outcome = COVERAGE.run(town, asked)
    both = network_health(town, asked_of(town, asked)).added_to(outcome)
    assert both.total["unattached_population"] == outcome.total["unattached_population"] == 7
    assert both.total["population_apart"] == 50
    assert sum("serv" in note.en and "nobody" in note.en for note in both.notes) == 1


def test_a_clinic_beside_an_isolated_path_stands_on_the_main_street_as_freedom_allows(town):
    """20 m from a path that reaches nothing, 80 m from the street: 60 m further.

    From (0, 500): 450 m of street and a leg of 80 m.
    """
    put_streets(town, [LineString([(0, 500), (900, 500)]), LineString([(400, 600), (500, 600)])])
    town.put("population_cells", [Point(0, 500)], population_resident=[10.0])
    town.frames["communities"]["population_resident"] = [10.0, 0.0]
    town.put("health_centers", [Point(450, 580)], name=["A"])
    asked = {"facility": "health_centers", "metric": "walking", "radius": 600}
    walks, apart, notes = {}, {}, {}
    for freedom in (0, 59, 60, 200):
        parameters = COVERAGE.parameters(**asked, freedom=freedom)
        outcome = COVERAGE.run(town, parameters)
        found = network_health(town, asked_of(town, parameters))
        walks[freedom] = outcome.total["nearest_m"]
        apart[freedom] = found.total["facilities_apart"]
        notes[freedom] = found.notes.get("facilities_near")
    assert apart == {0: 1, 59: 1, 60: 0, 200: 0}
    assert walks[60] == walks[200] == pytest.approx(530)
    assert not walks[0] > 0
    assert not walks[59] > 0
    assert notes[0].en.startswith("1 of them lies near the largest part")
    assert "freedom=60 " in notes[0].en
    assert notes[60] is None
