"""Every figure of the health of the streets has a title in both languages."""

from app.analyses.columns import COLUMNS
from app.analyses.columns.network import network_columns


def test_columns_of_the_network_are_part_of_all():
    found = network_columns()
    assert COLUMNS | found == COLUMNS
    assert all(column.title.zh and column.title.en for column in found.values())
    assert {name for name, column in found.items() if column.unit == "m"} == {
        "network_outside_m",
        "network_longest_snap_m",
        "network_longest_snap_people_m",
        "snap_m",
    }
