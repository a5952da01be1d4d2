from layers.causes.refusals import REASONS


def test_each_reason_is_said_in_both_languages():
    for code, reason in REASONS.items():
        assert reason.zh, code
        assert reason.en, code
