import numpy as np
import pytest
import shapely

from layers.reference_district.description import Description
from layers.reference_district.street_plan import Projection, StreetPlan, lay_streets


def test_the_blocks_tile_the_land_area(plan: StreetPlan) -> None:
    blocks = np.array([plan.polygon(face) for face in plan.cells])
    assert shapely.area(blocks).sum() == pytest.approx(25.38e6, abs=1.0)
    assert shapely.coverage_is_valid(blocks)
    assert shapely.get_num_geometries(shapely.coverage_union_all(blocks)) == 1


def test_every_superblock_of_the_description_is_there(
    plan: StreetPlan, description: Description
) -> None:
    found = {cell.subdistrict for cell in plan.cells.values()}
    assert found == {quarter.letter for quarter in description.subdistricts}
    assert set(plan.cells) == set(plan.mesh.rings)


def test_lanes_are_closer_than_the_streets_of_estates(plan: StreetPlan) -> None:
    lanes, estates = (
        np.median([plan.polygon(f).area for f, cell in plan.cells.items() if cell.character == c])
        for c in "hm"
    )
    assert lanes < estates


def test_coordinates_are_those_read_back_from_storage() -> None:
    projection = Projection("EPSG:4548")
    points = np.array([[449_000.123456789, 4_421_000.987654321]])
    stored = projection.stored(points)
    assert (stored == stored.round(9)).all()
    assert projection.metric(stored) == pytest.approx(points, abs=1e-4)


def test_another_seed_gives_another_plan(description: Description, plan: StreetPlan) -> None:
    other = lay_streets(description, np.random.Generator(np.random.PCG64(8)))
    assert other.points.shape != plan.points.shape


def test_main_streets_keep_their_names(plan: StreetPlan, description: Description) -> None:
    names = {street.name for street in plan.mesh.streets.values()}
    assert {line.name for line in description.grid.columns} <= names
    assert {diagonal.name for diagonal in description.grid.diagonals} <= names
