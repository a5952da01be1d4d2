"""Compounds as units: stated people count, the others are those placed in them."""

import json
from contextlib import contextmanager

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point, box

from app.analyses import ANALYSES
from app.database import Database
from app.params import parse
from app.problems.errors import MissingLayerError, NoPeopleError, ParameterError
from app.services.run import run
from layers.crs import to_lonlat
from layers.store import layers as store
from layers.store.areas import Area
from layers.text import Text

CRS = "EPSG:4548"
X, Y = 500_000.0, 4_420_000.0


def _lonlat(columns, shapes) -> gpd.GeoDataFrame:
    moved = [gpd.GeoSeries([shape]).translate(X, Y).iloc[0] for shape in shapes]
    return to_lonlat(gpd.GeoDataFrame(columns, geometry=moved, crs=CRS))


@pytest.fixture
def town(empty_app) -> Database:
    """One community of 1 km2 with 1,000 people, houses in the west; two compounds of 500 x 1000 m.

    Buildings: 600 people in the west, 400 in the east. The west states 700 people, the east none.
    """
    database: Database = empty_app.extensions["database"]
    whole = box(0, 0, 1000, 1000)
    boundary = _lonlat({}, [whole]).geometry.iloc[0]
    layers = {
        "communities": _lonlat({"name": ["甲"], "population_resident": [1000.0]}, [whole]),
        "compounds": _lonlat(
            {"name": ["西苑", "东苑"], "population_resident": [700.0, None]},
            [box(0, 0, 500, 1000), box(500, 0, 1000, 1000)],
        ),
        "buildings": _lonlat(
            {"name": ["w", "e"], "population_resident": [600.0, 400.0]},
            [box(240, 490, 260, 510), box(740, 490, 760, 510)],
        ),
        "health_centers": _lonlat({"name": ["站"]}, [Point(250, 500)]),
    }
    with database.begin() as connection:
        store.create_area(connection, Area("town", Text("镇", "Town"), boundary, CRS))
        for layer, frame in layers.items():
            store.write_layer(connection, "town", layer, frame, replace=True, actor="t", source="t")
    return database


def _run(database: Database, analysis: str, *pairs: tuple[str, str]):
    return run(database, analysis, "town", parse(ANALYSES[analysis].parameters, pairs))


def test_people_are_those_stated_else_those_placed_inside(town: Database) -> None:
    found = _run(
        town, "coverage", ("facility", "health_centers"), ("radius", "300"), ("by", "compound")
    )
    rows = found.rows.set_index("name")
    assert list(rows["population"]) == [700.0, 400.0]
    assert list(rows["population_share"]) == [1.0, 0.0]
    assert found.total["population"] == 1100.0
    said = [note.en for note in found.notes]
    assert any(text.startswith("1 compound states no resident people: est") for text in said)
    assert not any("registered" in text for text in said)


def test_people_that_nobody_counted_are_not_zero(town: Database) -> None:
    """Kind of fault: a figure that was not measured told as 0.

    A third compound lies in the north, without any building; it states households and no people.
    """
    shapes = [box(0, 0, 500, 800), box(500, 0, 1000, 800), box(0, 800, 500, 1000),
              box(500, 800, 1000, 1000)]  # fmt: skip
    columns = {
        "name": ["西苑", "东苑", "北苑", "空院"],
        "population_resident": [700.0, None, None, None],
        "households": [None, None, 260, 0],
    }
    with town.begin() as connection:
        store.write_layer(
            connection, "town", "compounds", _lonlat(columns, shapes), replace=True,
            actor="t", source="t",
        )  # fmt: skip
    found = _run(
        town, "coverage", ("facility", "health_centers"), ("radius", "300"), ("by", "compound")
    )
    people = found.rows.set_index("name")["population"]
    assert people["东苑"] == 400.0
    assert np.isnan(people["北苑"])
    assert people["空院"] == 0.0
    said = [note.en for note in found.notes]
    assert any(text.startswith("1 compound states no resident people, and none") for text in said)
    assert any(text.startswith("2 compounds state no resident people: est") for text in said)


CROSSING = [box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)]
"""Two communities, of 100 and 300 people; a compound lies half in each."""


