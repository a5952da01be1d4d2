import numpy as np
import pytest

from layers.reference_district.description import Description
from layers.reference_district.green import (
    choose_community_parks,
    close_ledger,
    find_share,
    lay_parks,
    split_plots,
)
from layers.reference_district.plots import Plot, ring_area
from layers.reference_district.street_plan import StreetPlan


def test_parks_gardens_and_verges(
    plan: StreetPlan, description: Description, rng: np.random.Generator
) -> None:
    spaces = lay_parks(plan, description, rng)
    parks, gardens, verges = (
        [space.polygon for space in spaces if space.green_class == green_class]
        for green_class in ("comprehensive_park", "special_park", "protective")
    )
    assert len(parks) == len(description.green.parks)
    assert len(gardens) == len(parks) * description.green.gardens_per_park
    assert all(any(park.covers(garden) for park in parks) for garden in gardens)
    assert len(verges) > 20


def test_community_parks_take_their_plots_and_half_cross_a_border(
    plan: StreetPlan, plots: list[Plot], description: Description, rng: np.random.Generator
) -> None:
    parks, left = choose_community_parks(plan, plots, description, rng)
    assert len(parks) == description.green.community_parks
    before = {plot.face for plot in plots if plot.land_class == "green"}
    turned = {plot.face for plot in left if plot.land_class == "green"} - before
    assert len(turned) == 2 * len(parks)
    home = {plot.face: plot.community for plot in plots}
    crossing = len({home[face] for face in turned}) - len(parks)
    assert crossing >= len(parks) // 2


def test_the_share_meets_the_area_and_splits_each_plot(
    plots: list[Plot], description: Description
) -> None:
    share = find_share(plots, description, 2_000_000.0)
    parts = split_plots(plots, description, share)
    greens = sum(ring_area(green) for _, green, _ in parts)
    assert greens == pytest.approx(2_000_000.0, abs=6_000.0)
    for plot, green, built in parts:
        assert ring_area(green) + ring_area(built) == pytest.approx(plot.area)


def test_a_plot_too_small_cannot_close_the_ledger(
    plan: StreetPlan, plots: list[Plot], description: Description
) -> None:
    with pytest.raises(ValueError, match="cannot be closed"):
        close_ledger([], plots[0], plan, description)
