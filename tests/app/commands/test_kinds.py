"""Commands on kinds of facilities: for people in two languages, for programs as JSON."""

import json

import pytest

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
    assert "dog_parks.toml: symbol.color: " in told.stderr
    assert "dog_parks.toml: columns.1.title_zh: " in told.stderr
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
