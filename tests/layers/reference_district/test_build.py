"""The reference district: every count and total of the plan, exact geometry, the same bytes."""

import hashlib
import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from layers.catalogue import LAYER_TYPES
from layers.reference_district.build import ReferenceDistrict, build, load_description

ROOT = Path(__file__).parents[3]
FILE = ROOT / "data" / "reference" / "dongcheng.toml"
GOLDEN = ROOT / "tests" / "golden" / "dongcheng.json"
METRIC = "EPSG:4548"
DISTRICT_M2 = 25.38e6
GREEN_M2 = 6_402_500.0
FACILITIES = (
    "police_stations",
    "health_centers",
    "culture_rooms",
    "culture_stations",
    "service_centers",
    "elder_homes",
)


def digest(district: ReferenceDistrict) -> dict[str, str]:
    """Hash the exact WKB and all attributes of each layer."""
    found = {}
    for layer, frame in district.layers.items():
        text = frame.drop(columns="geometry").to_json(orient="split", date_format="iso")
        wkb = b"".join(shapely.to_wkb(frame.geometry.to_numpy()))
        found[layer] = hashlib.sha256(text.encode() + wkb).hexdigest()
    return found


def summary(district: ReferenceDistrict) -> dict[str, Any]:
    """Describe the district in figures that a reader can check on the map.

    Layers that it has no features of are left out, but for the cells that another source gives.
    """
    green = district.layers["green_spaces"].to_crs(METRIC)
    land = district.layers["land_use"].to_crs(METRIC)
    quarters = district.layers["subdistricts"].to_crs(METRIC).set_index("name")
    communities = district.layers["communities"]
    return {
        "features": {
            layer: len(frame)
            for layer, frame in district.layers.items()
            if len(frame) or layer == "population_cells"
        },
        "green_ha": _hectares(green, "green_class"),
        "land_ha": _hectares(land, "land_class"),
        "subdistrict_ha": (quarters.area / 1e4).round(1).to_dict(),
        "residents": communities.groupby("subdistrict")["population_resident"].sum().to_dict(),
    }


def _hectares(frame: gpd.GeoDataFrame, column: str) -> dict[str, float]:
    return (frame.area.groupby(frame[column]).sum() / 1e4).round(1).to_dict()


@pytest.fixture(scope="module")
def district() -> ReferenceDistrict:
    return build(load_description(FILE))


@pytest.fixture(scope="module")
def metric(district: ReferenceDistrict) -> dict[str, gpd.GeoDataFrame]:
    return {layer: frame.to_crs(METRIC) for layer, frame in district.layers.items()}


@pytest.fixture(scope="module")
def communities(district: ReferenceDistrict) -> gpd.GeoDataFrame:
    return district.layers["communities"]


def test_the_area_is_labeled_synthetic_and_dated(district: ReferenceDistrict) -> None:
    area = district.area
    assert (area.slug, area.crs, area.synthetic) == ("dongcheng", METRIC, True)
    assert "合成" in area.title.zh
    assert "synthetic" in area.title.en
    for frame in district.layers.values():
        assert frame["source"].str.contains("synthetic").all()
        assert (frame["as_of"] == area.as_of).all()


def test_the_area_carries_the_figures_without_a_place(district: ReferenceDistrict) -> None:
    assert district.area.figures == {
        "former_committees": 413,
        "task_aspects": 9,
        "task_items": 63,
        "document_number": "东发[2004]26号",
        "investment_cny": 300_000_000,
        "investment_parts": {"district": 1.5, "subdistrict": 1.5, "resident_units": 7},
        "security_funds_cny": 210_000_000,
        "demolition_m2": 331_000,
        "hotline": "96156",
        "separated_domains": 5,
        "sports_advanced_subdistricts": 10,
        "demonstration_year": 2002,
        "opinion_date": "2004-12",
        "land_area_km2": 25.38,
    }


