"""Whatever the town: analyses that state the same figure state the same bits."""

import json
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasterio.transform import from_origin
from shapely.geometry import LineString, Point, box

from app.analyses.access.equity import EquityParameters
from app.analyses.access.equity import compute as equity
from app.analyses.coverage.coverage import CoverageParameters
from app.analyses.coverage.coverage import compute as coverage
from app.analyses.coverage.nearest import PointParameters
from app.analyses.coverage.nearest import compute as nearest
from app.analyses.ground.distances import distance_to_nearest
from app.analyses.scenario.scenario import WhatIfParameters
from app.analyses.scenario.scenario import compute as what_if
from app.analyses.siting.frontier import FrontierParameters
from app.analyses.siting.frontier import compute as frontier
from app.analyses.siting.siting import SitingParameters
from app.analyses.siting.siting import compute as siting
from app.analyses.siting.smallest_fix import SmallestFixParameters
from app.analyses.siting.smallest_fix import compute as smallest_fix
from app.analyses.standards.gaps import GapParameters
from app.analyses.standards.gaps import compute as gaps
from app.analyses.standards.priorities import PriorityParameters
from app.analyses.standards.priorities import compute as priorities
from tests.builders.rasters import write_raster
from tests.builders.rules import standard_of

X, Y = 450_000.0, 4_420_000.0
SOURCES = ("cells", "squares", "buildings", "raster", "dwellings", "residential", "area")
"""What the town knows of its people; `squares` are cells with an area."""
METRICS = ("euclidean", "walking")
BASIS = {"squares": "cells"}
LINES = st.lists(
    st.tuples(*[st.integers(0, 1200), st.integers(0, 800)] * 2).filter(lambda x: x[:2] != x[2:]),
    min_size=1,
    max_size=4,
)
SPOTS = st.lists(
    st.tuples(st.integers(0, 1199), st.integers(0, 799)), min_size=1, max_size=12, unique=True
)
TOWNS = st.fixed_dictionaries(
    {
        "spots": SPOTS,
        "weights": st.lists(st.integers(1, 97), min_size=12, max_size=12),
        "people": st.lists(st.integers(1, 20_000), min_size=3, max_size=3),
        "centers": st.lists(
            st.tuples(st.integers(-100, 1300), st.integers(0, 800)), min_size=1, max_size=2
        ),
        "streets": LINES,
        "radius": st.integers(20, 700).map(lambda metres: metres + 0.37),
        "population": st.sampled_from(["resident", "registered"]),
    }
)
COUNTS = ("population_resident", "population_registered")


def fill(town: Any, drawn: dict[str, Any], folder: Any) -> None:
    """Put three communities of two subdistricts into the town, and what places their people."""
    shapes = [box(0, 0, 400, 800), box(400, 0, 700, 800), box(700, 0, 1200, 800)]
    people = [float(one) for one in drawn["people"]]
    town.put(
        "communities", shapes, name=["A", "B", "C"], subdistrict=["S", "S", "T"],
        population_resident=people, population_registered=people[::-1],
    )  # fmt: skip
    # B lies in S by its name, and mostly in T by its place.
    town.put("subdistricts", [box(0, 0, 450, 800), box(450, 0, 1200, 800)], name=["S", "T"])
    put_facilities(town, drawn)
    # So many streets as are drawn, and one that nobody is far from.
    streets = [(0, 400, 1200, 400), *drawn["streets"]]
    lines = [LineString([line[:2], line[2:]]) for line in streets]
    town.put("streets", lines, walkable=[True] * len(lines))
    town.put("land_use", [box(90, 10, 260, 300)], land_class=["residential"])
    _place(town, drawn, folder)


def facility_of(drawn: dict[str, Any]) -> str:
    """Return the kind that is asked about: points, or grounds that are drawn as areas."""
    return "sports_grounds" if drawn.get("areas") else "health_centers"


def put_facilities(town: Any, drawn: dict[str, Any], built: tuple[Any, ...] = ()) -> None:
    """Put the facilities into the town, and those that were `built`, which are points."""
    if drawn.get("areas"):
        # One so wide that people in it are far from its edge, and one that is narrow.
        halves = [(260, 180), (70, 30)]
        shapes = [
            box(x - a, y - b, x + a, y + b)
            for (x, y), (a, b) in zip(drawn["centers"], halves, strict=False)
        ]
        town.put("sports_grounds", [*shapes, *built])
    else:
        shapes = [*(Point(*spot) for spot in drawn["centers"]), *built]
        town.put("health_centers", shapes, grade=["center"] * len(shapes))


