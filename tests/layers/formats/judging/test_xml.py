"""XML as a stream: declarations are refused in every encoding, nesting is counted by elements."""

import io

import pytest

from layers.formats.judging.xml import Scan
from layers.formats.refusal import Refusal


def code(data, depth=8):
    with pytest.raises(Refusal) as caught:
        Scan("XML", depth).feed(io.BytesIO(data))
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("<a/>", 1),
        ("<a><b/><b/><b/></a>", 2),
        ("<a><b></b><b></b></a>", 2),
        ("<?xml version='1.0'?><a><!-- <b><b><b> --></a>", 1),
        ("<a><![CDATA[<br><br><br>]]></a>", 1),
        ("<a><!-- <![CDATA[ --><b></b></a>", 2),
        ("<?p <!-- ?><a><b><c></c></b></a><!-- -->", 3),
    ],
)
def test_elements_nest_as_deep_as_their_tags_say(text, depth):
    Scan("XML", depth).feed(io.BytesIO(text.encode()))
    assert code(text.encode(), depth - 1) == "too_deep"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_doctype_is_refused_in_every_encoding(encoding):
    assert code("<!DOCTYPE a><a/>".encode(encoding)) == "xml_entities"
    assert code("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".encode(encoding)) == "xml_entities"


def test_the_word_in_a_comment_or_a_text_is_no_declaration():
    text = b"<a><!-- <!DOCTYPE a> --><![CDATA[<!DOCTYPE a>]]></a>"
    Scan("XML", 8).feed(io.BytesIO(text))


@pytest.mark.parametrize("data", [b"", b"<a>", b"a", b"<a></b>", b"<a>\xff</a>"])
def test_what_is_no_xml_is_damaged(data):
    assert code(data) == "damaged"


def test_an_entity_without_a_declaration_is_refused():
    assert code(b"<a>&b;</a>") == "xml_entities"


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pieces_may_end_anywhere(monkeypatch, size):
    monkeypatch.setattr("layers.formats.judging.xml.CHUNK", size)
    Scan("XML", 8).feed(io.BytesIO("<a><b>一</b></a>".encode()))


def test_more_bytes_than_announced_are_damaged():
    Scan("XML", 8).feed(io.BytesIO(b"<a></a>"), 7)
    with pytest.raises(Refusal):
        Scan("XML", 8).feed(io.BytesIO(b"<a></a>"), 6)