@pytest.mark.parametrize("layer", LAYER_TYPES)
def test_layers_have_the_columns_and_shapes_of_the_catalogue(
    district: ReferenceDistrict, layer: str
) -> None:
    frame, kind = district.layers[layer], LAYER_TYPES[layer]
    assert list(frame.columns) == [*(c.name for c in kind.columns), "geometry"]
    assert frame.crs == "EPSG:4326"
    assert frame.geometry.is_valid.all()
    shapes = {"point": "Point", "line": "LineString", "polygon": "Polygon"}
    assert set(frame.geometry.geom_type) <= {shapes.get(kind.geometry, "Polygon")}
    for column in kind.columns:
        if column.choices:
            assert set(frame[column.name].dropna()) <= set(column.choices)


def test_the_district_lies_where_it_is_said_to_lie(district: ReferenceDistrict) -> None:
    west, south, east, north = district.area.boundary.bounds
    assert 116.36 < west < east < 116.45
    assert 39.89 < south < north < 39.98
    assert len(district.area.boundary.geoms) == 1


def test_communities_tile_the_district(
    district: ReferenceDistrict, metric: dict[str, gpd.GeoDataFrame]
) -> None:
    stored = district.layers["communities"].geometry.to_numpy()
    assert shapely.coverage_is_valid(stored)
    assert shapely.equals(shapely.coverage_union_all(stored), district.area.boundary)
    boundary = gpd.GeoSeries([district.area.boundary], crs=4326).to_crs(METRIC)
    whole = metric["communities"]
    assert whole.area.sum() == pytest.approx(boundary.area.sum(), rel=1e-12)
    assert whole.area.sum() == pytest.approx(DISTRICT_M2, rel=1e-6)
    assert whole.geometry.union_all().area == pytest.approx(DISTRICT_M2, rel=1e-6)
    assert whole.geometry.interiors.map(len).sum() == 0


def test_subdistricts_are_their_communities(district: ReferenceDistrict) -> None:
    quarters = district.layers["subdistricts"].set_index("name")
    names = ("安定门", "交道口", "北新桥", "朝阳门", "东华门", "东四", "东直门", "和平里", "建国门")
    assert set(quarters.index) == {f"{name}街道" for name in (*names, "景山")}
    assert shapely.coverage_is_valid(quarters.geometry.to_numpy())
    for name, group in district.layers["communities"].groupby("subdistrict"):
        joined = shapely.coverage_union_all(group.geometry.to_numpy())
        assert shapely.equals(joined, quarters.geometry[name])


def test_borders_follow_streets_vertex_by_vertex(district: ReferenceDistrict) -> None:
    streets = {frozenset(line.coords) for line in district.layers["streets"].geometry}
    for zone in district.layers["communities"].geometry:
        corners = list(zone.exterior.coords)
        assert {frozenset(side) for side in pairwise(corners)} <= streets


def test_communities_are_neither_squares_nor_voronoi_cells(
    metric: dict[str, gpd.GeoDataFrame],
) -> None:
    zones = metric["communities"].geometry
    convexity = zones.area / zones.convex_hull.area
    assert (convexity < 0.98).sum() > len(zones) / 2  # Voronoi cells are convex
    squareness = zones.area / zones.minimum_rotated_rectangle().area
    assert squareness.median() < 0.9


def test_blocks_are_dense_in_the_lanes_of_the_middle(
    metric: dict[str, gpd.GeoDataFrame],
) -> None:
    quarters = metric["subdistricts"].set_index("name").geometry
    per_km = {
        name: metric["streets"].geometry.clip(quarters[name]).length.sum() / quarters[name].area
        for name in ("交道口街道", "和平里街道")
    }
    assert per_km["交道口街道"] > 1.2 * per_km["和平里街道"]


def test_streets_are_one_network_split_at_every_crossing(
    district: ReferenceDistrict,
) -> None:
    frame = district.layers["streets"]
    ends = shapely.get_coordinates(frame.geometry.to_numpy()).reshape(len(frame), -1, 2)
    assert ends.shape[1] == 2
    assert 4000 <= len(frame) <= 9000
    assert frame["walkable"].all()
    nodes, index = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
    start, end = index.reshape(-1, 2).T
    graph = coo_array((np.ones(len(frame)), (start, end)), shape=(len(nodes), len(nodes)))
    assert connected_components(graph, directed=False)[0] == 1
    lines = frame.geometry.to_numpy()
    crossing = shapely.STRtree(lines).query(lines, predicate="crosses")
    assert crossing.shape[1] == 0


