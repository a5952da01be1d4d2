"""XML in encodings of several bytes becomes UTF-8 before a parser sees it."""

import pytest

from layers.formats.refusal import Refusal
from layers.formats.xml_kinds.xml_text import as_utf8, encoding_of, in_utf8


def written(tmp_path, data):
    path = tmp_path / "a.xml"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"<a/>", "utf-8"),
        (b"<?xml version='1.0' encoding='UTF-8'?><a/>", "utf-8"),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding=\"gb2312\"?><a/>", "gb18030"),
        (b"<?xml version='1.0' encoding = 'Big5' standalone='yes'?><a/>", "big5"),
        ("<a/>".encode("utf-16"), "utf-16"),
        (b"<?xml version='1.0'?><a encoding='gbk'/>", "utf-8"),
    ],
)
def test_the_declaration_tells_the_encoding(tmp_path, data, encoding):
    assert encoding_of(written(tmp_path, data)) == encoding


def test_an_unknown_encoding_is_refused(tmp_path):
    with pytest.raises(Refusal) as caught:
        encoding_of(written(tmp_path, b"<?xml version='1.0' encoding='x-none'?><a/>"))
    assert caught.value.code == "encoding_unknown"


def test_the_text_no_longer_declares_what_it_is_not(tmp_path):
    path = written(tmp_path, "<?xml version='1.0' encoding='GBK'?><a>东</a>".encode("gbk"))
    assert as_utf8(path, "gb18030", "KML").decode() == "<?xml version='1.0'?><a>东</a>"


def test_text_in_another_encoding_is_damaged(tmp_path):
    path = written(tmp_path, b"<?xml version='1.0' encoding='GBK'?><a>\xff</a>")
    with pytest.raises(Refusal) as caught:
        as_utf8(path, "gb18030", "KML")
    assert (caught.value.code, caught.value.values) == ("damaged", {"format": "KML"})


def test_a_document_that_parsers_know_is_not_copied(tmp_path):
    path = written(tmp_path, b"<a/>")
    with in_utf8(path, "KML") as document:
        assert document == path
    path.write_bytes("<?xml version='1.0' encoding='GBK'?><a>东</a>".encode("gbk"))
    with in_utf8(path, "KML") as document:
        assert document.name == path.name
        assert "东" in document.read_text("utf-8")
    assert not document.exists()
    assert path.exists()
