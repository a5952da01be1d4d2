import json

from app.standards import SHIPPED, check_standard

PLAN = SHIPPED / "plan-2006.toml"


def _run(runner, *args, **more):
    return runner.invoke(args=["standards", *map(str, args)], **more)


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


def _standard(layer: str, grades: str = "") -> str:
    return f"""
id = "mine"
title_zh = "我们的"
title_en = "Ours"
source = "us"
population = "resident"
[[rules]]
id = "one"
title_zh = "一"
title_en = "One"
measure = "coverage"
layer = "{layer}"
radius_m = 300
unit = "share"
required = 1
comparison = ">="
denominator = "population"
metric = "euclidean"
levels = ["community"]
certainty = "verified"
clause = "1"
{grades}
"""


def test_check_and_add_ask_the_kinds_that_there_are_now(runner, tmp_path, dog_parks) -> None:
    """Kind: two commands that answer one question from two places."""
    kind, mine = tmp_path / "dog_parks.toml", tmp_path / "mine.toml"
    kind.write_text(dog_parks, encoding="utf-8")
    assert runner.invoke(args=["kinds", "add", str(kind)]).exit_code == 0
    mine.write_text(_standard("dog_parks"), encoding="utf-8")
    for command in ("check", "add"):
        told = _run(runner, command, mine, "--lang", "en")
        assert told.exit_code == 0, told.output
    for text, words in (
        (_standard("canteen"), "rules[0].layer：为 'canteen'；可用：police_stations"),
        (_standard("dog_parks", 'grades = ["tiny"]'), "rules[0].grades[0]：为 'tiny'；可用：large"),
    ):
        mine.write_text(text, encoding="utf-8")
        for command in ("check", "add"):
            told = _run(runner, command, mine, "--lang", "zh")
            assert (told.exit_code, words in told.stderr) == (3, True), told.output


def test_the_shipped_standards_could_be_added() -> None:
    for path in SHIPPED.glob("*.toml"):
        check_standard(path)


def test_a_standard_is_shown_and_removed(runner, tmp_path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(_standard("libraries"), encoding="utf-8")
    assert _run(runner, "add", mine).exit_code == 0
    assert _run(runner, "show", "mine").stdout.strip() == _standard("libraries").strip()
    assert _run(runner, "remove", "mine", input="n\n").exit_code == 1
    removed = _run(runner, "remove", "mine", "--yes", "--json")
    assert json.loads(removed.stdout) == {"removed": "mine", "restored": False}
    assert _run(runner, "show", "mine").exit_code == 2
    mine.write_text(PLAN.read_text(encoding="utf-8") + "\n# ours", encoding="utf-8")
    assert _run(runner, "add", mine).exit_code == 0
    back = _run(runner, "remove", "plan-2006", "--yes", "--lang", "zh")
    assert "恢复为随程序提供的标准" in back.stderr
    assert not _run(runner, "show", "plan-2006").stdout.endswith("# ours\n")
    assert _run(runner, "remove", "plan-2006", "--yes").exit_code == 2
