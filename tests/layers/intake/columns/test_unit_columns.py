"""A column of units beside the numbers is told, since it is not applied."""

import pandas as pd
import pytest

from layers.catalogue import LAYER_TYPES
from layers.intake.columns.unit_columns import untaken_units
from layers.problems import Problem

HOMES = LAYER_TYPES["elder_homes"]
AREA = {"建筑面积": HOMES.column("floor_area_m2")}


@pytest.mark.parametrize(
    ("heading", "cells", "units"),
    [
        ("单位", ["公顷", "公顷"], "公顷"),
        ("面积单位", ["公顷", "平方米", "亩"], "公顷, 亩"),
        ("计量单位", ["平方米", None], None),
        ("单位", ["东四街道办事处", "公顷"], None),
        ("单位", [None, None], None),
        ("备注", ["公顷", "公顷"], None),
    ],
)
def test_units_other_than_that_of_the_layer_are_named(heading, cells, units):
    """Kind: a value not applied and not told: 0.12 ha were kept as 0.12 m2."""
    table = pd.DataFrame({heading: cells})
    found = untaken_units(table, [heading], AREA)
    told = {"units": units, "fields": "建筑面积"}
    assert found == ([Problem(None, heading, "unit_column", "warning", told)] if units else [])
    assert untaken_units(table, [heading], {}) == []
