"""Commands on kinds of facilities: for people in two languages, for programs as JSON."""

import json

import pytest
from sqlalchemy import text

from layers.catalogue import shipped_kinds


def _run(runner, *args):
    return runner.invoke(args=["kinds", *map(str, args)])


@pytest.fixture
def file(tmp_path, dog_parks):
    path = tmp_path / "dog_parks.toml"
    path.write_text(dog_parks, encoding="utf-8")
    return path


def _listed(runner):
    return {one["id"]: one for one in json.loads(_run(runner, "list", "--json").stdout)}


def test_the_shipped_kinds_are_listed_in_their_order(runner) -> None:
    listed = _listed(runner)
    assert list(listed) == list(shipped_kinds())
    assert not any(one["own"] for one in listed.values())
    for language, words in (("zh", ("图书馆", "文化设施")), ("en", ("Libraries", "Culture"))):
        told = _run(runner, "list", "--lang", language)
        assert told.exit_code == 0
        (line,) = (line for line in told.stdout.splitlines() if " libraries " in line)
        assert all(word in line for word in words)


def test_a_kind_is_shown_as_its_file_and_as_what_it_means(runner) -> None:
    shown = _run(runner, "show", "shelters")
    assert shown.stdout == shipped_kinds()["shelters"].text
    found = json.loads(_run(runner, "show", "shelters", "--json").stdout)
    assert (found["geometry"], found["group_en"], found["own"]) == (
        "point_or_polygon", "Safety", False,
    )  # fmt: skip
    columns = {one["name"]: one for one in found["columns"]}
    assert columns["persons"]["own"]
    assert columns["persons"]["unit"] == "person"
    assert not columns["name"]["own"]
    assert columns["grade"]["other_values"]
    assert not columns["space_type"]["other_values"]
    assert columns["space_type"]["choices"]["indoor"] == {"zh": "室内型", "en": "Indoors"}
    assert found["sha256"] == shipped_kinds()["shelters"].sha256


def test_a_kind_is_checked_added_and_removed(runner, file, dog_parks) -> None:
    checked = _run(runner, "check", file, "--lang", "en")
    assert (checked.exit_code, "'dog_parks' is valid" in checked.stderr) == (0, True)
    assert "dog_parks" not in _listed(runner)
    added = _run(runner, "add", file, "--json")
    assert added.exit_code == 0, added.output
    found = json.loads(added.stdout)
    assert (found["id"], found["own"], found["aliases"]) == (
        "dog_parks",
        True,
        ["遛狗场", "Dog runs"],
    )
    assert found["osm"] == {"any": [{"leisure": ["dog_park"]}], "unless": {"access": ["private"]}}
    listed = _listed(runner)
    assert listed["dog_parks"] == found
    assert list(listed)[5:8] == ["elder_homes", "dog_parks", "fire_stations"]
    assert _run(runner, "show", "dog_parks").stdout == dog_parks
    removed = _run(runner, "remove", "dog_parks", "--json")
    assert json.loads(removed.stdout) == {"removed": "dog_parks"}
    assert "dog_parks" not in _listed(runner)


@pytest.mark.parametrize(
    ("language", "added", "removed"),
    [
        ("zh", "设施类型“dog_parks”已加入", "设施类型“dog_parks”已删除"),
        ("en", "kind 'dog_parks' added", "kind 'dog_parks' removed"),
    ],
)
def test_what_was_done_is_said_in_either_language(runner, file, language, added, removed) -> None:
    assert added in _run(runner, "add", file, "--lang", language).stderr
    assert removed in _run(runner, "remove", "dog_parks", "--lang", language).stderr


def test_a_kind_is_replaced_only_when_told(runner, file, dog_parks) -> None:
    _run(runner, "add", file)
    file.write_text(dog_parks.replace("宠物乐园", "狗公园"), encoding="utf-8")
    refused = _run(runner, "add", file, "--lang", "en")
    assert refused.exit_code != 0
    assert "--replace" in refused.stderr
    assert _listed(runner)["dog_parks"]["title_zh"] == "宠物乐园"
    assert _run(runner, "add", file, "--replace").exit_code == 0
    assert _listed(runner)["dog_parks"]["title_zh"] == "狗公园"


@pytest.mark.parametrize("command", ["check", "add"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_fault_of_a_file_is_told_with_its_place(
    runner, file, dog_parks, command, language
) -> None:
    bad = dog_parks.replace('"sports"', '"games"').replace("#123456", "red")
    file.write_text(bad.replace('title_zh = "租金"\n', ""), encoding="utf-8")
    told = _run(runner, command, file, "--lang", language)
    assert told.exit_code == 3
    assert {"zh": "设施类型文件有误", "en": "not a kind of facility"}[language] in told.stderr
    words = {
        "zh": (
            "group：不可接受；可用：safety",
            "symbol.color：不可接受",
            '[[columns]] 2 "rent": title_zh：缺少',
        ),
        "en": (
            "group: is not",
            "symbol.color: is not",
            '[[columns]] 2 "rent": title_zh: is missing',
        ),
    }
    assert all(one in told.stderr for one in words[language])
    assert "dog_parks" not in _listed(runner)


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("show", "cat_cafes"), 2, "no kind of facility is called 'cat_cafes'; there are: police"),
        (("remove", "cat_cafes"), 2, "no kind of facility is called 'cat_cafes'"),
        (("remove", "libraries"), 1, "comes with the program and cannot be removed"),
        (("check", "/nowhere/a.toml"), 2, "a.toml"),
    ],
)
def test_faults_have_exit_codes_and_words(runner, args, code, words) -> None:
    told = _run(runner, *args, "--lang", "en")
    assert (told.exit_code, words in told.stderr) == (code, True), told.output


