"""Archives are judged by their directory before anything is unpacked."""

import stat
import zipfile

import pytest

from layers.formats import FileRefusedError, Limits, ReadOptions, archives, read
from layers.formats.refusal import Refusal

LIMITS = Limits(archive_entries=5, unpacked_bytes=8 * 1024**2)


def _zip(tmp_path, members):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def _code(path):
    with pytest.raises(FileRefusedError) as caught:
        read(path, ReadOptions(limits=LIMITS))
    return caught.value.code


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"../evil.shp": b"x"}, "archive_path"),
        ({"a/../../evil.shp": b"x"}, "archive_path"),
        ({"/etc/evil.shp": b"x"}, "archive_path"),
        ({"C:\\evil.shp": b"x"}, "archive_path"),
        ({"inner.zip": b"x"}, "archive_nested"),
        ({"inner.RAR": b"x"}, "archive_nested"),
        ({f"{n}.txt": b"x" for n in range(6)}, "archive_entries"),
        ({"a.shp": b"0" * 9 * 1024**2}, "archive_too_large"),
        ({"a.shp": b"0" * 4 * 1024**2}, "archive_ratio"),
        ({"readme.txt": b"x"}, "archive_nothing"),
        ({}, "archive_nothing"),
    ],
)
def test_hostile_and_useless_archives_are_refused(tmp_path, members, code):
    assert _code(_zip(tmp_path, members)) == code
    assert [file.name for file in tmp_path.iterdir()] == ["a.zip"]


def test_links_are_refused(tmp_path):
    entry = zipfile.ZipInfo("a.shp")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert _code(_zip(tmp_path, {entry: "/etc/passwd"})) == "archive_link"


def test_encrypted_archives_are_refused(tmp_path):
    path = _zip(tmp_path, {"a.shp": b"x"})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert _code(path) == "archive_encrypted"


@pytest.mark.parametrize(
    ("at", "value", "code"),
    [(8, 9, "archive_method"), (30 + 5, 255, "damaged"), (14, 255, "damaged")],
)
def test_a_member_that_cannot_be_unpacked_is_refused_by_name(tmp_path, at, value, code):
    """What goes wrong below a format is a refusal of the file, never an end of the reader."""
    path = _zip(tmp_path, {"a.shp": bytes(range(256)) * 40})
    data = bytearray(path.read_bytes())
    data[at] = value
    entry = data.index(b"PK\x01\x02")
    data[entry + 10] = data[8]
    data[entry + 16] = data[14]
    path.write_bytes(data)
    assert _code(path) == code


def test_a_member_larger_than_its_header_says_is_stopped(tmp_path):
    path = _zip(tmp_path, {"a.bin": b"0" * 3 * 1024**2})
    with zipfile.ZipFile(path) as archive:
        members = archives.check(archive, Limits(archive_ratio=10_000))
        with pytest.raises(Refusal) as caught:
            archives.unpack(archive, members, tmp_path, Limits(unpacked_bytes=1024**2))
    assert caught.value.code == "archive_too_large"


def test_names_packed_in_gbk_are_read(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("XXXX.shp", b"x")
    path.write_bytes(path.read_bytes().replace(b"XXXX", "社区".encode("gbk")))
    with zipfile.ZipFile(path) as archive:
        assert list(archives.check(archive, LIMITS)) == ["社区.shp"]


@pytest.mark.parametrize(("at", "value"), [(6, 255), (42 + 3, 255)])
def test_a_directory_that_was_altered_is_damage(tmp_path, at, value):
    """A version that no program writes, and a member that would begin before the file."""
    path = _zip(tmp_path, {"a.shp": b"x" * 100})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + at] = value
    path.write_bytes(data)
    assert _code(path) == "damaged"