@pytest.fixture
def crossed(town: Database) -> Database:
    """Cells of 10 and 10 in the west, 40 and 40 in the east; one of each lies in the compound.

    So 50 of 100 people of the west and 150 of 300 of the east stand in it, 200 together.
    """
    spots = [Point(900, 500), Point(100, 500), Point(1100, 500), Point(1900, 500)]
    layers = {
        "communities": _lonlat(
            {"name": ["西", "东"], "population_resident": [100.0, 300.0]}, CROSSING
        ),
        "compounds": _lonlat(
            {"name": ["跨界苑", "东苑"], "population_resident": [None, 70.0]},
            [box(800, 0, 1200, 1000), box(1800, 0, 2000, 1000)],
        ),
        "population_cells": _lonlat({"population_resident": [10.0, 10.0, 40.0, 40.0]}, spots),
        "health_centers": _lonlat({"name": ["站"]}, [Point(850, 500)]),
    }
    boundary = _lonlat({}, [box(0, 0, 2000, 1000)]).geometry.iloc[0]
    with database_of(town, boundary) as connection:
        for layer, frame in layers.items():
            store.write_layer(connection, "two", layer, frame, replace=True, actor="t", source="t")
    return town


@contextmanager
def database_of(town: Database, boundary):
    """Give a connection to a database with a second, wider area."""
    with town.begin() as connection:
        store.create_area(connection, Area("two", Text("两社区", "Two"), boundary, CRS))
        yield connection


def _two(database: Database, analysis: str, *pairs: tuple[str, str]):
    return run(database, analysis, "two", parse(ANALYSES[analysis].parameters, pairs))


def _put(database: Database, area: str, layer: str, frame) -> None:
    with database.begin() as connection:
        store.write_layer(connection, area, layer, frame, replace=True, actor="t", source="t")


def _outside(found) -> list[dict]:
    """Return what the receipt tells of people left out; each entry has its note."""
    told = found.receipt["people_outside"]
    said = [note for note in found.notes if "in no row and in no total" in note.en]
    assert len(said) == len(told)
    assert all("不计入合计" in note.zh for note in said)
    # Kind: people who are left out are told, and not what would count them.
    assert all("flask areas update" in note.en and "flask areas update" in note.zh for note in said)
    return told


@pytest.mark.parametrize("weighting", ["auto", "cells", "demand"])
def test_people_of_a_compound_that_crosses_communities_stay_where_they_are(
    crossed: Database, weighting: str
) -> None:
    """Kind: a sum of placed people spread anew, by proportions of another kind.

    The center is 50 m from the cell with 50 people: 50 of 200 are covered. By raw counts it would
    be 10 of 50, 40 people.
    """
    asked = (("facility", "health_centers"), ("radius", "100"), ("by", "compound"))
    basis = ("weighting", weighting)
    rows = _two(crossed, "coverage", *asked, basis).rows.set_index("name")
    assert rows["population"].tolist() == pytest.approx([200.0, 70.0])
    assert rows["covered_population"].tolist() == pytest.approx([50.0, 0.0])
    # Points are where they are: nothing is left open by the bracket.
    assert rows["covered_population_low"].iloc[0] == pytest.approx(50.0)
    assert rows["covered_population_high"].iloc[0] == pytest.approx(50.0)
    tried = _two(crossed, "what-if", *asked, basis, ("edits", "[]")).rows
    same = tried["covered_population_before"].to_numpy() == rows["covered_population"].to_numpy()
    assert same.all()


def test_people_spread_over_land_stay_where_they_are_too(crossed: Database) -> None:
    """The same where land places people, in squares of 50 m.

    Without cells 100 people stand in 400 squares of the west, 300 in 400 of the east. The compound
    holds 80 squares of each: 20 and 60 people, 80 together. 10 of its squares in the west have
    their middle within 100 m of the center at (850, 500): 4 each at x = 825 and 875, 2 at 925, with
    0.25 people in each. Spread evenly over the compound it would be 0.5 in each, 5 people.
    """
    with crossed.begin() as connection:
        nothing = _lonlat({"population_resident": [1.0]}, [Point(0, 0)]).iloc[:0]
        store.write_layer(
            connection, "two", "population_cells", nothing, replace=True, actor="t", source="t"
        )
    asked = (("facility", "health_centers"), ("radius", "100"), ("by", "compound"))
    found = _two(crossed, "coverage", *asked)
    row = found.rows.set_index("name").iloc[0]
    assert row["population"] == pytest.approx(80.0)
    assert row["covered_population"] == pytest.approx(2.5)
    # Where in the compound they live is not known: nobody surely near.
    assert row["covered_population_low"] == 0
    assert found.parameters["population_source"] == "area"


