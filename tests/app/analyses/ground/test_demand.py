from types import SimpleNamespace

import numpy as np
import pytest
from rasterio.transform import from_origin
from shapely.geometry import Point, box

from app.analyses.ground.demand import demand_points, people
from app.problems.errors import MissingLayerError
from tests.builders.rasters import write_raster

X, Y = 450_000, 4_420_000


def test_cells_come_before_buildings_and_each_knows_its_community(town) -> None:
    assert people(town, "resident").demand is None
    town.put(
        "buildings",
        [box(10, 10, 20, 20), box(1010, 10, 1020, 20), box(30, 30, 40, 40)],
        population_resident=[5.0, 7.0, 0.0],
    )
    found = people(town, "resident").demand
    assert found["zone"].tolist() == [1, 2]
    assert found["population"].tolist() == [5, 7]
    town.put("population_cells", [Point(100, 100), Point(9000, 0)], population_resident=[3.0, 4.0])
    cells = people(town, "resident").demand
    assert cells["population"].tolist() == [3]


def test_the_other_kind_of_people_still_tells_where_people_live(town) -> None:
    town.put("population_cells", [Point(100, 100)], population_resident=[3.0])
    assert people(town, "registered").demand["population"].tolist() == [3]


def test_residential_land_is_cut_by_community(town) -> None:
    assert people(town, "resident").residential is None
    town.put(
        "land_use",
        [box(900, 0, 1100, 100), box(0, 0, 10, 10)],
        land_class=["residential", "green"],
    )
    found = people(town, "resident").residential
    assert found["zone"].tolist() == [1, 2]
    assert found.area.tolist() == [10_000, 10_000]


def test_people_name_the_layers_that_place_them(town) -> None:
    assert people(town, "resident").layers == ()
    town.put("land_use", [box(0, 0, 400, 1000)], land_class=["residential"])
    town.put("buildings", [box(10, 10, 20, 20)], population_resident=[5.0])
    assert people(town, "resident").layers == ("buildings", "land_use")
    town.put("population_cells", [Point(100, 100)], population_resident=[3.0])
    found = people(town, "resident")
    assert found.layers == ("population_cells", "land_use")
    assert (len(found.demand), len(found.residential)) == (1, 1)
    land_only = people(town, "resident", "residential")
    assert (land_only.demand, land_only.layers) == (None, ("land_use",))
    evenly = people(town, "resident", "area")
    assert (evenly.demand, evenly.residential, evenly.layers) == (None, None, ())


def test_people_without_the_data_asked_for_are_refused(town) -> None:
    for weighting, layer in (("residential", "land_use"), ("demand", "population_cells")):
        with pytest.raises(MissingLayerError, match=layer):
            people(town, "resident", weighting)


def test_demand_points_add_up_to_each_community_and_name_their_source(town) -> None:
    evenly = demand_points(town, "resident")
    assert evenly.source == "area"
    assert evenly.people[evenly.zone == 1].sum() == pytest.approx(8000, rel=1e-12)
    town.put("land_use", [box(0, 0, 400, 1000)], land_class=["residential"])
    assert demand_points(town, "resident").source == "residential"
    town.put(
        "buildings",
        [box(10, 10, 20, 20), box(30, 10, 40, 20)],
        building_use=["residential", "residential"],
        dwelling_area_m2=[300.0, 100.0],
    )
    housed = demand_points(town, "resident")
    assert housed.source == "dwellings"
    assert housed.people[:2].tolist() == pytest.approx([6000, 2000])
    assert housed.people.sum() == pytest.approx(10_000, rel=1e-12)
    town.put(
        "buildings",
        [box(10, 10, 20, 20), box(30, 10, 40, 20)],
        population_resident=[1.0, 3.0],
        building_use=["residential", "residential"],
        dwelling_area_m2=[300.0, 100.0],
    )
    assert demand_points(town, "resident").people[:2].tolist() == pytest.approx([2000, 6000])
    assert demand_points(town, "resident", "dwellings").people[:2].tolist() == pytest.approx(
        [6000, 2000]
    )
    assert demand_points(town, "resident", "area").source == "area"


def test_communities_without_known_people_have_no_demand_points(town) -> None:
    assert set(demand_points(town, "registered").zone) == {1}


def test_a_basis_without_its_data_is_refused(town) -> None:
    for basis, layer in (("cells", "population_cells"), ("dwellings", "buildings")):
        with pytest.raises(MissingLayerError, match=layer):
            demand_points(town, "resident", basis)


def test_a_population_raster_comes_before_dwellings(town, tmp_path) -> None:
    path = write_raster(
        tmp_path / "people.tif",
        np.repeat([[1.0, 3.0]], 10, axis=1).repeat(10, axis=0).astype("float32"),
        transform=from_origin(X, Y + 1000, 100, 100),
    )
    town.rasters["population"] = SimpleNamespace(path=path)
    town.put("buildings", [box(10, 10, 20, 20)], building_use=["house"], dwelling_area_m2=[300.0])
    found = demand_points(town, "resident")
    assert (found.source, len(found.people)) == ("raster", 200)
    assert found.people[found.zone == 1] == pytest.approx(np.full(100, 80))
    assert people(town, "resident").layers == ("population_raster",)
    assert demand_points(town, "resident", "dwellings").source == "dwellings"
