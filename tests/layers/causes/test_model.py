from layers.causes import CELLS, COORDINATES, EXPORTS, STREETS, TABLES, TEXTS, cause


def test_a_cause_holds_both_languages_and_no_code_stands_twice():
    made = cause("一", "one", "改", "mend")
    assert (made.message, made.mend) == (("一", "one"), ("改", "mend"))
    groups = (STREETS, COORDINATES, EXPORTS, TABLES, TEXTS, CELLS)
    assert sum(map(len, groups)) == len(set().union(*groups))