def _place(town: Any, drawn: dict[str, Any], folder: Any) -> None:
    source, spots = drawn["source"], drawn["spots"]
    weights = [float(one) for one in drawn["weights"][: len(spots)]]
    half = 60 if source == "squares" else 7
    boxes = [box(x - half, y - half, x + half, y + half) for x, y in spots]
    if source in {"cells", "squares"}:
        shapes = [Point(*spot) for spot in spots] if source == "cells" else boxes
        town.put("population_cells", shapes, population_resident=weights)
    if source == "buildings":
        town.put("buildings", boxes, population_registered=weights)
    if source == "dwellings":
        town.put("buildings", boxes, building_use=["house"] * len(boxes), dwelling_area_m2=weights)
    if source == "area":
        del town.frames["land_use"]
    if source == "raster":
        cells = np.resize(weights, (4, 6)).astype("float32")
        path = write_raster(
            folder / "people.tif", cells, transform=from_origin(X, Y + 800, 200, 200)
        )
        town.rasters["population"] = SimpleNamespace(kind="population", path=path)


def rule(drawn: dict[str, Any]) -> Any:
    """Return a standard of one rule: everybody within the radius of a health center."""
    near = {
        "id": "near",
        "measure": "coverage",
        "levels": ["community", "subdistrict", "area"],
        "required": 1,
        "layer": facility_of(drawn),
        "denominator": "population",
        "metric": drawn["metric"],
        "radius_m": drawn["radius"],
    }
    return standard_of(near, population=drawn["population"])


def same(one: Any, other: Any) -> None:
    """Compare two columns bit by bit; what is missing must be missing in both."""
    np.testing.assert_array_equal(np.asarray(one, dtype=float), np.asarray(other, dtype=float))


def ask(drawn: dict[str, Any]) -> dict[str, Any]:
    return {"facility": facility_of(drawn)} | {
        name: drawn[name] for name in ("radius", "metric", "population")
    }


def every_basis(drawn: dict[str, Any]) -> tuple[str, ...]:
    """Return the bases that the town has data for, `auto` first."""
    own = BASIS.get(drawn["source"], drawn["source"])
    return tuple(dict.fromkeys(("auto", own, "area" if own == "area" else "residential", "area")))


@pytest.fixture
def towns(town, tmp_path):
    """Make the town anew; what is derived from layers is kept while they stay, as in service."""

    def make(drawn: dict[str, Any]) -> Any:
        for layer in ("population_cells", "buildings"):
            town.frames.pop(layer, None)
        town.rasters.clear()
        fill(town, drawn, tmp_path)
        held: dict[Any, Any] = {}

        def keep(name: str, layers: tuple[str, ...], derive: Any) -> Any:
            frames = [town.frames.get(layer) for layer in layers]
            key = (name, layers, *map(id, frames))
            if key not in held:
                held[key] = (frames, derive())
            return held[key][1]

        town.kept = keep
        return town

    return make


EVERY = pytest.mark.parametrize(
    "known",
    [{"source": source, "metric": metric} for source in SOURCES for metric in METRICS]
    + [{"source": "cells", "metric": metric, "areas": True} for metric in METRICS],
    ids=lambda known: "-".join([*map(str, list(known.values())[:2]), *list(known)[2:]]),
)
QUICK = settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])


@EVERY
@QUICK
@given(drawn=TOWNS)
def test_coverage_what_if_and_gaps_agree_for_every_unit(towns, known, drawn) -> None:
    drawn |= known
    town = towns(drawn)
    town.standard = lambda _name: rule(drawn)
    for by in ("community", "subdistrict", "area"):
        for basis in every_basis(drawn):
            covered = coverage(town, CoverageParameters(**ask(drawn), by=by, weighting=basis))
            base = what_if(town, WhatIfParameters(**ask(drawn), by=by, weighting=basis, edits="[]"))
            for name in ("population", "covered_population", "population_share"):
                same(covered.rows[name], base.rows[f"{name}_before"])
                assert covered.total[name] == base.total[f"{name}_before"]
            if by == "community":
                same(covered.rows["nearest_m"], base.rows["nearest_m_before"])
            if basis == "auto":
                table = gaps(town, GapParameters(standard="one", by=by)).rows
                same(table["measured"], covered.rows["population_share"])
                asked = {"standard": "one", "by": by, "population": drawn["population"]}
                first = priorities(town, PriorityParameters(**asked)).rows.sort_index()
                lost = covered.rows["population"] - covered.rows["covered_population"]
                same(first["uncovered_population"], lost)


