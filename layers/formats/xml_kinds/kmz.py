"""KMZ: a zip of one KML, or of several of which one is named; pictures inside are no data."""

import dataclasses
import re
from pathlib import Path, PurePosixPath

from layers.formats import archives, gdal
from layers.formats.options import ReadOptions
from layers.formats.owned_folders import owned_folder
from layers.formats.raw import RawLayer
from layers.formats.xml_kinds import kml
from layers.problems import Problem

NAME = "KMZ"
_SUFFIX = ".kml"
# what a layer without a name of its own is called after
_PLAIN_NAME = re.compile(r"[\w -]{1,80}\.kml", re.IGNORECASE)


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read the KML of the archive; of several, the one that `options.layer_name` names.

    Of a single KML the name chooses a folder, as it does outside an archive. Other documents
    inside, which a link of the first may point to, are told and not followed.

    Raises
    ------
    Refusal
        When the archive or the document is damaged, or several are there and none is named.
    """
    with archives.opened(path) as archive, owned_folder() as folder:
        members = archives.check(archive, options.limits)
        documents = [
            name
            for name in members
            if name.lower().endswith(_SUFFIX) and not archives.is_clutter(name)
        ]
        titles = archives.titles(documents)
        several = len(titles) > 1
        title = gdal.choose_layer(list(titles), options.layer_name if several else None)
        chosen = titles[title]
        last = PurePosixPath(chosen).name
        part = last if _PLAIN_NAME.fullmatch(last) else f"layer{_SUFFIX}"
        archives.unpack(archive, {part: members[chosen]}, folder, options.limits)
        inner = dataclasses.replace(options, layer_name=None if several else options.layer_name)
        layer = kml.read(folder / part, inner)
    notes = [
        Problem(None, None, "member_ignored", "warning", {"member": name})
        for name in members
        if name != chosen and not archives.is_clutter(name) and not archives.is_decoration(name)
    ]
    return dataclasses.replace(layer, format=NAME, notes=[*notes, *layer.notes])
