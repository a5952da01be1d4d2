"""GeoParquet through pyarrow: fast, typed, for exchange between programs."""

from pathlib import Path
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from layers.formats import writing
from layers.formats.judging import parquet
from layers.formats.options import ReadOptions
from layers.formats.raw import RawLayer
from layers.formats.refusal import Refusal

NAME = "GeoParquet"


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
    except (pa.ArrowException, ValueError, KeyError, TypeError, OSError) as error:
        raise Refusal("damaged", format=NAME) from error
    _require_flat(frame, schema)
    frame = frame.reset_index(drop=frame.index.name is None)
    return RawLayer(frame, NAME, "utf-8")


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
    flat = writing.flat(frame)
    texts = [n for n in flat.columns if pd.api.types.is_object_dtype(flat[n].dtype)]
    flat.astype(dict.fromkeys(texts, "object")).to_parquet(path, compression="zstd", index=False)