def test_compounds_without_people_have_a_distance_as_communities_do(crossed: Database) -> None:
    """Kind: one column by two rules: communities give the distance, compounds gave nothing.

    Nobody lives in the compound: from the middle of it, at (500, 950), to the center at (850, 500).
    """
    with crossed.begin() as connection:
        empty = _lonlat({"name": ["空"], "population_resident": [0.0]}, [box(450, 900, 550, 1000)])
        store.write_layer(
            connection, "two", "compounds", empty, replace=True, actor="t", source="t"
        )
    asked = (("facility", "health_centers"), ("radius", "100"), ("by", "compound"))
    row = _two(crossed, "coverage", *asked).rows.iloc[0]
    assert row["population"] == 0
    assert row["nearest_m"] == pytest.approx(np.hypot(350, 450), abs=0.01)


def test_each_kind_of_people_that_an_answer_shows_is_told(town: Database) -> None:
    """Kind of fault: an estimate beside a stated figure, unmarked."""
    green = _lonlat({"name": ["园"]}, [box(100, 100, 200, 200)])
    with town.begin() as connection:
        store.write_layer(
            connection, "town", "green_spaces", green, replace=True, actor="t", source="t"
        )
    said = [note.en for note in _run(town, "green", ("by", "compound")).notes]
    assert any(text.startswith("1 compound states no resident people") for text in said)
    assert any(text.startswith("2 compounds state no registered people") for text in said)


def test_gaps_say_by_whose_rules_compounds_are_judged(town: Database) -> None:
    """Kind of fault: a rule stretched to other units than it names, told in documents alone."""
    said = [note.en for note in _run(town, "gaps", ("by", "compound")).notes]
    assert any("judged by the rules for communities" in text for text in said)
    said = [note.en for note in _run(town, "gaps").notes]
    assert not any("judged by the rules for communities" in text for text in said)


def test_units_by_community_are_as_before(town: Database) -> None:
    found = _run(town, "coverage", ("facility", "health_centers"), ("radius", "300"))
    assert list(found.rows["name"]) == ["甲"]
    assert found.total["population_share"] == 0.6


@pytest.mark.parametrize(
    ("analysis", "pairs"),
    [
        (name, pairs)
        for name, pairs in {
            "access": (("facility", "health_centers"), ("catchment", "500")),
            "equity": (("measure", "nearest"), ("facility", "health_centers")),
            "gaps": (),
            "what-if": (("facility", "health_centers"), ("radius", "300"), ("edits", "[]")),
        }.items()
    ],
)
def test_every_analysis_with_units_takes_compounds(town: Database, analysis: str, pairs) -> None:
    found = _run(town, analysis, *pairs, ("by", "compound"))
    assert {"西苑", "东苑"} <= set(found.rows["name"])


def test_an_area_without_compounds_is_told(database: Database) -> None:
    asked = parse(
        ANALYSES["coverage"].parameters, [("facility", "health_centers"), ("by", "compound")]
    )
    with pytest.raises(MissingLayerError, match="compounds"):
        run(database, "coverage", "dongcheng", asked)


