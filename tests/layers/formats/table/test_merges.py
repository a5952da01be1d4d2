"""Merged ranges by the row in which they begin."""

from layers.formats.table.merges import in_rows


def test_ranges_begin_in_their_first_row():
    assert in_rows(["B1:C1", "A1:A2", "AA3:AB4"]) == {1: [(1, 2), (0, 0)], 3: [(26, 27)]}


def test_what_is_no_range_is_passed_over():
    assert in_rows(["", "A0:B1", "A1", "nonsense:B2"]) == {}
