"""Zip archives from strangers: everything is checked in the directory before unpacking."""

import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from layers.formats.encoding import GB18030, holds
from layers.formats.options import MEBIBYTE, Limits
from layers.formats.refusal import Refusal

_NESTED = (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".kmz", ".zst")
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_CHUNK = MEBIBYTE
# what is raised for archives that are cut off or altered; RuntimeError for what Python cannot do
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError,
)  # fmt: skip
# what a picture or a page beside the data is called; nothing of it is data
_DECORATION = (
    ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".svg", ".ico", ".dae", ".css", ".html",
    ".htm", ".js",
)  # fmt: skip


def member_name(entry: zipfile.ZipInfo) -> str:
    """Return the entry's name; names not marked as UTF-8 are tried as UTF-8, then GB18030.

    Windows packs Chinese names in GBK without saying so; `zipfile` then shows them as cp437.
    """
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        packed = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", GB18030):
        if holds(packed, encoding):
            return packed.decode(encoding)
    return entry.filename


def check(archive: zipfile.ZipFile, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    """Return the files of the archive by name, or raise `Refusal` saying what is wrong with it."""
    entries = archive.infolist()
    if len(entries) > limits.archive_entries:
        raise Refusal("archive_entries", found=len(entries), limit=limits.archive_entries)
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise Refusal("archive_too_large", limit=limits.unpacked_bytes // MEBIBYTE)
    members: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = member_name(entry).replace("\\", "/")  # some programs pack with the mark of Windows
        _check_entry(entry, name, limits)
        if name in members:
            raise Refusal("archive_twice", member=name[:80])
        if not entry.is_dir():
            members[name] = entry
    return members


def is_clutter(name: str) -> bool:
    """Return whether a member is of the system that packed it, and not of the data."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")


def is_decoration(name: str) -> bool:
    """Return whether a member is a picture, a model or a page."""
    return name.lower().endswith(_DECORATION)


def titles(names: list[str]) -> dict[str, str]:
    """Return how each member is to be called: by its name, or its way where two share one.

    >>> titles(["a/x.kml", "b/y.kml"]), titles(["a/x.kml", "b/x.kml"])
    ({'x.kml': 'a/x.kml', 'y.kml': 'b/y.kml'}, {'a/x.kml': 'a/x.kml', 'b/x.kml': 'b/x.kml'})
    """
    last = [PurePosixPath(name).name for name in names]
    return dict(zip(last if len(set(last)) == len(last) else names, names, strict=True))


def _check_entry(entry: zipfile.ZipInfo, name: str, limits: Limits) -> None:
    shown = name[:80]
    if name.startswith("/") or name[1:2] == ":" or ".." in PurePosixPath(name).parts:
        raise Refusal("archive_path", member=shown)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Refusal("archive_link", member=shown)
    if entry.flag_bits & _ENCRYPTED:
        raise Refusal("archive_encrypted")
    if name.lower().endswith(_NESTED):
        raise Refusal("archive_nested", member=shown)
    # small members compress well without being bombs: ratio counts from one mebibyte on
    if entry.file_size > MEBIBYTE:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if ratio > limits.archive_ratio:
            raise Refusal(
                "archive_ratio", member=shown, ratio=round(ratio), limit=round(limits.archive_ratio)
            )


def unpack(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], folder: Path, limits: Limits
) -> None:
    """Write the members to `folder` under the names given, counting bytes: headers may lie.

    Raises
    ------
    Refusal
        When the members are larger than the limit, damaged, or packed in a way that is not read.
    """
    left = limits.unpacked_bytes
    for name, entry in members.items():
        with (folder / name).open("wb") as target:
            for chunk in _pieces(archive, entry, name):
                left -= len(chunk)
                if left < 0:
                    raise Refusal("archive_too_large", limit=limits.unpacked_bytes // MEBIBYTE)
                target.write(chunk)


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """Yield what a member holds; what cannot be unpacked is refused."""
    try:
        with archive.open(entry) as source:
            while chunk := source.read(_CHUNK):
                yield chunk
    except NotImplementedError as error:  # Deflate64 and others that Python does not know
        raise Refusal("archive_method", member=name[:80]) from error
    except _DAMAGE as error:
        raise Refusal("damaged", format="ZIP") from error


def opened(path: Path) -> zipfile.ZipFile:
    """Return the archive at `path`, or raise `Refusal` when it is damaged."""
    try:
        return zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise Refusal("damaged", format="ZIP") from error
