"""The kinds of facilities that are shipped: all of them, told apart, and true to what they name."""

import itertools
import re
import unicodedata

import pytest

from layers.catalogue.columns import FACILITY_COLUMNS
from layers.catalogue.fixed import FIXED_TYPES
from layers.catalogue.kinds import GROUPS, read_kind
from layers.catalogue.registry import LAYER_TYPES, SHIPPED_FOLDER, shipped_kinds

NAMED = {
    "police_stations", "health_centers", "culture_rooms", "culture_stations", "libraries",
    "service_centers", "embedded_service_hubs", "elder_homes", "elder_day_care", "elder_canteens",
    "nurseries", "kindergartens", "primary_schools", "junior_schools", "childrens_homes",
    "activity_grounds", "sports_grounds", "playgrounds", "shelters", "fire_stations", "markets",
    "supermarkets", "convenience_stores", "pharmacies", "parcel_points", "repair_and_laundry",
    "public_toilets", "bus_stops", "rail_stations", "parking", "vehicle_chargers",
    "ebike_chargers",
}  # fmt: skip
# the six that were there before kinds were files: their tables, tags and looks stay as they are
FIRST_SIX = {
    "police_stations", "health_centers", "culture_rooms", "culture_stations", "service_centers",
    "elder_homes",
}  # fmt: skip
WITHOUT_TAGS = {"embedded_service_hubs", "culture_stations"}
FILES = sorted(SHIPPED_FOLDER.glob("*.toml"))
KINDS = dict(shipped_kinds())
LATER = {name: kind for name, kind in KINDS.items() if name not in FIRST_SIX}
EACH = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
EACH_LATER = pytest.mark.parametrize("kind", LATER.values(), ids=LATER)
CHINESE = re.compile("[\u4e00-\u9fff]")
TAG_KEY = re.compile(r"[a-z0-9_]+(:[a-z0-9_]+)*")
TAG_VALUE = re.compile(r"\*|[a-z0-9_-]+")