@EVERY
@QUICK
@given(drawn=TOWNS)
def test_sites_and_fixes_begin_and_end_with_the_coverage_there_is(towns, known, drawn) -> None:
    drawn |= known
    town = towns(drawn)
    asked = ask(drawn) | {"spacing": 300.0}
    covered = coverage(town, CoverageParameters(**ask(drawn)))
    chosen = siting(town, SitingParameters(**asked, sites=2, alternatives=0))
    by_unit = chosen.total["communities"]
    same([row["people"] for row in by_unit], covered.rows["population"])
    same([row["served_before"] for row in by_unit], covered.rows["covered_population"])
    same([row["share_before"] for row in by_unit], covered.rows["population_share"])
    same([row["mean_m_before"] for row in by_unit], covered.rows["nearest_m"])
    assert chosen.total["people"] == covered.total["population"]
    assert chosen.total["served_before"] == covered.total["covered_population"]
    steps = frontier(town, FrontierParameters(**asked, most_sites=2))
    assert steps.total["people_served_kept"] == covered.total["covered_population"]
    # What stays unserved before is what more and more sites can gain, and no more.
    whole, served = covered.total["population"], covered.total["covered_population"]
    fixes = smallest_fix(town, SmallestFixParameters(**asked, share=1.0, longest_link=1.0))
    failing = covered.rows.loc[covered.rows["population_share"] < 1]
    assert fixes.total["communities_failing"] == len(failing)
    found = fixes.rows.drop_duplicates("community_id").set_index("community_id")
    same(found["share_before"].sort_index(), failing["population_share"])
    same(found["people"].sort_index(), failing["population"])
    every = SitingParameters(**asked, sites=chosen.total["candidates"], alternatives=0)
    most = siting(town, every).total
    assert most["gained"] == most["served_after"] - served <= whole - served


@EVERY
@QUICK
@given(drawn=TOWNS)
def test_built_sites_are_worth_what_siting_and_what_if_say(towns, known, drawn) -> None:
    drawn |= known
    town = towns(drawn)
    chosen = siting(town, SitingParameters(**ask(drawn), spacing=300.0, sites=2, alternatives=0))
    new = chosen.rows.loc[chosen.rows["kind"] == "new", ["lon", "lat"]].to_numpy().tolist()
    edits = json.dumps([{"edit": "add_facility", "lon": lon, "lat": lat} for lon, lat in new])
    tried = what_if(town, WhatIfParameters(**ask(drawn), edits=edits))
    by_unit = chosen.total["communities"]
    same([row["served_after"] for row in by_unit], tried.rows["covered_population_after"])
    same([row["gained"] for row in by_unit], tried.rows["gained"])
    assert chosen.total["gained"] == tried.total["gained"]
    assert sum(step["gained"] for step in tried.total["edits"]) == tried.total["gained"]
    built = [Point(np.subtract(town.project(*place), (X, Y))) for place in new]
    put_facilities(town, drawn, tuple(built))
    after = coverage(town, CoverageParameters(**ask(drawn)))
    same(after.rows["covered_population"], tried.rows["covered_population_after"])
    assert after.total["covered_population"] == tried.total["covered_population_after"]


@EVERY
@QUICK
@given(drawn=TOWNS)
def test_what_serves_a_point_is_as_far_as_coverage_says(towns, known, drawn) -> None:
    """Kind: one analysis measures to the true edge of a site, the others to points on it."""
    drawn |= known
    town = towns(drawn)
    town.standard = lambda _name: rule(drawn)
    demand, away = distance_to_nearest(
        town, facility_of(drawn), population=drawn["population"], metric=drawn["metric"]
    )
    for place, metres in list(zip(demand.points, away, strict=True))[:3]:
        town.project = lambda _lon, _lat, place=place: tuple(place)
        lon, lat = town.area.boundary.centroid.coords[0]
        asked = PointParameters(lon=lon, lat=lat, standard="one", metric=drawn["metric"])
        row = nearest(town, asked).rows.loc[facility_of(drawn)]
        found = row["distance_m" if drawn["metric"] == "euclidean" else "walking_m"]
        same([np.inf if found is None else found], [metres])


@EVERY
@QUICK
@given(drawn=TOWNS)
def test_the_mean_distance_of_equity_is_that_of_coverage(towns, known, drawn) -> None:
    drawn |= known
    town = towns(drawn)
    asked = ask(drawn)
    radius = asked.pop("radius")
    covered = coverage(town, CoverageParameters(**asked, radius=radius))
    found = equity(town, EquityParameters(**asked, measure="nearest"))
    same(found.rows["nearest_m"], covered.rows["nearest_m"])


def test_a_place_that_a_circle_cuts_is_covered_or_not_in_every_analysis(towns) -> None:
    """Of 97 people 60 live in a cell whose middle is 100 m away, 37 at 300 m; r = 120 m."""
    drawn = {
        "source": "squares", "spots": [(200, 400), (350, 700)], "weights": [60, 37],
        "people": [97, 1, 1], "centers": [(100, 400)], "streets": [], "radius": 120.37,
        "metric": "euclidean", "population": "resident",
    }  # fmt: skip
    town = towns(drawn)
    covered = coverage(town, CoverageParameters(**ask(drawn))).rows.loc[1]
    assert covered["covered_population"] == 60
    # The cell of 120 m lies between 40 m and 170 m away: nobody is surely within 120 m.
    assert (covered["covered_population_low"], covered["covered_population_high"]) == (0, 60)
    base = what_if(town, WhatIfParameters(**ask(drawn), edits="[]")).rows.loc[1]
    assert base["covered_population_before"] == 60
    (fix,) = smallest_fix(
        town, SmallestFixParameters(**ask(drawn), share=0.7, community=1, spacing=100.0)
    ).rows.to_dict("records")[:1]
    assert (fix["people"], fix["share_before"]) == (97, 60 / 97)
