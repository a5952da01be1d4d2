"""Files of formats that are only read which cost a reader far more than they weigh."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.builders.packed import gdb_zip, kml_text

PLACE = "<Placemark><name>x</name><Point><coordinates>116.4,39.9</coordinates></Point></Placemark>"


def kmz_bomb(folder: Path) -> Path:
    """A KML of 300 MB of blanks in 300 kB."""
    path = folder / "bomb.kmz"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("doc.kml", "w") as member,
    ):
        for _ in range(300):
            member.write(b" " * 1_000_000)
    return path


def kmz_documents(folder: Path) -> Path:
    """An archive of 3,000 documents."""
    path = folder / "documents.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3_000):
            archive.writestr(f"{number}.kml", kml_text("x"))
    return path


def kmz_lies(folder: Path) -> Path:
    """A document of 100 MB that the directory says has 100 bytes."""
    path = folder / "lies.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", PLACE * 1_000_000)
        size = archive.infolist()[0].file_size
    data = path.read_bytes()
    path.write_bytes(data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    return path


def gdb_rows(folder: Path) -> Path:
    """A geodatabase whose tables promise two thousand million rows each."""
    path = gdb_zip(folder / "rows.gdb.zip", inside="x.gdb/")
    with zipfile.ZipFile(path) as archive:
        files = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            if name.endswith((".gdbtable", ".gdbtablx")) and "a0000000" in name:
                data[4:8] = (2_000_000_000).to_bytes(4, "little")
            archive.writestr(name, bytes(data))
    return path


FILES: dict[str, Callable[[Path], Path]] = {
    "kmz_bomb": kmz_bomb,
    "kmz_documents": kmz_documents,
    "kmz_lies": kmz_lies,
    "gdb_rows": gdb_rows,
}
