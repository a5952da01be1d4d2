"""TOML of strangers: read as it is, or refused in words and in a bounded time."""

import os

import pytest

from layers.toml_text import LARGEST_FILE, MOST_PARTS, TomlTextError, parse_toml, read_toml
from tests.builders.processes import within


def test_a_file_gives_its_mapping_and_its_text(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text('a = "甲"\n[b]\nc = [1, 2.5]\n', "utf-8")
    mapping, text = read_toml(path)
    assert mapping == {"a": "甲", "b": {"c": [1, 2.5]}}
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("parts", [MOST_PARTS, MOST_PARTS + 1, 400])
@pytest.mark.parametrize("part", ["a", '"a b"', "'a.b'", "a-1"])
@pytest.mark.parametrize("joint", [".", " . ", "\t.\t"])
def test_a_key_has_so_many_parts(parts, part, joint):
    text = f"{joint.join([part] * parts)} = 1".encode()
    if parts <= MOST_PARTS:
        assert parse_toml(text, "a.toml")
    else:
        with pytest.raises(TomlTextError, match=r"a\.toml: a key of more than 16 parts"):
            parse_toml(text, "a.toml")


def test_a_deep_table_is_a_deep_key():
    with pytest.raises(TomlTextError, match="more than 16 parts"):
        parse_toml(f"[{'.'.join(['a'] * 200)}]".encode(), "a.toml")


@pytest.mark.parametrize(
    "content",
    [
        b"a." * 500_000 + b"a = 1",
        b'"' * 1_000_000,
        b"a" * 1_000_000,
        b'"\\' * 500_000,
        b"a . " * 250_000,
        b"x = " + b"[" * 500_000,
    ],
    ids=["parts", "quotes", "letters", "escapes", "blanks", "lists"],
)
def test_the_worst_of_a_mebibyte_is_refused_soon(content):
    with within(10), pytest.raises(TomlTextError):
        parse_toml(content, "a.toml")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a = ", "not a TOML file: "),
        (b"a = '\xff'", "not in UTF-8 (line 1); save it as UTF-8"),
        (b"a = 1\na = 2", "not a TOML file: "),
        (b"a = 0x" + b"f" * 5_000, "a whole number of more than 64 bits"),
        (b"a = [[[0x" + b"f" * 17 + b"]]]", "a whole number of more than 64 bits"),
        (b"a = " + b"9" * 10_000, "not a TOML file: "),
        (b"a = " + b"{ b = " * 5_000 + b"1" + b"}" * 5_000, "nested too deeply"),
        (b"#" * (LARGEST_FILE + 1), f"larger than {LARGEST_FILE} bytes"),
    ],
    ids=["cut", "bytes", "twice", "hex", "hex in lists", "digits", "deep", "large"],
)
def test_what_cannot_be_borne_is_refused_in_words(content, words):
    with pytest.raises(TomlTextError) as caught:
        parse_toml(content, "a.toml")
    assert str(caught.value).startswith("a.toml: ")
    assert words in str(caught.value)
    assert len(str(caught.value)) < 300


def test_what_is_no_ordinary_file_is_not_opened(tmp_path):
    pipe = tmp_path / "pipe.toml"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe, tmp_path / "none.toml"):
        with pytest.raises(TomlTextError, match="not an ordinary file"):
            read_toml(path)
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * (LARGEST_FILE + 5))
    with pytest.raises(TomlTextError, match=r"large\.toml: larger than"):
        read_toml(large)
