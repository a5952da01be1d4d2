"""A file of a kind of facility: what it means, and every fault with its place."""

import pytest

from layers.catalogue.columns import FACILITY_COLUMNS
from layers.catalogue.kinds import GROUPS, RESERVED, KindError, parse_kind, read_kind
from layers.intake.values import parse_text
from layers.text import Text
from layers.toml_text import LARGEST_FILE

LEAST = """
id = "dog_parks"
title_zh = "宠物乐园"
title_en = "Dog parks"
group = "sports"
symbol = { color = "#123456" }
"""
COLUMN = """
[[columns]]
name = "dogs"
kind = "integer"
title_zh = "犬数"
title_en = "Dogs"
"""


def _faults(text):
    with pytest.raises(KindError) as caught:
        parse_kind(text, "mine.toml")
    return caught.value.details["faults"]


def test_a_file_says_all_of_a_kind(dog_parks):
    kind = parse_kind(dog_parks, "dog_parks.toml")
    layer = kind.layer
    assert (kind.id, layer.kind, kind.order, kind.text) == ("dog_parks", "dog_parks", 65, dog_parks)
    assert layer.title == Text("宠物乐园", "Dog parks")
    assert layer.group == GROUPS["sports"]
    assert (layer.geometry, layer.table) == ("point_or_polygon", "facility_sites")
    assert (layer.style.shape, layer.style.color) == ("diamond", "#123456")
    assert layer.aliases == ("遛狗场", "Dog runs")
    assert [column.name for column in layer.further] == [
        "dogs", "rent", "surveyed", "fenced", "surface",
    ]  # fmt: skip
    assert [column.name for column in layer.stored] == [one.name for one in FACILITY_COLUMNS]
    assert [column.name for column in layer.columns[-2:]] == ["source", "as_of"]
    dogs, rent, surveyed, fenced, surface = layer.further
    assert (dogs.kind, dogs.minimum, dogs.aliases) == ("integer", 0, ("可容纳犬数", "犬位"))
    assert (rent.kind, rent.unit) == ("number", "CNY")
    assert [one.minimum for one in (surveyed, fenced, surface)] == [None] * 3
    assert surface.choices["sand"] == Text("沙地", "Sand")
    assert kind.any == ({"leisure": frozenset({"dog_park"})},)
    assert kind.unless == {"access": frozenset({"private"})}


def test_what_a_file_leaves_out_has_a_value():
    kind = parse_kind(LEAST, "least.toml")
    layer = kind.layer
    assert (layer.geometry, layer.table, layer.distance, layer.item) == (
        "point", "facilities", "edge", "",
    )  # fmt: skip
    assert (layer.columns, layer.aliases) == (FACILITY_COLUMNS, ())
    assert (kind.any, kind.unless, kind.order) == ((), {}, 5000)


@pytest.mark.parametrize(
    ("told", "shape", "table"),
    [
        ("point", "point", "facilities"),
        ("polygon", "polygon", "facility_sites"),
        ("both", "point_or_polygon", "facility_sites"),
    ],
)
def test_what_may_be_an_area_is_stored_with_its_like(told, shape, table):
    layer = parse_kind(f'geometry = "{told}"\n{LEAST}', "a.toml").layer
    assert (layer.geometry, layer.table) == (shape, table)


def test_a_grade_has_choices_and_may_be_another(dog_parks):
    grade = parse_kind(dog_parks, "a.toml").layer.column("grade")
    assert (grade.open, list(grade.choices)) == (True, ["large"])
    assert [parse_text(one, grade) for one in ("large", "大型", "Large", "三级")] == [
        "large", "large", "large", "三级",
    ]  # fmt: skip
    assert not parse_kind(LEAST, "a.toml").layer.column("grade").open


def test_a_minimum_can_be_lowered_or_left_out():
    for told, found in (("-5", -5.0), ("0.5", 0.5)):
        text = f"{LEAST}{COLUMN}minimum = {told}\n"
        assert parse_kind(text, "a.toml").layer.column("dogs").minimum == found