def test_an_area_without_communities_is_one_unit_where_cells_count_people(empty_app) -> None:
    """600 of 1,000 people live within 300 m: a boundary, cells and a facility are enough."""
    database: Database = empty_app.extensions["database"]
    boundary = _lonlat({}, [box(0, 0, 1000, 1000)]).geometry.iloc[0]
    cells = {"population_resident": [600.0, 400.0]}
    with database.begin() as connection:
        store.create_area(connection, Area("town", Text("镇", "Town"), boundary, CRS))
        for layer, frame in {
            "population_cells": _lonlat(cells, [Point(250, 500), Point(750, 500)]),
            "health_centers": _lonlat({"name": ["站"], "grade": ["station"]}, [Point(250, 500)]),
        }.items():
            store.write_layer(connection, "town", layer, frame, replace=True, actor="t", source="t")
    asked = (("facility", "health_centers"), ("radius", "300"))
    found = _run(database, "coverage", *asked)
    assert found.rows["name"].tolist() == ["镇"]
    assert found.total["covered_population"] == 600
    assert found.rows.geometry.iloc[0].equals(boundary)
    told = " ".join(note.en for note in found.notes)
    assert "no communities are loaded: the whole area is one unit" in told
    assert "the 1,000 counted by population cells are taken" in told
    chosen = _run(database, "siting", *asked, ("sites", "1"), ("spacing", "100"))
    assert chosen.total["gained"] == 400
    shared = _run(database, "access", ("facility", "health_centers"), ("catchment", "300"))
    assert shared.total["access_per_1000"] == pytest.approx(1.0)
    gaps = _run(database, "gaps", ("standard", "gb50180-2018"))
    near = gaps.rows.set_index("rule").loc["health-station-300m"]
    assert near["measured"] == pytest.approx(0.6)


def test_people_outside_all_compounds_are_told(crossed: Database) -> None:
    """Kind: a total that leaves some of the area's people out, without a word.

    The west's 100 people stand 50 and 50 on two cells, the east's 300 on two of 150. A compound
    holds one cell of each, the other one the second cell of the east: 50 of 400 stand in neither.
    """
    asked = (("facility", "health_centers"), ("radius", "100"))
    found = _two(crossed, "coverage", *asked, ("by", "compound"))
    (told,) = _outside(found)
    assert told["source"] == "communities"
    assert (told["counted"], told["outside"]) == (400.0, {"compounds": 50.0})
    said = [note.en for note in found.notes]
    assert any(
        text.startswith("people of the communities: of 400 resident people, 50 live outside all")
        for text in said
    )
    assert _outside(_two(crossed, "coverage", *asked)) == []


def test_cells_outside_communities_or_the_boundary_are_told_in_every_analysis(
    town: Database,
) -> None:
    """The same kind: 30 people between the communities, 7 beyond the boundary, of 1,037."""
    west = _lonlat({"name": ["甲"]}, [box(0, 0, 500, 1000)])
    cells = {"population_resident": [600.0, 400.0, 30.0, 7.0]}
    spots = [Point(250, 500), Point(400, 500), Point(750, 500), Point(1200, 500)]
    nobody = _lonlat({"name": ["x"]}, [box(0, 0, 10, 10)]).iloc[:0]
    _put(town, "town", "communities", west)
    _put(town, "town", "compounds", nobody)
    _put(town, "town", "population_cells", _lonlat(cells, spots))
    _put(town, "town", "green_spaces", _lonlat({"name": ["园"]}, [box(100, 100, 200, 200)]))
    near = ("facility", "health_centers")
    for analysis, pairs in {
        "coverage": (near, ("radius", "300")),
        "access": (near, ("catchment", "300")),
        "equity": (near, ("measure", "nearest")),
        "siting": (near, ("radius", "300"), ("spacing", "200"), ("sites", "1")),
        "what-if": (near, ("radius", "300"), ("edits", "[]")),
        "green": (),
        "gaps": (),
    }.items():
        (told,) = _outside(_run(town, analysis, *pairs))
        assert told["population"] == "resident"
        assert told["source"] == "population_cells"
        assert told["counted"] == 1037.0
        assert told["outside"] == {"communities": 30.0, "boundary": 7.0}
    by_area = _run(town, "coverage", near, ("radius", "300"), ("by", "area"))
    assert by_area.total["population"] == 1000.0
    assert _outside(by_area)[0]["outside"] == {"communities": 30.0, "boundary": 7.0}


