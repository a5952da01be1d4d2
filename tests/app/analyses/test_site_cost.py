from app.analyses.cost import Sizes
from app.analyses.site_cost import ground_cost, sites_of, table_cost
from app.analyses.siting import SitingParameters

AREA = Sizes({"buildings": 1_000}, width_m=1_000.0, height_m=1_000.0, area_m2=1e6)


def test_a_closer_grid_and_a_wider_radius_cost_more() -> None:
    far = SitingParameters(facility="health_centers", spacing=100.0, radius=1_000.0)
    near = far.model_copy(update={"spacing": 50.0})
    short = far.model_copy(update={"radius": 100.0})
    assert sites_of(AREA, near) > 3 * sites_of(AREA, far)
    assert ground_cost(AREA, near).seconds > ground_cost(AREA, far).seconds
    assert table_cost(AREA, short, bounded=True).bytes < table_cost(AREA, far, bounded=True).bytes
    whole = table_cost(AREA, short, bounded=False)
    assert whole.bytes > table_cost(AREA, short, bounded=True).bytes