def test_the_hash_is_of_the_text(dog_parks):
    one, same, other = (
        parse_kind(text, "a.toml") for text in (dog_parks, dog_parks, dog_parks + "\n")
    )
    assert one.sha256 == same.sha256 != other.sha256


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "id: 缺少 / is missing"),
        (LEAST + 'more = "x"', "more: 没有这个字段 / there is no such field"),
        (LEAST.replace('"dog_parks"', '"Dog parks"'), "id: "),
        (LEAST.replace('"dog_parks"', '"dog__parks"'), "id: "),
        (LEAST.replace('"dog_parks"', '"dog_parks\\n"'), "id: "),
        (LEAST.replace('"dog_parks"', f'"{"d" * 61}"'), "id: "),
        (LEAST.replace('"dog_parks"', '"dog_parks; drop table areas"'), "id: "),
        (LEAST.replace('"Dog parks"', "3"), "title_en: "),
        (LEAST.replace('"Dog parks"', '" "'), "title_en: empty"),
        (LEAST.replace('"Dog parks"', '"Dog\\u0000parks"'), "title_en: "),
        (LEAST.replace('"Dog parks"', '"Dog\\u001b[31mparks"'), "title_en: "),
        (LEAST.replace('"Dog parks"', '"Dog\\u202eparks"'), "title_en: "),
        (LEAST.replace('"Dog parks"', '"a\\nb"'), "title_en: "),
        (LEAST.replace('"Dog parks"', f'"{"x" * 10_000}"'), "title_en: "),
        (LEAST.replace('"sports"', '"games"'), "group 'games'; accepted: safety, health"),
        (LEAST.replace("#123456", "red"), "symbol.color: "),
        (LEAST.replace("#123456", "#12345G"), "symbol.color: "),
        (LEAST.replace("#123456", "url(x)"), "symbol.color: "),
        (LEAST.replace("color =", 'shape = "star", color ='), "symbol.shape: "),
        (LEAST + 'geometry = "line"', "geometry: "),
        (LEAST + 'distance = "middle"', "distance: "),
        (LEAST + "order = -1", "order: "),
        (LEAST + "order = 1.5", "order: "),
        (LEAST + 'order = "1"', "order: "),
        (LEAST + 'aliases = "one"', "aliases: "),
        (LEAST + 'aliases = ["fine", ""]', "aliases.1: "),
        (LEAST + 'kind = "Dog"', "kind: "),
        (LEAST + COLUMN.replace('"integer"', '"money"'), "columns.0.kind: "),
        (LEAST + COLUMN.replace('"dogs"', '"Dogs"'), "columns.0.name: "),
        (LEAST + COLUMN + COLUMN, "a column stands twice: dogs, dogs"),
        (LEAST + COLUMN + "minimum = nan", "columns.0.minimum"),
        (LEAST + COLUMN + "minimum = inf", "columns.0.minimum"),
        (LEAST + COLUMN + "required = true", "columns.0.required: 没有这个字段"),
        (LEAST + "".join(COLUMN.replace("dogs", f"d{i}") for i in range(41)), "columns: "),
        (LEAST + 'osm = { any = [{ leisure = "park" }] }', "osm.any.0.leisure: "),
        (LEAST + 'osm = { any = [{ "a b" = ["park"] }] }', "osm.any.0.a b"),
        (LEAST + 'osm = { unless = { access = ["a\'b"] } }', "osm.unless.access.0: "),
        (
            LEAST + COLUMN + 'choices = [{ id = "a", title_zh = "甲" }]',
            "columns.0.choices.0.title_en: 缺少",
        ),
        (
            LEAST + COLUMN + 'choices = [{ id = "a", title_zh = "甲", title_en = "A" },'
            ' { id = "a", title_zh = "乙", title_en = "B" }]',
            "a choice of 'dogs' stands twice: a, a",
        ),
        (LEAST + "[[grades]]\nid = 3", "grades.0.id: "),
    ],
)
def test_a_fault_is_told_with_its_place(text, fault):
    found = _faults(text)
    assert all(line.startswith("mine.toml: ") for line in found.splitlines())
    assert fault in found
    assert all(ord(mark) >= 32 or mark == "\n" for mark in found)


@pytest.mark.parametrize("name", sorted({one.name for one in FACILITY_COLUMNS} | RESERVED))
def test_no_column_has_the_name_of_one_that_all_have(name):
    found = _faults(LEAST + COLUMN.replace('"dogs"', f'"{name}"'))
    assert f"column '{name}' is one that every facility has, or reserved" in found


def test_all_faults_are_told_at_once_and_no_more_than_can_be_read():
    found = _faults(LEAST.replace("#123456", "red") + 'geometry = "line"\nwrong = 1')
    assert {line.split(": ")[1] for line in found.splitlines()} == {
        "symbol.color", "geometry", "wrong",
    }  # fmt: skip
    assert len(_faults("\n".join(f"x{i} = {i}" for i in range(5_000))).splitlines()) == 20


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("id = ", "not a TOML file in UTF-8"),
        (".".join(["a"] * 50) + " = 1", "a key of more than 16 parts"),
        ("x = " + "[" * 5_000 + "]" * 5_000, "nested too deeply"),
        ("#" * (LARGEST_FILE + 1), f"larger than {LARGEST_FILE} bytes"),
        ("order = 0x" + "f" * 20_000, "more than 64 bits"),
        ("id = 'a\x00b'", "not a TOML file in UTF-8"),
    ],
    ids=["cut", "deep key", "deep list", "huge", "huge number", "control character"],
)
def test_a_hostile_text_is_refused_in_words(text, fault):
    assert fault in _faults(text)


def test_a_template_in_a_title_is_text():
    text = LEAST.replace('"Dog parks"', '"{{7*7}} {faults} %s <b>"')
    assert parse_kind(text, "a.toml").layer.title.en == "{{7*7}} {faults} %s <b>"
    found = _faults(text + 'aliases = ["{{7*7}}{0}", ""]')
    assert "49" not in found
    with pytest.raises(KindError, match=r"group '\{id\}'"):
        parse_kind(LEAST.replace('"sports"', '"{id}"'), "a.toml")


def test_a_file_is_read_as_its_text_is(tmp_path, dog_parks):
    path = tmp_path / "dog_parks.toml"
    path.write_text(dog_parks, "utf-8")
    assert read_kind(path) == parse_kind(dog_parks, "dog_parks.toml")
    with pytest.raises(KindError, match="not an ordinary file"):
        read_kind(tmp_path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(KindError, match=r"dog_parks\.toml: not a TOML file in UTF-8"):
        read_kind(path)
