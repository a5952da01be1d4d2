import datetime as dt

import pytest
from shapely.geometry import Point, box

from app.analyses.coverage.coverage import CoverageParameters
from app.analyses.coverage.nearest import PointParameters
from app.analyses.green.green import GreenParameters
from app.analyses.ground.facilities import today
from app.analyses.siting.siting import SitingParameters
from app.database import Database
from app.problems.errors import MissingLayerError, UnknownAnalysisError
from app.services.run import run
from layers.errors import UnknownAreaError
from layers.store import layers as store
from tests.builders.areas import town_area
from tests.builders.frames import lonlat_frame

SQUARE = box(116.40, 39.92, 116.41, 39.93)
PARAMETERS = CoverageParameters(facility="elder_homes", radius=300)


def _write(database, layer, shapes, **columns):
    frame = lonlat_frame(shapes, **columns)
    with database.begin() as connection:
        store.write_layer(connection, "town", layer, frame, replace=True, actor="t", source="t")


@pytest.fixture
def town(empty_app) -> Database:
    database = empty_app.extensions["database"]
    with database.begin() as connection:
        store.create_area(connection, town_area(SQUARE))
    _write(database, "communities", [SQUARE], name=["A"], population_resident=[100.0])
    _write(database, "elder_homes", [])
    return database


def test_a_write_changes_the_result_and_its_receipt_at_once(town) -> None:
    before = run(town, "coverage", "town", PARAMETERS)
    assert before.total["covered_area_m2"] == 0
    assert run(town, "coverage", "town", PARAMETERS) is before
    _write(town, "elder_homes", [Point(116.405, 39.925)], name=["Home"])
    after = run(town, "coverage", "town", PARAMETERS)
    assert after.total["covered_area_m2"] == pytest.approx(3.14159 * 300**2, rel=1e-5)
    versions = {one["layer"]: one["version"] for one in after.receipt["layers"]}
    assert versions["elder_homes"] == 2
    assert versions["communities"] == 1


def test_an_area_made_anew_under_the_same_name_is_another_area(town) -> None:
    old = run(town, "coverage", "town", PARAMETERS)
    with town.begin() as connection:
        store.delete_area(connection, "town")
        half = box(116.40, 39.92, 116.405, 39.93)
        store.create_area(connection, town_area(half))
    _write(town, "communities", [half], name=["A"], population_resident=[100.0])
    _write(town, "elder_homes", [])
    new = run(town, "coverage", "town", PARAMETERS)
    assert new.total["area_m2"] == pytest.approx(old.total["area_m2"] / 2, rel=1e-4)


def test_the_table_has_ids_and_no_geometry(town) -> None:
    result = run(town, "coverage", "town", PARAMETERS)
    assert list(result.table.columns[:2]) == ["id", "name"]
    assert "geometry" not in result.table
    assert result.rows.crs == "EPSG:4326"


def test_a_kind_that_was_never_imported_is_refused_not_zero(town) -> None:
    """The kind: a figure that nobody measured, told as 0."""
    never = CoverageParameters(facility="libraries", radius=300)
    with pytest.raises(MissingLayerError, match="flask layers import town libraries FILE"):
        run(town, "coverage", "town", never)
    empty = run(town, "coverage", "town", PARAMETERS)
    assert empty.total["covered_population"] == 0
    assert "the layer of Homes for the aged is empty: none is taken" in empty.notes[-1].en
    # Who looks for sites may begin with none, and is told so.
    asked = SitingParameters(facility="libraries", radius=300, sites=1, spacing=200)
    begun = run(town, "siting", "town", asked)
    assert begun.total["served_before"] == 0
    assert "Libraries were never imported into this area" in begun.notes[-1].en


def test_a_facility_serves_on_the_days_it_is_open_and_no_other(town) -> None:
    """Opens in 2035, closes in 2040: everybody within 1 km is served in between."""
    shape = [Point(116.405, 39.925)]
    days = {"opened_on": [dt.date(2035, 1, 1)], "closed_on": [dt.date(2040, 1, 1)]}
    _write(town, "elder_homes", shape, name=["Home"], **days)
    shares = {}
    for day in (None, "2034-12-31", "2035-01-01", "2039-12-31", "2040-01-01"):
        asked = CoverageParameters(facility="elder_homes", radius=2000, as_of=day)
        found = run(town, "coverage", "town", asked)
        shares[day] = found.total["covered_population"]
        assert found.receipt["as_of"] == (day or f"{today()}")
    assert list(shares.values()) == [0, 0, 100, 100, 0]
    early = run(town, "coverage", "town", PARAMETERS)
    told = f"1 of 1 Homes for the aged are not open on {today()} and do not count: Home (opens"
    assert early.notes[-1].en.startswith(told)
    late = CoverageParameters(facility="elder_homes", radius=300, as_of="2050-01-01")
    assert "Home（2040-01-01 停用）" in run(town, "coverage", "town", late).notes[-1].zh


def test_what_is_missing_is_named(town) -> None:
    with pytest.raises(MissingLayerError, match="green_spaces"):
        run(town, "green", "town", GreenParameters())
    with pytest.raises(UnknownAreaError, match="town"):
        run(town, "green", "city", GreenParameters())
    with pytest.raises(UnknownAnalysisError, match="coverage"):
        run(town, "magic", "town", GreenParameters())


def test_who_asks_for_a_walk_without_streets_hears_it_before_people_are_placed(town) -> None:
    # Kind: the cause told is not the first one; the streets are looked for before any work.
    walking = PARAMETERS.model_copy(update={"metric": "walking"})
    with pytest.raises(MissingLayerError, match="flask layers import town streets FILE"):
        run(town, "coverage", "town", walking)


def test_green_says_of_both_populations_that_nobody_tells_them(town) -> None:
    # Kind: an empty figure without a word; both are shown, and only the leading one was told.
    _write(town, "green_spaces", [box(116.401, 39.921, 116.402, 39.922)], name=["P"])
    found = run(town, "green", "town", GreenParameters())
    assert found.total["green_per_registered_m2"] is None
    assert any("population_registered" in note.en for note in found.notes)
    assert not any("population_resident" in note.en for note in found.notes)


def test_an_answer_knows_the_english_names_of_what_it_names(town) -> None:
    """Kind of fault: names in English that only one door, or one kind of unit, shows.

    The rows hold the name of the data in every language; what is shown is chosen beside them.
    """
    told = {"name": ["北里"], "name_en": ["Beili"], "population_resident": [100.0]}
    _write(town, "communities", [SQUARE], **told)
    homes = {"name": ["养老院"], "name_en": ["Care home"]}
    _write(town, "elder_homes", [Point(116.405, 39.925)], **homes)
    found = run(town, "coverage", "town", PARAMETERS)
    assert found.table["name"].tolist() == ["北里"]
    assert found.english.shown("北里", 1) == "Beili"
    whole = run(town, "coverage", "town", PARAMETERS.model_copy(update={"by": "area"}))
    (title,) = whole.table["name"]
    assert whole.english.shown(title, 1) != title
    point = PointParameters(lon=116.405, lat=39.925)
    nearest = run(town, "nearest", "town", point)
    row = nearest.table.set_index("id").loc["elder_homes"]
    assert nearest.english.shown(row["name"], row["facility_id"]) == "Care home"
    assert nearest.english.shown(nearest.total["community"]) == "Beili"
