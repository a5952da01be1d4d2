"""Encodings: UTF-8 when it holds, else GB18030, and never a silent wrong guess."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.formats import FileRefusedError, ReadOptions, encoding, read
from layers.formats.refusal import Refusal

GB2312 = [
    bytes([lead, trail]).decode("gb2312", "ignore")
    for lead in range(0xB0, 0xF8)
    for trail in range(0xA1, 0xFF)
]
HAN = st.text(st.sampled_from([one for one in GB2312 if one]), min_size=1)
CHINESE = "名称,经度,纬度\n东四社区,116.4,39.9\n安定门警务站,116.5,39.8\n"


def _read(tmp_path, data, **options):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    return read(path, ReadOptions(**options))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf8_is_never_a_guess(text):
    # a text that begins with the mark of UTF-16, or holds NUL, is another thing
    data = text.encode()
    if b"\0" not in data:
        read_back, found = encoding.decode(data, None)
        assert (read_back, found) == (text.removeprefix("\ufeff"), encoding.Reading("utf-8"))


@given(HAN)
def test_chinese_in_gbk_is_read_back(text):
    data = text.encode("gbk")
    if not encoding.holds(data, "utf-8"):
        read_back, found = encoding.decode(data, None)
        assert (read_back, found.name) == (text, "gb18030")
        assert found.note is not None
        assert found.note.code == "encoding_guessed"


@given(HAN)
def test_byte_order_marks_are_believed(text):
    for name in ("utf-16", "utf-32", "utf-8-sig"):
        assert encoding.decode(text.encode(name), None)[0] == text


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-16", "utf-32"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_two_bytes_a_character_are_read_with_and_without_their_mark(tmp_path, name, delimiter):
    """The kind: UTF-16 without a byte order mark, refused as no format that is known."""
    layer = _read(tmp_path, CHINESE.replace(",", delimiter).encode(name))
    assert layer.frame["名称"].tolist() == ["东四社区", "安定门警务站"]
    guessed = ["encoding_guessed"] if name[-3:] in {"-le", "-be"} else []
    assert (layer.encoding, [one.code for one in layer.notes]) == (name, guessed)


def test_zero_bytes_that_are_no_text_show_nothing():
    assert encoding.marked(b"na\0me,lon,lat\n") is None
    assert encoding.marked(bytes(range(256)) * 4) is None
    assert encoding.marked(b"name,lon\n") is None


def test_big5_is_told_from_gb18030(tmp_path):
    """The kind: traditional Chinese in Big5, read as rare characters of GB18030."""
    text = "名稱,經度,緯度\n臺北市衛生所,121.5,25.0\n中正區圖書館,121.6,25.1\n"
    layer = _read(tmp_path, text.encode("big5"))
    assert layer.frame["名稱"].tolist() == ["臺北市衛生所", "中正區圖書館"]
    assert [note.values["encoding"] for note in layer.notes] == ["cp950"]


def test_latin_text_is_no_chinese_and_is_asked_about(tmp_path):
    """The kind: `Ñuñoa` in Latin-1, which GB18030 makes Chinese of without a word."""
    data = "name,lon,lat\nÑuñoa,-70.6,-33.4\nPeñalolén,-70.5,-33.5\n".encode("cp1252")
    with pytest.raises(
        FileRefusedError, match="cp1252, iso8859-15: Ñuñoa; cp1250: Ńuńoa"
    ) as caught:
        _read(tmp_path, data)
    assert caught.value.code == "encoding_unclear"
    layer = _read(tmp_path, data, encoding="cp1252")
    assert (layer.frame["name"].tolist(), layer.notes) == (["Ñuñoa", "Peñalolén"], [])


def test_a_guess_at_geojson_is_told(tmp_path):
    """The kind: a guess that one format tells and another does not."""
    path = tmp_path / "a.geojson"
    shape = {"type": "Point", "coordinates": [1, 2]}
    feature = {"type": "Feature", "properties": {"名称": "东四社区"}, "geometry": shape}
    document = {"type": "FeatureCollection", "features": [feature]}
    path.write_bytes(json.dumps(document, ensure_ascii=False).encode("gbk"))
    layer = read(path)
    assert layer.frame["名称"].tolist() == ["东四社区"]
    assert [note.code for note in layer.notes] == ["encoding_guessed"]


@pytest.mark.parametrize(
    ("text", "actual", "recorded", "name", "code"),
    [
        ("东四社区", "gbk", "iso8859-1", "gb18030", "encoding_disbelieved"),
        ("东四社区", "gbk", "cp1251", "gb18030", "encoding_disbelieved"),
        ("东四社区", "gbk", "utf-8", "gb18030", "encoding_disbelieved"),
        ("东四社区", "gbk", "cp950", "gb18030", "encoding_disbelieved"),
        ("臺北市衛生所", "big5", "gb18030", "cp950", "encoding_disbelieved"),
        ("东四社区", "utf-8", "cp1252", "utf-8", "encoding_disbelieved"),
        ("Ñuñoa", "utf-8", "iso8859-1", "utf-8", "encoding_disbelieved"),
        ("东四社区", "utf-8", "gb18030", "utf-8", "encoding_disbelieved"),
        ("Ñuñoa", "cp1252", "cp1252", "cp1252", None),
        ("Café", "iso8859-15", "iso8859-15", "iso8859-15", None),
        ("Москва", "cp1251", "cp1251", "cp1251", None),
        ("東京都", "cp932", "cp932", "cp932", None),
        ("东四社区", "gbk", "gb18030", "gb18030", None),
        ("Triana", "ascii", "cp437", "cp437", None),
        ("ab\x85\x96cd", "iso8859-1", "iso8859-1", "iso8859-1", "encoding_doubtful"),
    ],
)
def test_what_a_file_states_is_believed_as_far_as_its_names(text, actual, recorded, name, code):
    """The kind: a wrong `.cpg` that decodes anything, against names that are none."""
    found = encoding.judged(text.encode(actual), recorded)
    assert (found.name, found.note and found.note.code) == (name, code)


@pytest.mark.parametrize(
    ("text", "actual", "recorded"),
    [("서울특별시강남구보건소어린이공원", "euc-kr", "iso8859-1"), ("Peñalolén", "cp1252", "utf-8")],
)
def test_what_is_not_sure_is_asked_with_its_readings(text, actual, recorded):
    with pytest.raises(Refusal) as caught:
        encoding.judged(text.encode(actual), recorded)
    assert caught.value.code == "encoding_unclear"
    assert text in str(caught.value.values["readings"])


def test_lines_may_end_inside_a_character():
    cut = "东四".encode("gbk")[:-1]
    assert encoding.holds_cut(cut + b"\n" + cut, "gb18030")
    assert not encoding.holds(cut, "gb18030")
    assert not encoding.holds_cut(b"\xff\xffa", "gb18030")


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("UTF-8", "utf-8"),
        ("GBK", "gb18030"),
        ("gb2312", "gb18030"),
        ("936", "gb18030"),
        ("ANSI 936", "gb18030"),
        ("65001", "utf-8"),
        ("1252", "cp1252"),
        ("88591", "iso8859-1"),
        ("ISO-8859-1", "iso8859-1"),
    ],
)
def test_names_that_users_and_cpg_files_give(stated, name):
    assert encoding.known(stated) == name


@pytest.mark.parametrize(
    "stated",
    ["klingon", "hex", "idna", "unicode_escape", "UTF7", "", "../x", "9999999"],
)
def test_unknown_encodings_are_refused(stated):
    with pytest.raises(Refusal) as caught:
        encoding.known(stated)
    assert caught.value.code == "encoding_unknown"


def test_text_that_does_not_fit_names_the_line():
    with pytest.raises(Refusal) as caught:
        encoding.decode(b"a\nb\n\xff\xff", "utf-8")
    assert (caught.value.code, caught.value.values["line"]) == ("not_text", 3)


def test_files_joined_of_two_encodings_are_refused_with_a_text_of_each(tmp_path):
    """The kind: UTF-8 and GBK one below the other, read as Chinese that is none."""
    data = "名称,经度,纬度\n甲社区,116.4,39.9\n".encode() + "乙村委会,116.5,39.8\n".encode("gbk")
    with pytest.raises(FileRefusedError, match=r"'名称' is utf-8, '乙村委会' is gb18030") as caught:
        _read(tmp_path, data)
    assert caught.value.code == "encoding_mixed"


@pytest.mark.parametrize("name", ["utf-16", "utf-16-le", "utf-8-sig", "big5", "gbk"])
def test_geojson_is_read_by_the_same_rules_as_tables(tmp_path, name):
    path = tmp_path / "a.geojson"
    shape = {"type": "Point", "coordinates": [1, 2]}
    feature = {"type": "Feature", "properties": {"name": "台北市中山"}, "geometry": shape}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)
    path.write_bytes(text.replace(', "', ',\n"').encode(name))
    assert read(path).frame["name"].tolist() == ["台北市中山"]


def test_utf_16_without_a_mark_is_told_as_a_guess(tmp_path) -> None:
    """Kind: what was guessed is told; a mark of the byte order states it and needs no word."""
    text = "name,lon,lat\nA,116.4,39.9\n"
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("utf-16-le"))
    reading = encoding.of_file(path, None)
    assert reading.name == "utf-16-le"
    assert reading.note is not None
    assert (reading.note.code, reading.note.values) == (
        "encoding_guessed",
        {"encoding": "utf-16-le"},
    )
    assert encoding.decode(text.encode("utf-16-be"), None)[1].note is not None
    path.write_bytes(text.encode("utf-16"))
    assert encoding.of_file(path, None).note is None
