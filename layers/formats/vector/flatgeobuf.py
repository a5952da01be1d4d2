"""FlatGeobuf; written without its index, so that rows keep their order."""

from pathlib import Path

from geopandas import GeoDataFrame

from layers.formats import gdal, writing
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer

NAME = "FlatGeobuf"


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read the file's one layer."""
    frame, notes = gdal.read_layer(
        path, layer=None, encoding=None, limits=options.limits, format_name=NAME
    )
    return RawLayer(frame, NAME, "utf-8", notes)


def write(frame: GeoDataFrame, path: Path) -> None:
    """Write the rows in their order: the spatial index would sort them along a Hilbert curve."""
    writing.write_with_gdal(
        frame, path, "FlatGeobuf", layer=path.stem, layer_options={"SPATIAL_INDEX": "NO"}
    )