@pytest.mark.parametrize(
    ("column", "total"),
    [
        ("population_resident", 521_000),
        ("population_registered", 646_717),
        ("organizations", 3_190),
        ("organization_members", 96_055),
        ("volunteer_teams", 4_740),
        ("volunteers", 119_295),
        ("has_party_organization", 137),
        ("has_safety_association", 137),
        ("secretary_is_director", 68),
    ],
)
def test_communities_add_up_to_the_plan(
    communities: gpd.GeoDataFrame, column: str, total: int
) -> None:
    assert communities[column].sum() == total
    assert (communities[column] >= 0).all()


def test_communities_are_as_the_plan_describes_them(communities: gpd.GeoDataFrame) -> None:
    assert len(communities) == 137
    assert communities["households"].sum() > 205_500
    assert (communities["office_area_m2"] >= 190).sum() == 111
    assert (communities["police_officers"] >= 1).all()
    assert set(communities["community_type"]) == {"unit", "employer", "locality"}
    assert communities["code"].is_unique
    assert communities["name"].is_unique
    assert communities["population_resident"].between(1_000, 9_000).all()


def test_people_live_in_buildings_of_their_community(
    metric: dict[str, gpd.GeoDataFrame],
) -> None:
    buildings, zones = metric["buildings"], metric["communities"]
    tree = shapely.STRtree(zones.geometry.to_numpy())
    zone, building = tree.query(buildings.geometry.to_numpy(), predicate="within")[::-1]
    assert sorted(building) == list(range(len(buildings)))
    for column in ("population_resident", "population_registered"):
        people = pd.Series(buildings[column].to_numpy()[building]).groupby(zone).sum()
        assert (people.to_numpy() == zones[column].to_numpy()).all()
    empty = buildings["building_use"] != "residential"
    assert (buildings.loc[empty, "population_resident"] == 0).all()
    assert (buildings["dwelling_area_m2"] <= buildings["floor_area_m2"]).all()


def test_buildings_overlap_neither_each_other_nor_the_streets(
    metric: dict[str, gpd.GeoDataFrame],
) -> None:
    shapes = metric["buildings"].geometry.to_numpy()
    assert 8_000 <= len(shapes) <= 12_000
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert (a == b).all()
    streets = metric["streets"].geometry.to_numpy()
    assert shapely.STRtree(shapes).query(streets, predicate="intersects").shape[1] == 0


def test_land_use_does_not_overlap_and_houses_people(
    metric: dict[str, gpd.GeoDataFrame],
) -> None:
    land = metric["land_use"]
    assert land.geometry.union_all().area == pytest.approx(land.area.sum(), rel=1e-9)
    residential = land[land["land_class"] == "residential"]
    assert 0.33 <= residential.area.sum() / DISTRICT_M2 <= 0.45
    housing = metric["buildings"].query("building_use == 'residential'").geometry
    assert housing.representative_point().within(residential.geometry.union_all()).all()


def test_the_green_ledger_is_exact_to_the_square_metre(
    metric: dict[str, gpd.GeoDataFrame],
) -> None:
    green, whole = metric["green_spaces"], metric["communities"].geometry.union_all()
    union = green.geometry.union_all()
    assert union.area == pytest.approx(GREEN_M2, abs=0.1)
    assert union.difference(whole).area == pytest.approx(0, abs=1e-6)
    overlap = green.area.sum() - union.area
    assert 0.03 * GREEN_M2 < overlap < 0.08 * GREEN_M2


