from layers.causes.texts import TEXTS
from layers.problem_codes import PROBLEMS


def test_each_is_in_the_one_table_and_says_what_and_how_to_mend_it():
    assert TEXTS.items() <= PROBLEMS.items()
    said = TEXTS["text_garbled"].message.filled(
        column="a", before="¶«ËÄ", after="东四", encoding="gb18030", taken="cp1252"
    )
    assert "which is '东四'" in said.en
    assert all(one.mend.zh and one.mend.en for one in TEXTS.values())
