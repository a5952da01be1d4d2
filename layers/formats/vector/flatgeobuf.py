"""FlatGeobuf; written without its index, so that rows keep their order."""

from pathlib import Path

from geopandas import GeoDataFrame

from layers.formats import gdal, writing
from layers.formats.carried import MARK, key_in, restored, told
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer

NAME = "FlatGeobuf"


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read the file's one layer."""
    frame, notes = gdal.read_layer(
        path, layer=None, encoding=None, limits=options.limits, format_name=NAME
    )
    carried = gdal.read_carried(path, None)
    return RawLayer(restored(frame, carried), NAME, "utf-8", notes, key=key_in(carried))


def write(frame: GeoDataFrame, path: Path) -> None:
    """Write the rows in their order: the spatial index would sort them along a Hilbert curve."""
    flat, columns = writing.flat_of(frame)
    renamed, carried = writing.under_names(
        columns, writing.free_names([one.name for one in columns], ())
    )
    writing.write_with_gdal(
        flat.rename(columns=renamed),
        path,
        "FlatGeobuf",
        layer=path.stem,
        layer_options={"SPATIAL_INDEX": "NO"},
        layer_metadata={MARK: told(carried)},
    )
