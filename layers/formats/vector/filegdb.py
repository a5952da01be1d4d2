"""File geodatabases of Esri: a folder of tables, packed as a zip; read by GDAL's OpenFileGDB."""

from pathlib import Path, PurePosixPath
from zipfile import ZipInfo

from layers.formats import archives, gdal
from layers.formats.detection import CATALOG
from layers.formats.options import ReadOptions
from layers.formats.owned_folders import owned_folder
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal
from layers.problems import Problem

NAME = "FileGDB"
_TABLE, _OFFSETS = ".gdbtable", ".gdbtablx"


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read the only layer with geometry, or the one named.

    Folders around the geodatabase do not matter, nor whether its own folder was packed with it. Of
    several geodatabases in one archive a layer is named `folder.gdb/layer`.

    Raises
    ------
    Refusal
        When the archive or the geodatabase is damaged, or several layers are there and none named.
    """
    with archives.opened(path) as archive, owned_folder() as folder:
        members = archives.check(archive, options.limits)
        found = _geodatabases(members)
        layers: dict[str, tuple[Path, str]] = {}
        parts: dict[str, ZipInfo] = {}
        for number, title in enumerate(found):
            place = folder / f"{number}.gdb"
            place.mkdir()
            parts |= {f"{place.name}/{part}": entry for part, entry in found[title].items()}
        archives.unpack(archive, parts, folder, options.limits)
        for number, title in enumerate(found):
            place = folder / f"{number}.gdb"
            for layer in gdal.list_layers(place, NAME, options.limits):
                layers[layer if len(found) == 1 else f"{title}/{layer}"] = (place, layer)
        place, layer = layers[gdal.choose_layer(list(layers), options.layer_name)]
        frame, notes = gdal.read_layer(
            place, layer=layer, encoding=None, limits=options.limits, format_name=NAME
        )
        notes += [*gdal.curve_notes(place, layer), *gdal.domain_notes(place, layer)]
    taken = {id(entry) for parts_of in found.values() for entry in parts_of.values()}
    notes += [
        Problem(None, None, "member_ignored", "warning", {"member": name})
        for name, entry in members.items()
        if id(entry) not in taken and not archives.is_clutter(name)
    ]
    return RawLayer(frame, NAME, "utf-8", notes)


def _geodatabases(members: dict[str, ZipInfo]) -> dict[str, dict[str, ZipInfo]]:
    """Return the files of each geodatabase, in lower case, by what its folder is to be called."""
    folders = [
        str(PurePosixPath(name).parent)
        for name in members
        if PurePosixPath(name).name.lower() == CATALOG and not archives.is_clutter(name)
    ]
    found: dict[str, dict[str, ZipInfo]] = {}
    for title, folder in archives.titles(folders).items():
        held: dict[str, ZipInfo] = {}
        for name, entry in members.items():
            way = PurePosixPath(name)
            if str(way.parent) != folder or archives.is_clutter(name):
                continue
            if way.name.lower() in held:
                raise Refusal("archive_twice", member=name[:80])
            held[way.name.lower()] = entry
        _require_offsets(held)
        found[title] = held
    return found


def _require_offsets(held: dict[str, ZipInfo]) -> None:
    """Refuse a table without its offsets: GDAL would guess the rows, deleted ones among them."""
    for name in held:
        part = f"{name.removesuffix(_TABLE)}{_OFFSETS}"
        if name.endswith(_TABLE) and part not in held:
            raise Refusal("gdb_part", part=part)