def test_green_is_a_few_large_parks_and_many_small_greens_across_borders(
    metric: dict[str, gpd.GeoDataFrame],
) -> None:
    green = metric["green_spaces"]
    shapes = green.geometry.to_numpy()
    large = green[green["green_class"] == "comprehensive_park"]
    assert (large.area > 20e4).tolist() == [True] * 5
    assert (green.area < 1e4).sum() > 1000
    for layer, least in (("communities", 15), ("subdistricts", 2)):
        zones = metric[layer].geometry.to_numpy()
        hits = shapely.STRtree(zones).query(shapes, predicate="intersects")
        shared = shapely.area(shapely.intersection(shapes[hits[0]], zones[hits[1]]))
        zones_of_green = np.bincount(hits[0][shared > 100])
        assert (zones_of_green > 1).sum() >= least


def _community_of(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> pd.Series:
    inside = gpd.sjoin(points[["geometry"]], zones[["name", "geometry"]], predicate="within")
    assert len(inside) == len(points)
    return inside["name"].sort_index()


@pytest.mark.parametrize("layer", FACILITIES)
def test_facilities_stand_in_the_community_they_name(
    district: ReferenceDistrict, communities: gpd.GeoDataFrame, layer: str
) -> None:
    frame = district.layers[layer]
    assert (_community_of(frame, communities) == frame["community"]).all()
    assert frame["name"].is_unique
    assert frame["address"].str.fullmatch(r"\D+\d+号").all()
    assert (frame["floor_area_m2"] > 0).all()


def test_the_other_kinds_of_facilities_have_none(district: ReferenceDistrict) -> None:
    """Six kinds are in the plan; the others wait for data."""
    filled = {name for name, kind in LAYER_TYPES.items() if kind.is_facility} & {
        name for name, frame in district.layers.items() if len(frame)
    }
    assert filled == set(FACILITIES)
    assert list(district.layers) == list(LAYER_TYPES)


def test_police_stations_are_in_128_communities(district: ReferenceDistrict) -> None:
    assert district.layers["police_stations"]["community"].nunique() == 128
    assert len(district.layers["police_stations"]) == 128


def test_health_units_are_told_apart(
    district: ReferenceDistrict, communities: gpd.GeoDataFrame
) -> None:
    health = district.layers["health_centers"]
    assert health["grade"].value_counts().to_dict() == {"station": 30, "center": 10}
    centers = health[health["grade"] == "center"]["community"]
    home = communities.set_index("name")["subdistrict"]
    assert home[centers].nunique() == 10


def test_culture_rooms_meet_the_plan_nested(district: ReferenceDistrict) -> None:
    rooms = district.layers["culture_rooms"]
    large, fit = rooms["floor_area_m2"] >= 80, rooms["floor_area_m2"] >= 50
    assert (large.sum(), fit.sum()) == (20, 69)
    assert (rooms["grade"] == "demonstration").equals(large)
    assert len(rooms) == rooms["community"].nunique() == 69
    assert set(rooms.loc[~large, "grade"]) == {"standard"}


def test_culture_stations_service_centers_and_homes(
    district: ReferenceDistrict, communities: gpd.GeoDataFrame
) -> None:
    home = communities.set_index("name")["subdistrict"]
    stations, centers, homes = (
        district.layers[k] for k in ("culture_stations", "service_centers", "elder_homes")
    )
    assert home[stations["community"]].nunique() == 10
    assert (stations["floor_area_m2"] >= 500).all()
    assert (stations["volumes"] == 10_000).all()
    assert centers["grade"].value_counts().to_dict() == {"subdistrict": 10, "district": 1}
    assert home[centers[centers["grade"] == "subdistrict"]["community"]].nunique() == 10
    assert len(homes) == home[homes["community"]].nunique() == 9


def test_the_same_bytes_come_out_of_another_process(district: ReferenceDistrict) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, __file__],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(run.stdout) == digest(district)


def test_the_district_is_the_one_that_other_golden_files_rest_on(
    district: ReferenceDistrict,
) -> None:
    assert summary(district) == json.loads(GOLDEN.read_text(encoding="utf-8"))


if __name__ == "__main__":
    print(json.dumps(digest(build(load_description(FILE)))))
