"""The description of the shipped district and its street plan, built once."""

from pathlib import Path

import numpy as np
import pytest

from layers.reference_district.communities import form_communities
from layers.reference_district.description import Description, load_description
from layers.reference_district.plots import Plot, lay_plots
from layers.reference_district.street_plan import StreetPlan, lay_streets

FILE = Path(__file__).parents[3] / "data" / "reference" / "dongcheng.toml"


def generator() -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(7))


@pytest.fixture
def rng() -> np.random.Generator:
    return generator()


@pytest.fixture(scope="session")
def description() -> Description:
    return load_description(FILE)


@pytest.fixture(scope="session")
def plan(description: Description) -> StreetPlan:
    return lay_streets(description, generator())


@pytest.fixture(scope="session")
def member_of(plan: StreetPlan, description: Description) -> dict[int, int]:
    return form_communities(plan, description, generator())


@pytest.fixture(scope="session")
def plots(plan: StreetPlan, member_of: dict[int, int], description: Description) -> list[Plot]:
    return lay_plots(plan, member_of, description, generator())
