import json

from app.standards import SHIPPED

PLAN = SHIPPED / "plan-2006.toml"


def _run(runner, *args):
    return runner.invoke(args=["standards", *map(str, args)])


def test_list_check_and_add(runner, tmp_path) -> None:
    before = {one["id"] for one in json.loads(_run(runner, "list", "--json").stdout)}
    assert {"gb50180-2018", "plan-2006"} <= before
    mine = tmp_path / "mine.toml"
    text = PLAN.read_text(encoding="utf-8").replace('id = "plan-2006"', 'id = "mine"', 1)
    mine.write_text(text, encoding="utf-8")
    assert _run(runner, "check", mine).exit_code == 0
    assert "mine" not in {one["id"] for one in json.loads(_run(runner, "list", "--json").stdout)}
    assert _run(runner, "add", mine).exit_code == 0
    after = {one["id"] for one in json.loads(_run(runner, "list", "--json").stdout)}
    assert after == before | {"mine"}
    assert "plan-2006" in _run(runner, "list").stdout


def test_a_bad_standard_is_refused_with_every_fault(runner, tmp_path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('id = "x"\ntitle_zh = 3\n')
    told = _run(runner, "check", bad, "--lang", "en")
    assert told.exit_code == 3
    assert "title_zh" in told.stderr
    assert "rules" in told.stderr