@pytest.mark.parametrize("name", ["changes", "streets", "spatial_ref_sys"])
def test_a_kind_does_not_take_the_name_of_a_table(runner, file, dog_parks, name) -> None:
    file.write_text(dog_parks.replace('"dog_parks"', f'"{name}"'), encoding="utf-8")
    told = _run(runner, "add", file, "--lang", "en")
    assert told.exit_code != 0
    assert f"the kind '{name}' has a name that '{name}' has already" in told.stderr


def test_a_template_in_a_title_is_shown_as_text(runner, file, dog_parks) -> None:
    file.write_text(dog_parks.replace("Dog parks", "{{7*7}}{id}"), encoding="utf-8")
    assert _run(runner, "add", file).exit_code == 0
    assert "{{7*7}}{id}" in _run(runner, "list", "--lang", "en").stdout


def test_a_check_asks_the_same_as_an_addition(runner, file, dog_parks) -> None:
    """Kind: two commands that answer one question from two places."""
    _run(runner, "add", file)
    there = _run(runner, "check", file, "--lang", "en")
    assert (there.exit_code, "'dog_parks' exists: add it with" in there.stderr) == (0, True)
    for name in ("streets", "geometry"):
        file.write_text(dog_parks.replace('"dog_parks"', f'"{name}"'), encoding="utf-8")
        told = [_run(runner, command, file, "--lang", "en") for command in ("check", "add")]
        assert told[0].stderr == told[1].stderr
        assert f"the kind '{name}' has a name" in told[0].stderr


@pytest.mark.parametrize("command", ["check", "add"])
def test_a_title_of_another_kind_is_told_with_its_owner(runner, file, dog_parks, command) -> None:
    file.write_text(dog_parks.replace("遛狗场", "图书馆"), encoding="utf-8")
    told = _run(runner, command, file, "--lang", "zh")
    assert told.exit_code == 0
    assert "名称“图书馆”也属于 libraries" in told.stderr


def test_a_shipped_kind_is_shadowed_and_given_back_in_words(runner, file) -> None:
    shipped = shipped_kinds()["libraries"].text
    file.write_text(shipped.replace("图书馆", "书屋", 1), encoding="utf-8")
    added = _run(runner, "add", file, "--replace", "--lang", "en")
    assert "comes with the program: this file takes its place" in added.stderr
    removed = _run(runner, "remove", "书屋", "--yes", "--lang", "zh")
    assert (removed.exit_code, "恢复为随程序提供的设施类型" in removed.stderr) == (0, True)
    assert not _listed(runner)["libraries"]["own"]


def test_a_kind_that_cannot_be_read_is_listed_and_removed(runner, empty_app, file) -> None:
    """Kind: one bad row that takes all commands with it."""
    _run(runner, "add", file)
    with empty_app.extensions["database"].begin() as connection:
        told = "UPDATE kinds SET text = 'x = 1', revision = DEFAULT WHERE layer = 'dog_parks'"
        connection.execute(text(told))
    assert "no such field" in _listed(runner)["dog_parks"]["fault"]
    shown = _run(runner, "list", "--lang", "en")
    assert "cannot be used: not a kind of facility: dog_parks.toml: " in shown.stdout
    assert empty_app.test_client().get("/api/v1/areas").status_code == 200
    assert empty_app.test_client().get("/").status_code == 200
    assert _run(runner, "remove", "dog_parks").exit_code == 0
    assert "dog_parks" not in _listed(runner)


def test_tables_have_headings_of_the_language_and_words_of_the_file(runner) -> None:
    told = _run(runner, "list", "--lang", "zh").stdout
    assert all(word in told for word in ("编号", "名称", "类别", "图形", "自定义", "both"))
    assert "point_or_polygon" not in told


def test_a_group_takes_the_language_for_its_commands(runner, tmp_path) -> None:
    """Kind: an option that one level takes and the other refuses."""
    assert _run(runner, "--lang", "zh").exit_code == 0
    assert "编号" in _run(runner, "--lang", "zh", "list").stdout
    assert "title" in _run(runner, "--lang", "zh", "list", "--lang", "en").stdout
    for args in (("check", "no.toml", "--lang", "zh"), ("--lang", "zh", "check", "no.toml")):
        missing = _run(runner, *args)
        assert (missing.exit_code, "没有文件 no.toml" in missing.stderr) == (2, True)
    missing = _run(runner, "check", tmp_path, "--lang", "en")
    assert "not an ordinary file" in missing.stderr


def test_what_is_not_there_is_not_found(runner) -> None:
    told = _run(runner, "show", "nosuch", "--lang", "en")
    assert told.stderr.startswith("Not found: no kind of facility is called 'nosuch'")
