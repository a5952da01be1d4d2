"""ESRI Shapefile: a zip of its parts or a loose .shp with the other parts beside it."""

import shutil
import warnings
import zipfile
from pathlib import Path, PurePosixPath

from geopandas import GeoDataFrame

from layers.formats import archives, gdal, writing
from layers.formats.carried import Carried, restored
from layers.formats.options import Limits, ReadOptions
from layers.formats.owned_folders import owned_folder
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.formats.vector import attribute_text, beside
from layers.problems import Problem

NAME = "Shapefile"
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
FIELD_BYTES = 10


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read a loose .shp; parts beside it may be written in capitals.

    They are copied: a missing index is made beside them, and the folder of the input is closed.
    """
    with owned_folder() as folder:
        for part, source in _beside(path).items():
            shutil.copyfile(source, folder / f"layer{part}")
        for table in beside.TABLES:
            if path.with_name(table).is_file():
                shutil.copyfile(path.with_name(table), folder / table)
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
        own = {
            name: members[place]
            for name in beside.TABLES
            if (place := str(PurePosixPath(chosen).with_name(name))) in members
        }
        archives.unpack(archive, parts | own, folder, options.limits)
        notes = [
            Problem(None, None, "member_ignored", "warning", {"member": name})
            for name in members
            if members[name] not in own.values()
            and name[:-4] != chosen
            and not name.startswith(f"{chosen}.")
            and not archives.is_clutter(name)
        ]
        return _read_parts(folder, options, notes)


def _read_parts(folder: Path, options: ReadOptions, notes: list[Problem]) -> RawLayer:
    """Read layer.shp and its parts in `folder`; a missing .shx is rebuilt, a missing .dbf noted."""
    shape, table = folder / "layer.shp", folder / "layer.dbf"
    text = attribute_text.reading_of(folder, options.encoding, options.limits)
    if not (folder / "layer.shx").exists():
        _rebuild_index(shape, options.limits)
    if table.exists():
        _require_pairs(folder)
    frame, more = gdal.read_layer(
        shape, layer="layer", encoding=text.name, limits=options.limits, format_name=NAME
    )
    if not table.exists():
        frame = frame.drop(columns="FID", errors="ignore")
    frame, key = beside.applied(folder, frame)
    return RawLayer(frame, NAME, text.name, notes + more + text.notes, key=key)


def _require_pairs(folder: Path) -> None:
    """Refuse shapes that have no record: GDAL leaves them off, and others may have a wrong one."""
    records = int.from_bytes((folder / "layer.dbf").read_bytes()[4:8], "little")
    index = folder / "layer.shx"
    words = int.from_bytes(index.read_bytes()[24:28], "big")
    shapes = (min(2 * words, index.stat().st_size) - 100) // 8
    if records < shapes:
        raise Refusal("parts_differ", records=records, shapes=shapes)


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
    """Write a zip: the parts in UTF-8 with its .cpg, and two tables of what they cannot say.

    Field names hold 10 bytes: a longer or non-ASCII name becomes `F01`, `F02`..., and `fields.csv`
    says what it stands for. Text holds 254 bytes and numbers 15 decimals: `cells.csv` has the
    cells that are more than that, and reading the zip gives them back.
    """
    flat, columns = writing.flat_of(frame)
    short = field_names([one.name for one in columns])
    renamed, carried = writing.under_names(columns, short.values())
    with owned_folder() as folder:
        shape = folder / f"{path.stem}.shp"
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=RuntimeWarning)  # cut: see `cells.csv`
            writing.write_with_gdal(
                flat.rename(columns=renamed),
                shape,
                "ESRI Shapefile",
                layer=path.stem,
                encoding="UTF-8",
            )
        shape.with_suffix(".cpg").write_text("UTF-8", "ascii")
        beside.write(folder, carried, _kept(shape, carried), spread=writing.spread(frame))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, file.name)


def _kept(shape: Path, carried: list[Carried]) -> GeoDataFrame:
    """Return what the parts have kept of the cells."""
    held, _ = gdal.read_layer(
        shape, layer=None, encoding="UTF-8", limits=Limits(), format_name=NAME
    )
    return restored(held, carried)


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