def test_communities_in_no_subdistrict_are_told(crossed: Database) -> None:
    """The same kind: the 300 people of the east lie in no subdistrict, and in no row.

    The answer was a refusal in words of the program, or a wrong row.
    """
    _put(crossed, "two", "subdistricts", _lonlat({"name": ["西街道"]}, [box(0, 0, 1000, 1000)]))
    park = {"name": ["园"], "green_class": ["pocket_park"]}
    _put(crossed, "two", "green_spaces", _lonlat(park, [box(100, 100, 200, 200)]))
    near, by = ("facility", "health_centers"), ("by", "subdistrict")
    for analysis, column, pairs in (
        ("coverage", "population", (near, ("radius", "100"))),
        ("access", "population", (near, ("catchment", "100"))),
        ("equity", "population", (near, ("measure", "nearest"))),
        ("what-if", "population_before", (near, ("radius", "100"), ("edits", "[]"))),
        ("park-coverage", "population", ()),
        ("catchment-green", "population", ()),
        ("green", "population_resident", ()),
    ):
        found = _two(crossed, analysis, *pairs, by)
        assert found.rows["name"].tolist() == ["西街道"], analysis
        assert found.rows[column].tolist() == [100.0], analysis
        (told,) = found.receipt["people_outside"]
        assert told["outside"] == {"subdistricts": 300.0}
        (said,) = [note for note in found.notes if "300 live outside all subdistricts" in note.en]
        assert "合计仍包括" in said.zh
    assert _two(crossed, "coverage", near, ("radius", "100"), by).total["population"] == 400.0
    assert _two(crossed, "gaps", by).receipt["people_outside"]


def test_only_what_compounds_state_is_said_to_be_stated(crossed: Database) -> None:
    """Kind: an estimate told as a statement, and compounds told as communities.

    One of two compounds states 70 people, where 40 were counted; the other has 200 by estimate.
    """
    asked = (("facility", "health_centers"), ("radius", "100"), ("by", "compound"))
    found = _two(crossed, "coverage", *asked)
    (told,) = [note for note in found.notes if "people counted, where" in note.en]
    assert told.en.startswith(
        "population cells: 40 resident people counted, where 1 of 2 compounds states 70 (-42.9%)"
    )
    assert "1 个小区说明的合计 70 人" in told.zh
    assert "社区" not in told.zh
    (estimated,) = [note.en for note in found.notes if "estimated from" in note.en]
    assert estimated.startswith("1 compound states no resident people")


def test_people_counted_in_compounds_are_no_estimate_of_communities(crossed: Database) -> None:
    """The same kind: without communities, both compounds' people are those of the cells or stated.

    A cell of 10 and one of 40 lie in the first, which states nobody: 50 are taken.
    """
    nothing = _lonlat({"name": ["x"]}, [box(0, 0, 10, 10)]).iloc[:0]
    _put(crossed, "two", "communities", nothing)
    asked = (("facility", "health_centers"), ("radius", "100"), ("by", "compound"))
    found = _two(crossed, "coverage", *asked)
    assert found.rows["population"].tolist() == [50.0, 70.0]
    said = [note.en for note in found.notes]
    (taken,) = [text for text in said if "are taken" in text]
    assert taken.startswith("1 of 2 compounds states no resident people: the 50 counted by")
    assert not any("estimated" in text for text in said)
    (told,) = _outside(found)
    # 10 of the 100 counted stand on the cell of the west that no compound holds.
    assert (told["counted"], told["outside"]) == (100.0, {"compounds": 10.0})


def _edits(*edits: dict) -> tuple[str, str]:
    return "edits", json.dumps([{"edit": "change_population"} | edit for edit in edits])


def test_the_people_of_a_compound_change_in_a_scenario(crossed: Database) -> None:
    """Kind: an option that two parameters both offer, and refuse together without a word in docs.

    The crossing compound has 200 people by estimate, 50 and 150 on two cells; the other states 70.
    """
    asked = (("facility", "health_centers"), ("radius", "100"), ("by", "compound"))
    first, other = _two(crossed, "coverage", *asked).rows.index
    halved = _edits({"compound": int(first), "factor": 0.5}, {"compound": int(other), "total": 140})
    found = _two(crossed, "what-if", *asked, halved)
    assert found.rows["population_before"].tolist() == pytest.approx([200, 70])
    assert found.rows["population_after"].tolist() == pytest.approx([100, 140])
    # 50 of them live within 100 m of the center, 25 afterwards.
    assert found.total["gained"] == pytest.approx(-25)
    assert [step["compound"] for step in found.total["edits"]] == [first, other]
    doubled = _two(crossed, "what-if", *asked, _edits({"factor": 2}))
    assert doubled.rows["population_after"].tolist() == pytest.approx([400, 140])


