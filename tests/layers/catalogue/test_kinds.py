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
    told = caught.value.details["faults"]
    assert len(told.zh.splitlines()) == len(told.en.splitlines())
    return told.en


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
        ("", "id: is missing"),
        (LEAST + 'more = "x"', "more: no such field; accepted: id, kind, title_zh"),
        (LEAST.replace('"dog_parks"', '"Dog parks"'), "id: "),
        (LEAST.replace('"dog_parks"', '"dog__parks"'), "id: "),
        (LEAST.replace('"dog_parks"', '"dog_parks\\n"'), "id: "),
        (LEAST.replace('"dog_parks"', f'"{"d" * 61}"'), "id: "),
        (LEAST.replace('"dog_parks"', '"dog_parks; drop table areas"'), "id: "),
        (LEAST.replace('"Dog parks"', "3"), "title_en: "),
        (LEAST.replace('"Dog parks"', '" "'), "title_en: is empty"),
        (LEAST.replace('"Dog parks"', '"Dog\\u0000parks"'), "title_en: "),
        (LEAST.replace('"Dog parks"', '"Dog\\u001b[31mparks"'), "title_en: "),
        (LEAST.replace('"Dog parks"', '"Dog\\u202eparks"'), "title_en: "),
        (LEAST.replace('"Dog parks"', '"a\\nb"'), "title_en: "),
        (LEAST.replace('"Dog parks"', f'"{"x" * 10_000}"'), "title_en: "),
        (LEAST.replace('"sports"', '"games"'), "group: is not accepted; accepted: safety, health"),
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
        (LEAST + 'aliases = ["fine", ""]', "aliases 2: "),
        (LEAST + 'kind = "Dog"', "kind: "),
        (
            LEAST + COLUMN.replace('"integer"', '"money"'),
            '[[columns]] 1 "dogs": kind: is not accepted; accepted: text, integer, number',
        ),
        (
            LEAST + COLUMN.replace('"dogs"', '"Dogs"'),
            '[[columns]] 1 "Dogs": name: is not accepted; accepted: 1 to 60 lower-case letters',
        ),
        (LEAST + COLUMN + COLUMN, "columns: stands more than once: dogs"),
        (
            LEAST + COLUMN + "minimum = nan",
            '[[columns]] 1 "dogs": minimum: has to be a finite number',
        ),
        (
            LEAST + COLUMN + "minimum = inf",
            '[[columns]] 1 "dogs": minimum: has to be a finite number',
        ),
        (
            LEAST + COLUMN + "required = true",
            '[[columns]] 1 "dogs": required: no such field; accepted: name, kind',
        ),
        (LEAST + "".join(COLUMN.replace("dogs", f"d{i}") for i in range(41)), "columns: "),
        (LEAST + 'osm = { any = [{ leisure = "park" }] }', "osm.any 1: leisure: has to be a list"),
        (LEAST + 'osm = { any = [{ "a b" = ["park"] }] }', "osm.any 1: a b: "),
        (LEAST + 'osm = { unless = { access = ["a\'b"] } }', "osm.unless.access 1: "),
        (
            LEAST + COLUMN + 'choices = [{ id = "a", title_zh = "甲" }]',
            '[[columns]] 1 "dogs": [[choices]] 1 "a": title_en: is missing',
        ),
        (
            LEAST + COLUMN + 'choices = [{ id = "a", title_zh = "甲", title_en = "A" },'
            ' { id = "a", title_zh = "乙", title_en = "B" }]',
            '[[columns]] 1 "dogs": choices: stands more than once: a',
        ),
        (LEAST + "[[grades]]\nid = 3", '[[grades]] 1 "3": id: has to be text'),
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
    assert f"name: '{name}' is a column that every facility has, or reserved" in found


