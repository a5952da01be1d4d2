from itertools import pairwise

import pytest

from app.analyses.columns import COLUMNS
from app.maps.measures import MEASURES, RAMPS, UNITS
from spatial.standards.measures.table import UNITS as RULE_UNITS


def _luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2, 1.4.3)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("ramp", RAMPS.values(), ids=RAMPS)
def test_ramps_darken_so_that_no_reader_needs_the_hue(ramp: tuple[str, ...]) -> None:
    assert len(ramp) <= 7
    light = [_luminance(color) for color in ramp]
    assert all(after < before / 1.08 for before, after in pairwise(light))
    # Names in #17232b on the darkest class keep a contrast of 3 : 1 or more.
    assert (light[-1] + 0.05) / (_luminance("#17232b") + 0.05) >= 3


def test_measures_are_columns_of_results_with_rising_breaks() -> None:
    for measure in MEASURES.values():
        assert measure.column in COLUMNS
        assert measure.ramp in RAMPS
        breaks = measure.breaks or (0.0, 1.0)
        assert all(low < high for low, high in pairwise(breaks))


def test_every_unit_of_columns_and_rules_can_be_written() -> None:
    used = {column.unit for column in COLUMNS.values() if column.unit}
    assert (used | set(RULE_UNITS)) <= set(UNITS)
