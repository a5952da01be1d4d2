"""ESRI Shapefile: a zip of its parts or a loose .shp with the other parts beside it."""

import csv
import shutil
import zipfile
from pathlib import Path, PurePosixPath

import pandas as pd
from geopandas import GeoDataFrame

from layers.formats import archives, encoding, gdal, writing
from layers.formats.judging import cells
from layers.formats.options import Limits, ReadOptions
from layers.formats.owned_folders import owned_folder
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.problems import Problem

NAME = "Shapefile"
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
FIELD_BYTES = 10
FIELDS = "fields.csv"
"""What says which name each field stands for; written beside the parts."""
_FIELDS_HEADING = ["field", "name"]
MOST_PAGE = 1_000_000
_LANGUAGE_DRIVER = 29
_HEADER = 32


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read a loose .shp; parts beside it may be written in capitals.

    They are copied: a missing index is made beside them, and the folder of the input is closed.
    """
    with owned_folder() as folder:
        for part, source in _beside(path).items():
            shutil.copyfile(source, folder / f"layer{part}")
        if path.with_name(FIELDS).is_file():
            shutil.copyfile(path.with_name(FIELDS), folder / FIELDS)
        return _read_parts(folder, options, [])


def _beside(path: Path) -> dict[str, Path]:
    """Return the parts that are there, asked for by name: the folder itself may not be listed."""
    stems = dict.fromkeys((path.stem, path.stem.lower(), path.stem.upper()))
    found = {
        part: path.with_name(f"{stem}{suffix}")
        for part in PARTS
        for stem in reversed(stems)
        for suffix in (part.upper(), part.capitalize(), part)
        if path.with_name(f"{stem}{suffix}").is_file()
    }
    return found | {".shp": path}


def read_zip(path: Path, options: ReadOptions) -> RawLayer:
    """Read the only Shapefile of an archive, or the one named; folders inside do not matter.

    Raises
    ------
    Refusal
        When the archive holds no Shapefile, or several of which none is named.
    """
    with archives.opened(path) as archive, owned_folder() as folder:
        members = archives.check(archive, options.limits)
        stems = [
            n[:-4] for n in members if n.lower().endswith(".shp") and not archives.is_clutter(n)
        ]
        if not stems:
            raise Refusal("archive_nothing", members=", ".join(list(members)[:10]))
        titles = archives.titles(stems)
        chosen = titles[gdal.choose_layer(list(titles), options.layer_name)]
        parts = {
            f"layer{name[-4:].lower()}": entry
            for name, entry in members.items()
            if name[:-4] == chosen and name[-4:].lower() in PARTS
        }
        beside = str(PurePosixPath(chosen).with_name(FIELDS))
        if beside in members:
            parts[FIELDS] = members[beside]
        archives.unpack(archive, parts, folder, options.limits)
        notes = [
            Problem(None, None, "member_ignored", "warning", {"member": name})
            for name in members
            if name[:-4] != chosen
            and not name.startswith(f"{chosen}.")
            and name != beside
            and not archives.is_clutter(name)
        ]
        return _read_parts(folder, options, notes)


def _read_parts(folder: Path, options: ReadOptions, notes: list[Problem]) -> RawLayer:
    """Read layer.shp and its parts in `folder`; a missing .shx is rebuilt, a missing .dbf noted."""
    shape, table = folder / "layer.shp", folder / "layer.dbf"
    name, guessed = _encoding(folder, options.encoding, options.limits)
    if not (folder / "layer.shx").exists():
        _rebuild_index(shape, options.limits)
    frame, more = gdal.read_layer(
        shape, layer="layer", encoding=name, limits=options.limits, format_name=NAME
    )
    if not table.exists():
        frame = frame.drop(columns="FID", errors="ignore")
    frame = _named_as_written(frame, folder / FIELDS)
    if guessed:
        values = {"encoding": name}
        more.append(Problem(None, None, "encoding_guessed", "warning", values))
    return RawLayer(frame, NAME, name, notes + more)


def _named_as_written(frame: GeoDataFrame, page: Path) -> GeoDataFrame:
    """Return the columns under the names that the page beside the parts gives their fields."""
    if not page.is_file() or page.stat().st_size > MOST_PAGE:
        return frame
    text = page.read_bytes().decode("utf-8-sig", "replace")
    rows = list(csv.reader(text.splitlines()))
    if not rows or rows[0] != _FIELDS_HEADING:
        return frame
    names = {row[0]: row[1] for row in rows[1:] if len(row) == len(_FIELDS_HEADING)}
    columns = [str(name) for name in frame.columns if name != frame.geometry.name]
    renamed = [names.get(name, name) for name in columns]
    if len(set(renamed)) != len(renamed):
        return frame
    return frame.rename(columns=dict(zip(columns, renamed, strict=True)))


def _encoding(folder: Path, stated: str | None, limits: Limits) -> tuple[str, bool]:
    """Return the encoding of the attributes: stated, .cpg, language driver, UTF-8, GB18030.

    A stated or recorded encoding that cannot decode the attributes is refused, not guessed away.
    """
    table = folder / "layer.dbf"
    text = _attribute_bytes(table.read_bytes(), limits) if table.exists() else b""
    recorded = _recorded(folder)
    name = encoding.known(stated) if stated else recorded
    if name is None:
        return encoding.guess(text)
    if not encoding.holds(text, name):
        if stated is None and encoding.holds(text, encoding.GB18030) and not text.isascii():
            return encoding.GB18030, True
        raise Refusal("not_text", line=1, encoding=name)
    return name, False


def _recorded(folder: Path) -> str | None:
    page = folder / "layer.cpg"
    if page.exists():
        stated = page.read_bytes()[:40].decode("ascii", "ignore").strip("\x00 \r\n\t")
        if stated:
            try:
                return encoding.known(stated)
            except Refusal:
                return None
    table = folder / "layer.dbf"
    head = table.read_bytes()[:_HEADER] if table.exists() else b""
    return encoding.LANGUAGE_DRIVERS.get(head[_LANGUAGE_DRIVER]) if len(head) == _HEADER else None


def _attribute_bytes(data: bytes, limits: Limits) -> bytes:
    """Return names and text cells of a .dbf, one a line (a cell may end inside a character)."""
    if len(data) < _HEADER:
        raise Refusal("damaged", format=NAME)
    start = int.from_bytes(data[8:10], "little")
    width = int.from_bytes(data[10:12], "little")
    count = int.from_bytes(data[4:8], "little")
    held = max(len(data) - start, 0) // width if width else 0
    # the byte that ends a table may be missing, and with it one byte of the last record
    if count > held + 1:
        raise Refusal("records_missing", part=".dbf", found=count, held=held)
    if count > limits.rows:
        raise Refusal("too_many_rows", limit=limits.rows)
    lines, offset, fields = [], 1, []
    for place in range(_HEADER, start - _HEADER + 1, _HEADER):
        field = data[place : place + _HEADER]
        if len(field) < _HEADER or field[:1] == b"\r":
            break
        lines.append(field[:11].split(b"\0")[0])
        if field[11:12] in b"CM":
            fields.append((offset, offset + field[16]))
        offset += field[16]
    cells.require_counts(count, len(lines), limits)
    for row in range(count if width else 0):
        record = data[start + row * width : start + (row + 1) * width]
        lines += [record[first:last].rstrip(b" \0") for first, last in fields]
    return b"\n".join(lines)


def _rebuild_index(shape: Path, limits: Limits) -> None:
    """Write the .shx that is missing: the place and length of each record of the .shp."""
    data = shape.read_bytes()
    records, place = [], 100
    while place + 8 <= len(data):
        words = int.from_bytes(data[place + 4 : place + 8], "big")
        records.append((place // 2).to_bytes(4, "big") + words.to_bytes(4, "big"))
        place += 8 + 2 * words
        if len(records) > limits.rows:
            raise Refusal("too_many_rows", limit=limits.rows)
    length = (50 + 4 * len(records)).to_bytes(4, "big")
    head = data[:24] + length + data[28:100]
    shape.with_suffix(".shx").write_bytes(head + b"".join(records))


def write(frame: GeoDataFrame, path: Path) -> None:
    """Write a zip: the parts in UTF-8 with a .cpg, and a CSV that says what each field was called.

    Field names hold 10 bytes: a longer or non-ASCII name becomes `F01`, `F02`..., which an import
    of the zip undoes by that CSV; text is cut at 254 bytes by the format itself.
    """
    flat = writing.flat(frame)
    short = field_names([name for name in flat.columns if name != flat.geometry.name])
    with owned_folder() as folder:
        shape = folder / f"{path.stem}.shp"
        writing.write_with_gdal(
            flat.rename(columns=short), shape, "ESRI Shapefile", layer=path.stem, encoding="UTF-8"
        )
        shape.with_suffix(".cpg").write_text("UTF-8", "ascii")
        names = pd.DataFrame({"field": short.values(), "name": short.keys()})
        names.to_csv(folder / FIELDS, index=False, encoding="utf-8-sig")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, file.name)


def field_names(names: list[str]) -> dict[str, str]:
    """Return a field name of at most 10 ASCII bytes for each name, all different in any case.

    >>> field_names(["name", "常住人口", "population_resident"])
    {'name': 'name', '常住人口': 'F02', 'population_resident': 'F03'}
    """
    kept: dict[str, str] = {}
    for name in names:
        if _fits(name):
            kept.setdefault(name.lower(), name)
    taken = set(kept)
    result = {}
    for number, name in enumerate(names, start=1):
        short = name
        if kept.get(name.lower()) != name:
            short = f"F{number:02d}"
            while short.lower() in taken:
                short = f"{short}_"
            taken.add(short.lower())
        result[name] = short
    return result


def _fits(name: str) -> bool:
    return name.isascii() and name.isidentifier() and len(name) <= FIELD_BYTES
