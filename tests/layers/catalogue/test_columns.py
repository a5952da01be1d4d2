"""Columns that layers share are the same wherever they stand."""

from layers.catalogue.columns import FACILITY_COLUMNS, area, count, flag
from layers.catalogue.registry import FACILITY_TYPES


def test_amounts_have_a_unit_and_are_not_negative():
    stalls = count("stalls", "车位", "Stalls", "person", ("停车位",))
    assert (stalls.kind, stalls.unit, stalls.minimum) == ("integer", "person", 0)
    assert stalls.aliases == ("车位", "停车位")
    site = area("site_m2", "用地", "Site")
    assert (site.kind, site.unit, site.minimum) == ("number", "m2", 0)
    open_now = flag("open_now", "开放", "Open")
    assert (open_now.kind, open_now.minimum, open_now.aliases) == ("boolean", None, ("开放",))


def test_every_kind_has_the_common_columns_in_one_order():
    names = [column.name for column in FACILITY_COLUMNS]
    for layer in FACILITY_TYPES.values():
        assert [column.name for column in layer.stored] == names
    assert not any(column.further for column in FACILITY_COLUMNS)