def test_all_faults_are_told_at_once_and_no_more_than_can_be_read():
    found = _faults(LEAST.replace("#123456", "red") + 'geometry = "line"\nwrong = 1')
    assert {line.split(": ")[1] for line in found.splitlines()} == {
        "symbol.color", "geometry", "wrong",
    }  # fmt: skip
    told = _faults("\n".join(f"x{i} = {i}" for i in range(5_000))).splitlines()
    assert len(told) == 21
    # Of 5,000 unknown fields and five that are missing.
    assert told[-1] == "mine.toml: 4985 more are not listed"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("id = ", "not a TOML file: Invalid value"),
        (".".join(["a"] * 50) + " = 1", "a key of more than 16 parts"),
        ("x = " + "[" * 5_000 + "]" * 5_000, "nested too deeply"),
        ("#" * (LARGEST_FILE + 1), f"larger than {LARGEST_FILE} bytes"),
        ("order = 0x" + "f" * 20_000, "more than 64 bits"),
        ("id = 'a\x00b'", "not a TOML file: Found invalid character"),
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
    with pytest.raises(KindError, match=r"group: .*\(\"\{id\}\"\)"):
        parse_kind(LEAST.replace('"sports"', '"{id}"'), "a.toml")


def test_a_file_is_read_as_its_text_is(tmp_path, dog_parks):
    path = tmp_path / "dog_parks.toml"
    path.write_text(dog_parks, "utf-8")
    assert read_kind(path) == parse_kind(dog_parks, "dog_parks.toml")
    with pytest.raises(KindError, match="not an ordinary file"):
        read_kind(tmp_path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(
        KindError, match=r"dog_parks\.toml: not in UTF-8 \(line 1\); save it as UTF-8"
    ):
        read_kind(path)


def test_faults_of_all_places_are_told_at_once_and_once_each():
    """Kind: a check that hides others, as a group did that was looked at once all else was well."""
    bad = (
        LEAST.replace('"sports"', '"games"').replace("#123456", "red").replace("dog_parks", "area")
    )
    found = _faults(bad + COLUMN.replace('"dogs"', '"name"') + 'minimum = "0"\nmore = 1')
    assert [place for place in (
        "id: ", "group: ", "symbol.color: ", '1 "name": name: ', "minimum: ", "more: ",
    ) if found.count(place) != 1] == []  # fmt: skip
    assert len(found.splitlines()) == 6


def test_faults_are_told_in_the_language_asked_for():
    """Kind: messages of a library shown as they are, and both languages in one."""
    with pytest.raises(KindError) as caught:
        parse_kind(LEAST.replace("#123456", "red") + "more = 1\norder = -1", "a.toml")
    zh, en = caught.value.text("zh"), caught.value.text("en")
    assert "symbol.color：不可接受；可用：# 和 6 位小写十六进制数字" in zh
    assert "more：没有这个字段；可用：id, kind" in zh
    assert "order：应不小于 0（-1）" in zh
    assert "order: has to be 0 or more (-1)" in en
    assert "should" not in zh + en
    assert not any("\u4e00" <= mark <= "\u9fff" for mark in en)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (LEAST + f"aliases = {[f'a{i}' for i in range(201)]}", "aliases: has more than 200"),
        (LEAST + "".join(f'[[grades]]\nid = "g{i}"\ntitle_zh = "级"\ntitle_en = "G"\n'
         for i in range(201)), "grades: has more than 200 entries"),
        (LEAST + f"osm = {{ unless = {{ access = {[f'a{i}' for i in range(201)]} }} }}",
         "osm.unless.access: has more than 200 entries"),
        (LEAST + "osm = { unless = { " + ", ".join(f'k{i} = ["a"]' for i in range(201)) + " } }",
         "osm.unless: has more than 200 entries"),
        (LEAST + f"osm = {{ any = {[{}] * 201} }}", "osm.any: has more than 200 entries"),
    ],
    ids=["aliases", "grades", "values", "tags", "tables"],
)  # fmt: skip
def test_lists_have_an_end(text, fault):
    assert fault in _faults(text.replace("{}", "{ }"))


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\U000e0041", "\U000e007f"])
def test_a_title_holds_nothing_that_cannot_be_seen(mark):
    """Kind: text that passes for another: line separators and tag characters."""
    assert "cannot be seen" in _faults(LEAST.replace("Dog parks", f"Dog{mark}parks"))


def test_a_byte_order_mark_is_no_fault_and_another_encoding_is_named(tmp_path):
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbf" + LEAST.encode())
    assert read_kind(path).text == LEAST
    path.write_bytes(LEAST.encode("gbk"))
    with pytest.raises(KindError) as caught:
        read_kind(path)
    assert "不是 UTF-8 编码（第 3 行）；请另存为 UTF-8" in caught.value.text("zh")
