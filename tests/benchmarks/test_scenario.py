"""The table of edits: every state equals the one computed anew, and the table says so."""

from dataclasses import replace

from tests.benchmarks import scenario


def test_every_edit_leaves_what_is_computed_anew(monkeypatch):
    monkeypatch.setattr(scenario, "REPEATS", dict.fromkeys(scenario.REPEATS, 2))
    table = scenario.compare(12)
    assert [(line.metric, line.edit) for line in table] == [
        *[("straight", kind) for kind in ("add", "move", "close")],
        *[("walking", kind) for kind in scenario.REPEATS],
    ]
    assert all(line.equal for line in table)
    assert all(0 < line.median <= line.p90 for line in table)


def test_a_state_that_differs_is_marked():
    line = scenario.Line("walking", "add", 0.001, 0.002, 60.0, 70.0, equal=True)
    told = scenario.render(scenario.SMALL, [line, replace(line, equal=False)])
    assert told.splitlines()[3].endswith("yes")
    assert told.splitlines()[4].endswith("NO")