def _key(name):
    """Return a heading as the intake compares it."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _spoken(layer):
    """Return what a layer is called: titles and further names."""
    return {_key(name) for name in (layer.id, *layer.title, *layer.aliases)}


def _headings(column):
    return {_key(name) for name in (column.name, *column.title, *column.aliases)}


def _tags(kind):
    """Return the single tags of each table: two kinds with one of them would take one feature."""
    for table in kind.any:
        keys = sorted(table)
        for values in itertools.product(*(sorted(table[key]) for key in keys)):
            yield frozenset(zip(keys, values, strict=True))


def test_every_kind_that_checklists_ask_for_is_there():
    assert set(KINDS) == NAMED
    assert len(NAMED) == 32


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_called_as_its_kind_and_can_be_read(path):
    kind = read_kind(path)
    assert kind.id == path.stem
    assert kind.text == path.read_text("utf-8")


@EACH_LATER
def test_what_is_stored_for_a_kind_is_its_id(kind):
    assert kind.layer.kind == kind.id


@EACH
def test_titles_are_chinese_and_english(kind):
    columns = [column for column in kind.layer.columns if column.further]
    choices = [title for column in kind.layer.columns for title in column.choices.values()]
    for title in (kind.layer.title, *(column.title for column in columns), *choices):
        assert CHINESE.search(title.zh), title
        assert not CHINESE.search(title.en), title
        assert title.en[0].isupper(), title
    assert all(CHINESE.search(alias) for alias in kind.layer.aliases)


def test_no_name_means_two_layers():
    for one, other in itertools.combinations(LAYER_TYPES.values(), 2):
        assert not _spoken(one) & _spoken(other), (one.id, other.id)


def test_no_color_stands_for_two_layers():
    colors = [layer.style.color for layer in LAYER_TYPES.values()]
    assert len(set(colors)) == len(colors) == len(FIXED_TYPES) + len(NAMED)


def _lightness_and_hue(color):
    """Return the color in CIE L*a*b* (D65), where distance is difference to the eye."""
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (red, green, blue)
    ]
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.95047, 1.0, 1.08883)
    x, y, z = (
        cube ** (1 / 3) if cube > 0.008856 else 7.787 * cube + 16 / 116
        for cube in (
            sum(weight * part for weight, part in zip(row, linear, strict=True)) / full
            for row, full in zip(rows, white, strict=True)
        )
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_colors_can_be_told_apart_by_eye():
    # a difference of 2.3 can just be seen side by side; 10 is seen across a map
    places = {layer.id: _lightness_and_hue(layer.style.color) for layer in LAYER_TYPES.values()}
    for one, other in itertools.combinations(places, 2):
        apart = sum((a - b) ** 2 for a, b in zip(places[one], places[other], strict=True)) ** 0.5
        assert apart > 10, (one, other)


def test_kinds_of_one_group_have_one_shape_and_stand_together():
    shapes, groups = {}, []
    for kind in sorted(LATER.values(), key=lambda kind: kind.order):
        shapes.setdefault(kind.layer.group, set()).add(kind.layer.style.shape)
        groups.append(kind.layer.group)
    assert all(len(found) == 1 for found in shapes.values()), shapes
    assert len([group for group, _ in itertools.groupby(groups)]) == len(set(groups))


def test_kinds_stand_in_one_order_ten_apart():
    orders = [kind.order for kind in KINDS.values()]
    assert orders == sorted(set(orders))
    assert all(order % 10 == 0 for order in orders)
    assert [kind.order for kind in LATER.values()] == list(range(100, 100 + 10 * len(LATER), 10))


def test_no_group_is_empty():
    assert {kind.layer.group for kind in KINDS.values()} == set(GROUPS.values())


@EACH_LATER
def test_a_heading_means_one_column(kind):
    for one, other in itertools.combinations(kind.layer.columns, 2):
        assert not _headings(one) & _headings(other), (one.name, other.name)


@EACH_LATER
def test_a_kind_has_columns_of_its_own_beside_the_common_ones(kind):
    own = [column.name for column in kind.layer.further]
    assert own
    assert not {column.name for column in FACILITY_COLUMNS} & set(own)
    assert [column.name for column in kind.layer.columns[-2:]] == ["source", "as_of"]


@EACH
def test_numbers_have_a_unit_or_are_counts_and_none_is_negative(kind):
    for column in kind.layer.further:
        if column.kind == "number":
            assert column.unit, column.name
        if column.kind in {"integer", "number"}:
            assert column.minimum == 0, column.name
        else:
            assert not column.unit, column.name
        assert (column.unit == "m2") == column.name.endswith("_m2"), column.name
        assert not column.choices or column.kind == "text", column.name


def test_a_name_of_a_column_means_the_same_in_every_kind():
    # `capacity` of every facility apart, so that a rule or a table can name it for several kinds
    told = {}
    for kind in KINDS.values():
        for column in kind.layer.further:
            told.setdefault(column.name, set()).add((column.kind, column.unit))
    assert {name: found for name, found in told.items() if len(found) > 1} == {}


@EACH
def test_tags_are_written_as_openstreetmap_writes_them(kind):
    for table in (*kind.any, kind.unless):
        for key, values in table.items():
            assert TAG_KEY.fullmatch(key), key
            assert values, key
            assert all(TAG_VALUE.fullmatch(value) for value in values), (key, values)


def test_a_kind_has_tags_unless_none_says_what_it_is():
    assert {name for name, kind in KINDS.items() if not kind.any} == WITHOUT_TAGS


def test_no_table_of_tags_makes_two_kinds():
    found = {}
    for kind in KINDS.values():
        for tags in _tags(kind):
            if not any(key == "isced:level" and "-" in value for key, value in tags):
                found.setdefault(tags, []).append(kind.id)
    # a library counts as a culture room in the plan of 2006, and is a kind of its own today
    shared = {frozenset({("amenity", "library")}): ["culture_rooms", "libraries"]}
    assert {tags: names for tags, names in found.items() if len(names) > 1} == shared


@EACH
def test_no_tag_makes_and_unmakes_a_kind(kind):
    for table in kind.any:
        for key, values in table.items():
            assert not values & kind.unless.get(key, frozenset()), key
            assert "*" not in kind.unless.get(key, frozenset()), key


@EACH_LATER
def test_what_is_out_of_use_or_not_yet_built_does_not_count(kind):
    if kind.any:
        for key in ("abandoned", "construction", "disused", "proposed"):
            assert kind.unless[key] == {"yes"}, key


@pytest.mark.parametrize(
    "name", ["playgrounds", "sports_grounds", "activity_grounds", "parking", "public_toilets"]
)
def test_what_is_not_for_all_is_no_public_place(name):
    assert KINDS[name].unless["access"] >= {"no", "private"}


@pytest.mark.parametrize("name", ["kindergartens", "primary_schools", "junior_schools"])
def test_a_school_counts_though_its_ground_is_closed(name):
    assert "access" not in KINDS[name].unless


def test_a_school_without_a_level_is_neither_primary_nor_junior():
    bare = frozenset({("amenity", "school")})
    for name in ("kindergartens", "primary_schools", "junior_schools"):
        assert bare not in set(_tags(KINDS[name]))
    primary = frozenset({("amenity", "school"), ("isced:level", "1")})
    junior = frozenset({("amenity", "school"), ("isced:level", "2")})
    assert primary in set(_tags(KINDS["primary_schools"]))
    assert junior in set(_tags(KINDS["junior_schools"]))


def test_a_range_of_levels_makes_every_school_that_it_holds():
    levels = {"kindergartens": 0, "primary_schools": 1, "junior_schools": 2}
    for name, level in levels.items():
        values = {value for table in KINDS[name].any for value in table.get("isced:level", ())}
        ranges = {f"{low}-{high}" for low in range(level + 1) for high in range(max(level, 1), 4)}
        ranges = {one for one in ranges if one[0] != one[-1]}
        assert values == {str(level), *ranges}, name


def test_a_stop_is_counted_once():
    assert list(_tags(KINDS["bus_stops"])) == [frozenset({("highway", "bus_stop")})]


@pytest.mark.parametrize(
    ("kind", "tags"),
    [
        ("fire_stations", {"amenity": "fire_station"}),
        ("libraries", {"amenity": "library"}),
        ("elder_day_care", {"social_facility": "day_care", "social_facility:for": "senior"}),
        ("nurseries", {"amenity": "childcare"}),
        ("kindergartens", {"amenity": "kindergarten"}),
        ("sports_grounds", {"leisure": "pitch"}),
        ("playgrounds", {"leisure": "playground"}),
        ("markets", {"amenity": "marketplace"}),
        ("supermarkets", {"shop": "supermarket"}),
        ("convenience_stores", {"shop": "convenience"}),
        ("pharmacies", {"amenity": "pharmacy"}),
        ("parcel_points", {"amenity": "parcel_locker"}),
        ("repair_and_laundry", {"shop": "laundry"}),
        ("public_toilets", {"amenity": "toilets"}),
        ("rail_stations", {"railway": "station"}),
        ("parking", {"amenity": "parking"}),
        ("vehicle_chargers", {"amenity": "charging_station"}),
        ("ebike_chargers", {"amenity": "charging_station", "bicycle": "yes"}),
    ],
)
def test_the_usual_tags_are_known(kind, tags):
    assert frozenset(tags.items()) in set(_tags(KINDS[kind]))


def _made(tags):
    """Return the kinds that tags make: one table holds whole, and nothing unmakes it."""
    return {
        kind.id
        for kind in KINDS.values()
        if any(all(tags.get(key) in values for key, values in one.items()) for one in kind.any)
        and not any(tags.get(key) in values for key, values in kind.unless.items())
    }


@pytest.mark.parametrize(
    ("tags", "kinds"),
    [
        ("amenity=kindergarten access=private", {"kindergartens"}),
        ("amenity=kindergarten max_age=3", {"nurseries"}),
        ("amenity=kindergarten max_age=6", {"kindergartens"}),
        ("amenity=childcare min_age=6", set()),
        ("amenity=school", set()),
        ("amenity=school isced:level=1-2", {"primary_schools", "junior_schools"}),
        ("amenity=school school=secondary", set()),
        ("amenity=library", {"culture_rooms", "libraries"}),
        ("amenity=canteen", set()),
        ("amenity=shelter", set()),
        ("emergency=assembly_point access=customers", set()),
        ("leisure=playground access=private", set()),
        ("leisure=pitch sport=basketball disused=yes", set()),
        ("highway=bus_stop public_transport=platform bus=yes", {"bus_stops"}),
        ("public_transport=platform bus=yes", set()),
        ("railway=station station=subway public_transport=station", {"rail_stations"}),
        ("railway=station railway:traffic_mode=freight", set()),
        ("amenity=parking access=customers", {"parking"}),
        ("amenity=charging_station motorcar=yes", {"vehicle_chargers"}),
        ("amenity=charging_station bicycle=yes", {"ebike_chargers", "vehicle_chargers"}),
        ("amenity=charging_station bicycle=designated", {"ebike_chargers"}),
        ("shop=bicycle", set()),
        ("shop=bicycle service:bicycle:repair=yes", {"repair_and_laundry"}),
    ],
)  # fmt: skip
def test_these_tags_make_these_kinds(tags, kinds):
    assert _made(dict(tag.split("=") for tag in tags.split())) == kinds


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("kindergartens", {"classes", "places", "children"}),
        ("primary_schools", {"classes", "places", "pupils"}),
        ("junior_schools", {"classes", "places", "pupils"}),
        ("nurseries", {"places"}),
        ("elder_day_care", {"beds"}),
        ("elder_canteens", {"meals_a_day", "price"}),
        ("embedded_service_hubs", {"functions", "activity_area_m2"}),
        ("libraries", {"seats"}),
        ("markets", {"stalls"}),
        ("parking", {"stalls", "charging_stalls", "paid"}),
        ("vehicle_chargers", {"chargers", "fast_chargers", "power_kw"}),
        ("ebike_chargers", {"sockets"}),
        ("bus_stops", {"lines"}),
        ("rail_stations", {"lines", "exits"}),
        ("shelters", {"persons", "effective_area_m2", "shelter_class"}),
        ("sports_grounds", {"sport", "lit", "open_hours"}),
        ("public_toilets", {"accessible"}),
    ],
)
def test_the_columns_that_checklists_ask_for_are_there(kind, columns):
    assert columns <= {column.name for column in KINDS[kind].layer.further}


@pytest.mark.parametrize(
    ("kind", "item"),
    [
        ("kindergartens", "GB 50180-2018"),
        ("kindergartens", "完整居住社区建设标准（试行）第2项"),
        ("nurseries", "完整居住社区建设标准（试行）第3项"),
        ("elder_day_care", "完整居住社区建设标准（试行）第4项"),
        ("supermarkets", "完整居住社区建设标准（试行）第6项"),
        ("parcel_points", "完整居住社区建设标准（试行）第7项"),
        ("fire_stations", "建标152-2017 第14条"),
        ("shelters", "GB/T 44013-2024"),
        ("bus_stops", "GB/T 50378 第6.1.2条"),
    ],
)
def test_a_kind_names_the_item_of_the_standard_that_it_is(kind, item):
    assert item in KINDS[kind].layer.item


@pytest.mark.parametrize(
    ("kind", "grades"),
    [
        ("sports_grounds", {"large", "middle", "small"}),
        ("fire_stations", {"first", "second", "small"}),
        ("shelters", {"city", "township", "community"}),
        ("parking", {"building", "off_street", "on_street"}),
    ],
)
def test_grades_of_standards_are_known_and_others_taken(kind, grades):
    column = KINDS[kind].layer.column("grade")
    assert grades <= set(column.choices)
    assert column.open


def test_sites_may_be_drawn_and_distance_counts_from_the_gate_where_there_is_one():
    drawn = {name for name, kind in KINDS.items() if kind.layer.geometry == "point_or_polygon"}
    assert drawn == {
        "fire_stations", "shelters", "kindergartens", "primary_schools", "junior_schools",
        "activity_grounds", "sports_grounds", "playgrounds", "markets", "rail_stations", "parking",
    }  # fmt: skip
    gates = {name for name, kind in KINDS.items() if kind.layer.distance == "entrances"}
    assert gates == {"primary_schools", "junior_schools", "rail_stations"}
