from app.analyses.access.measuring import RULES
from app.analyses.columns.access import access_columns


def test_what_methods_add_has_a_title_in_both_languages():
    found = access_columns()
    added = {rule.column for rule in RULES.values()} - {"access_per_1000", "opportunities"}
    assert added <= set(found)
    assert all(one.title.zh and one.title.en for one in found.values())
    assert found["fold_2_share"].title.en == "Share with two or more in reach"