@pytest.mark.parametrize(
    ("by", "edit", "place", "accepted"),
    [
        ("compound", {"community": 1}, "edits[0].community", "by=compound): compound (1, 2)"),
        ("compound", {"compound": 99}, "edits[0].compound", "accepted: 1, 2"),
        ("community", {"compound": 1}, "edits[0].compound", "no compounds (by=compound): comm"),
    ],
)
def test_people_of_other_units_are_refused_by_what_is_accepted(
    crossed: Database, by: str, edit: dict, place: str, accepted: str
) -> None:
    asked = (("facility", "health_centers"), ("radius", "100"), ("by", by))
    with pytest.raises(ParameterError) as refused:
        _two(crossed, "what-if", *asked, _edits(edit | {"factor": 2}))
    (told,) = refused.value.faults
    assert told.parameter == place
    listed = [f"{one}" for one in _two(crossed, "coverage", *asked).rows.index]
    assert accepted.replace("1, 2", ", ".join(listed)) in told.accepted.en
    assert told.accepted.zh


def test_layers_that_changed_are_those_of_their_name_by_compound_too(crossed: Database) -> None:
    """Kind: one word for two layers: the version of compounds told as that of communities."""
    frame = _lonlat({"name": ["苑"], "population_resident": [70.0]}, [box(1800, 0, 2000, 1000)])
    _put(crossed, "two", "compounds", frame)
    asked = (("facility", "health_centers"), ("radius", "100"), ("by", "compound"), _edits())
    for base, changed in (("communities:1,compounds:1", "compounds"), ("communities:9", "communi")):
        said = [note.en for note in _two(crossed, "what-if", *asked, ("base", base)).notes]
        (told,) = [text for text in said if "have changed" in text]
        assert told.split(": ")[1].startswith(changed)


def test_an_area_without_communities_and_people_is_measured_where_it_can_be(
    town: Database,
) -> None:
    """Kind: a refusal for want of communities, where land can be measured without them.

    A circle of 300 m in a square of 1,000 m, cut by its side 250 m away, and a green of 10,000 m2.
    On foot, nobody is said to be off the streets where nobody is known.
    """
    nothing = _lonlat({"name": ["x"]}, [box(0, 0, 10, 10)]).iloc[:0]
    for layer in ("communities", "compounds", "buildings"):
        _put(town, "town", layer, nothing)
    _put(town, "town", "green_spaces", _lonlat({"name": ["园"]}, [box(100, 100, 200, 200)]))
    _put(town, "town", "streets", _lonlat({"name": ["路"]}, [LineString([(0, 500), (1000, 500)])]))
    near = ("facility", "health_centers")
    found = _run(town, "coverage", near, ("radius", "300"))
    segment = 300**2 * np.arccos(250 / 300) - 250 * np.sqrt(300**2 - 250**2)
    share = (np.pi * 300**2 - segment) / 1e6
    assert found.total["area_share"] == pytest.approx(share, rel=1e-6)
    assert np.isnan(found.total["population"])
    said = [note.en for note in found.notes]
    assert any("the whole area is one unit" in text for text in said)
    assert any("nothing tells how many resident people" in text for text in said)
    assert _run(town, "green").total["green_area_m2"] == pytest.approx(10_000)
    gaps = _run(town, "gaps")
    assert gaps.total["network_parts"] == 1
    assert not {"population_apart", "unattached_population"} & set(gaps.total)
    for analysis, pairs in {
        "access": (("catchment", "300"),),
        "siting": (("radius", "300"),),
        "what-if": (("radius", "300"), ("edits", "[]")),
    }.items():
        with pytest.raises(NoPeopleError, match="population raster"):
            _run(town, analysis, near, *pairs)
