"""GeoParquet through pyarrow: fast, typed, for exchange between programs."""

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pyproj.exceptions import CRSError

from layers.formats import json_text, writing
from layers.formats.carried import MARK, key_in, restored, told, understood
from layers.formats.judging import parquet
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal

NAME = "GeoParquet"
# What the library raises where the description of the shapes is not what it expects.
MISREAD = (
    *(ValueError, KeyError, IndexError, TypeError, AttributeError),
    *(OSError, OverflowError, RecursionError, AssertionError),
)


def read(path: Path, options: ReadOptions) -> RawLayer:
    """Read the file; columns that hold lists or structures are refused by name."""
    import geopandas as gpd  # noqa: PLC0415 - slow to import
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    limits = options.limits
    parquet.require_table(path, limits, NAME)
    try:
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow
    except (pa.ArrowException, OSError) as error:
        raise Refusal("damaged", format=NAME) from error
    if b"geo" not in (schema.metadata or {}):
        raise Refusal("no_layer")
    try:
        frame = gpd.read_parquet(path)
    except pa.ArrowMemoryError as error:
        raise MemoryError from error
    except CRSError as error:
        raise Refusal("crs_unreadable", crs=json_text.shown(_stated_crs(schema))) from error
    except (pa.ArrowException, shapely.errors.ShapelyError, *MISREAD) as error:
        raise Refusal("damaged", format=NAME) from error
    _require_flat(frame, schema)
    frame = frame.reset_index(drop=frame.index.name is None)
    mark = (schema.metadata or {}).get(MARK.encode(), b"")
    carried = understood(mark.decode("utf-8", "replace"))
    return RawLayer(restored(frame, carried), NAME, "utf-8", key=key_in(carried))


def _stated_crs(schema: Any) -> Any:
    """Return the first coordinate system that the description of the shapes states."""
    described = json.loads(schema.metadata[b"geo"])["columns"].values()
    return next((one["crs"] for one in described if one.get("crs")), None)


def _require_flat(frame: GeoDataFrame, schema: Any) -> None:
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    shapes = set(frame.columns[frame.dtypes == "geometry"])
    for field in schema:
        if (
            field.name in frame.columns
            and field.name not in shapes
            and pa.types.is_nested(field.type)
        ):
            raise Refusal("nested_column", column=field.name)


def write(frame: GeoDataFrame, path: Path) -> None:
    """Write WKB with zstd compression; a column `properties` of objects becomes columns."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    flat, columns = writing.flat_of(frame)
    texts = [n for n in flat.columns if pd.api.types.is_object_dtype(flat[n].dtype)]
    written = io.BytesIO()
    flat.astype(dict.fromkeys(texts, "object")).to_parquet(written, index=False)
    table = pq.read_table(written)
    marked = {**(table.schema.metadata or {}), MARK.encode(): told(columns).encode()}
    pq.write_table(table.replace_schema_metadata(marked), path, compression="zstd")
