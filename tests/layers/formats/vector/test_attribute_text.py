"""The text of a Shapefile: its encoding as stated, found out or asked about, and what was cut."""

import geopandas as gpd
import pytest
import shapely

from layers.formats import FileRefusedError, ReadOptions, read

LANGUAGE_DRIVER = 29
NAMES = ["东四社区卫生服务站", "安定门警务站"]


def _shapefile(tmp_path, names, actual, *, page=None, driver=0, field="名称"):
    """Write a Shapefile whose text is in one encoding and which states another."""
    shapes = shapely.points([[116.4 + at / 100, 39.9] for at in range(len(names))])
    path = tmp_path / "a.shp"
    gpd.GeoDataFrame({field: names}, geometry=shapes, crs=4490).to_file(path, encoding=actual)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if page is not None:
        path.with_suffix(".cpg").write_text(page)
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[LANGUAGE_DRIVER] = driver
    path.with_suffix(".dbf").write_bytes(table)
    return path


@pytest.mark.parametrize(
    ("page", "driver"),
    [("ISO-8859-1", 0), ("88591", 0), ("1252", 0), ("UTF-8", 0), ("ISO-8859-15", 0), ("1251", 0),
     ("BIG5", 0), (None, 0x03), (None, 0x57), (None, 0x01), (None, 0xC9)],
)  # fmt: skip
def test_gbk_under_a_wrong_statement_becomes_chinese_and_is_told(tmp_path, page, driver):
    """The kind: GBK bytes under a `.cpg` or language driver that decodes anything."""
    layer = read(_shapefile(tmp_path, NAMES, "GBK", page=page, driver=driver))
    assert layer.frame["名称"].tolist() == NAMES
    (note,) = layer.notes
    assert note.code == "encoding_disbelieved"
    assert "'名称'" in note.text("en")
    assert "--encoding" in note.mend("zh")


@pytest.mark.parametrize("page", ["ISO-8859-1", "GBK"])
def test_utf8_under_a_wrong_statement_is_certain(tmp_path, page):
    layer = read(_shapefile(tmp_path, NAMES, "UTF-8", page=page))
    assert layer.frame["名称"].tolist() == NAMES
    assert [note.code for note in layer.notes] == ["encoding_disbelieved"]


@pytest.mark.parametrize(
    "names", [["Café", "Ñuñoa"], ["Las Palmas 'Triana'", "Nº 3"], ["CONCEIÇÃO"], ["Bär", "Öä"]]
)
@pytest.mark.parametrize(("page", "driver"), [("ISO-8859-1", 0), (None, 0x57)])
def test_true_latin_text_stays_as_it_is(tmp_path, names, page, driver):
    path = _shapefile(tmp_path, names, "ISO-8859-1", page=page, driver=driver, field="name")
    layer = read(path)
    assert (layer.frame["name"].tolist(), layer.notes) == (names, [])


def test_latin_text_under_no_statement_is_asked_about(tmp_path):
    path = _shapefile(tmp_path, ["Peñalolén", "Ñuñoa"], "ISO-8859-1", field="name")
    with pytest.raises(FileRefusedError, match="Peñalolén") as caught:
        read(path)
    assert caught.value.code == "encoding_unclear"
    assert read(path, ReadOptions(encoding="latin-1")).frame["name"].tolist()[1] == "Ñuñoa"


def test_the_user_has_the_last_word_over_names_that_are_none(tmp_path):
    path = _shapefile(tmp_path, NAMES, "GBK", page="ISO-8859-1")
    layer = read(path, ReadOptions(encoding="ISO-8859-1"))
    assert layer.frame.iloc[0, 0] == NAMES[0].encode("gbk").decode("iso8859-1")
    assert layer.notes == []


@pytest.mark.parametrize(("actual", "python"), [("UTF-8", "utf-8"), ("GBK", "gbk")])
def test_text_cut_inside_a_character_is_told_and_the_file_read(tmp_path, actual, python):
    """The kind: a name that its field cuts off, for which the whole file was refused."""
    path = _shapefile(tmp_path, ["东四社区" * 3, "北"], actual, page=actual, field="name")
    table = path.with_suffix(".dbf")
    data = bytearray(table.read_bytes())
    first, width = int.from_bytes(data[8:10], "little") + 1, data[32 + 16]
    whole = ("东四社区" * 60).encode(python)
    cut = whole[:width]
    if cut.decode(python, "ignore").encode(python) == cut:
        cut = cut[:-1]
    data[first : first + width] = cut.ljust(width)
    table.write_bytes(data)
    layer = read(path)
    assert layer.frame["name"].tolist() == [cut.decode(python, "ignore"), "北"]
    assert [(note.code, note.values) for note in layer.notes] == [("text_cut", {"count": 1})]


def test_the_name_of_a_field_may_be_cut_too(tmp_path):
    """Ten bytes hold three Chinese characters in UTF-8, and a third of the fourth."""
    path = _shapefile(tmp_path, ["a"], "UTF-8", page="UTF-8", field="abcdefghij")
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace(b"abcdefghij", "建筑面积".encode()[:10]))
    layer = read(path)
    assert layer.frame.columns.tolist() == ["建筑面", "geometry"]
    assert [note.code for note in layer.notes] == ["text_cut"]


def test_a_record_that_is_no_text_is_named(tmp_path):
    path = _shapefile(tmp_path, ["东", "西"], "UTF-8", page="UTF-8", field="name")
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace("西".encode(), b"\xff\xfea"))
    with pytest.raises(FileRefusedError, match="line 2 is not gb18030"):
        read(path, ReadOptions(encoding="gb18030"))
