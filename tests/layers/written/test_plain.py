"""Kind of fault: what cannot be seen in a cell (zero-width, full-width) makes it another text."""

import pytest

from layers.written.plain import plain, with_hyphens


@pytest.mark.parametrize(
    "written", ["39.9", " 39.9\u00a0", "39.9\u200b", "３９．９", "\ufeff39.9", "\u200e39.9\u202c"]
)
def test_what_cannot_be_seen_makes_no_difference(written):
    assert plain(written) == "39.9"


def test_case_makes_no_difference():
    assert plain("Ｅast 東") == "east 東"


@pytest.mark.parametrize("sign", ["-", "\u2212", "\u2010", "\u2011", "\u2013", "－"])
def test_every_minus_is_one(sign):
    assert with_hyphens(f"{sign}5") == "-5"
