"""Encodings: UTF-8 when it holds, else GB18030, and never a silent wrong guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.formats import encoding
from layers.formats.refusal import Refusal

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf8_is_never_a_guess(text):
    # a text that starts with the byte order mark of UTF-16 is another thing
    assert encoding.guess(text.encode()) in {("utf-8", False), ("utf-8-sig", False)}


@given(HAN)
def test_chinese_in_gbk_is_read_back(text):
    data = text.encode("gbk")
    if not encoding.holds(data, "utf-8"):
        assert encoding.decode(data, None) == (text, "gb18030", True)


@given(HAN)
def test_byte_order_marks_are_believed(text):
    assert encoding.decode(text.encode("utf-16"), None)[0] == text
    assert encoding.decode(text.encode("utf-8-sig"), None) == (text, "utf-8", False)


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
