"""What bytes can be, told from what people write. The kind: encodings that decode anything."""

import pytest

from layers.formats import readings

CHINESE = ["东四社区", "安定门警务站", "卫生站（南区）", "A座", "3号楼", "交道口街道"]
TRADITIONAL = ["臺北市", "中正區", "國民小學", "衛生所", "圖書館"]
LATIN = ["Café", "Ñuñoa", "Las Palmas 'Triana'", "São Conceição", "JOÃO CONCEIÇÃO", "Größe", "nº 5",
         "Pääskylä", "C/ 3ª", "25°", "SJÖÅS", "Île-de-France", "Bär", "Ålesund"]  # fmt: skip
RUSSIAN = ["Москва", "МОСКВА", "улица Ленина", "Библиотека 5"]
SINGLE = ["cp1252", "iso8859-1", "cp850", "cp437", "cp1250", "cp1251", "iso8859-5", "cp1253",
          "cp1254", "iso8859-15", "cp866", "koi8-r", "cp874"]  # fmt: skip


def _bytes(names, encoding):
    return readings.sample(name.encode(encoding) for name in names)


@pytest.mark.parametrize("encoding", SINGLE)
def test_chinese_bytes_are_names_in_no_encoding_of_single_bytes(encoding):
    assert not readings.names(_bytes(CHINESE, "gbk").decode(encoding, "replace"))


@pytest.mark.parametrize("name", ["南", "东", "医院", "小学", "A座", "3号楼"])
def test_one_short_name_is_enough_against_latin(name):
    data = name.encode("gbk")
    assert not readings.names(data.decode("cp1252"))
    assert readings.chinese(data) == "gb18030"


@pytest.mark.parametrize("name", LATIN)
@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-15"])
def test_latin_names_are_names_and_never_chinese(name, encoding):
    data = name.encode(encoding)
    assert readings.names(data.decode(encoding))
    assert readings.chinese(data) is None


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-5", "cp866"])
def test_russian_names_are_names_in_their_own_encoding(encoding):
    assert readings.names(_bytes(RUSSIAN, encoding).decode(encoding))


def test_quotation_marks_stand_beside_letters():
    assert readings.names("«Sí»")
    assert readings.names("Andrés’ “Café”")


def test_greek_in_capitals_is_no_chinese_though_it_could_be():
    data = "ΑΘΗΝΑ".encode("cp1253") + "ΠΑΤΡΑΙ".encode("cp1253")
    assert readings.names(data.decode("cp1253"))


def test_simplified_and_traditional_are_told_apart():
    assert readings.chinese(_bytes(CHINESE, "gbk")) == "gb18030"
    assert readings.chinese(_bytes(TRADITIONAL, "big5")) == "cp950"
    assert readings.differs(_bytes(TRADITIONAL, "big5"), "gb18030", "cp950")
    assert not readings.differs(_bytes(CHINESE, "gbk"), "gb18030", "cp950")


def test_the_share_in_common_use_can_be_counted():
    # 东 is of the first level, 珏 (E7E5) of the second, 喆 (86B4) of neither
    assert readings.common("东".encode("gbk"), "gb18030") == 1.0
    assert readings.common("东珏".encode("gbk"), "gb18030") == 0.75
    assert readings.common("东喆".encode("gbk"), "gb18030") == 0.5
    assert readings.common("CONCEIÇÃO".encode("cp1252"), "gb18030") == 0.0
    assert readings.common(b"abc", "gb18030") == 0.0


def test_latin_needs_plain_letters_beside_the_marked_ones():
    assert readings.latin(_bytes(LATIN, "cp1252"))
    assert not readings.latin(_bytes(CHINESE, "gbk"))
    assert not readings.latin(b"abc")


def test_hangul_lies_in_rows_that_chinese_has_too():
    assert readings.perhaps_korean("서울특별시강남구보건소어린이공원".encode("euc-kr"))
    assert not readings.perhaps_korean("东四街道卫生服务中心安定门社区站".encode("gbk"))
    assert not readings.perhaps_korean("보건소".encode("euc-kr"))


def test_a_sample_takes_each_line_once_and_no_more_than_enough():
    lines = [b"a", b"\xe9", b"\xe9", b"\xe8"]
    assert readings.sample(lines) == b"\xe9\n\xe8"
    many = (b"%d\xe9" % number for number in range(10**9))
    assert readings.ENOUGH < len(readings.sample(many)) < 2 * readings.ENOUGH


def test_what_is_shown_begins_at_what_is_in_question():
    data = b"x" * 100 + "Café".encode("cp1252")
    assert readings.shown(data, "cp1252").endswith("Café")
    assert len(readings.shown(data, "cp1252")) < 30


@pytest.mark.parametrize(
    ("text", "was", "taken"),
    [
        ("东四社区", "gb18030", "latin-1"),
        ("东四社区", "gb18030", "cp1252"),
        ("东四", "utf-8", "latin-1"),
        ("Ñuñoa", "utf-8", "latin-1"),
        ("臺北市衛生所", "cp950", "latin-1"),
    ],
)
def test_text_once_read_in_a_wrong_encoding_is_found_out(text, was, taken):
    assert readings.garbled(text.encode(was).decode(taken)) in [(was, "cp1252"), (was, "latin-1")]


@pytest.mark.parametrize("text", [*LATIN, *RUSSIAN, *CHINESE, "abc", "ΑΘΗΝΑ", "東京都", "ÄÖÜ Öä x"])
def test_names_are_not_garbled(text):
    assert readings.garbled(text) is None
