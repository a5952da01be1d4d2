"""Results as bytes: JSON, GeoJSON, CSV, Excel and GeoPackage, the same fields in each."""

import json
from typing import Any

import pandas as pd
import shapely
from geopandas import GeoDataFrame

from app.jsonable import dump, plain, records
from app.services.run import Result

DECIMALS = 6


def members(result: Result) -> dict[str, Any]:
    """Return what every JSON answer says beside its rows or features."""
    return {
        "analysis": result.analysis,
        "total": plain(result.total),
        "parameters": plain(result.parameters),
        "notes": [{"zh": note.zh, "en": note.en} for note in result.notes],
        # What a standard states is text and numbers as it was read: there is much of it.
        "receipt": {k: v if k == "rules" else plain(v) for k, v in result.receipt.items()},
    }


def tables(result: Result) -> dict[str, pd.DataFrame]:
    """Return the members of the total that are lists of rows: tables beside that of the rows."""
    return {
        name: pd.DataFrame(value)
        for name, value in result.total.items()
        if isinstance(value, list) and value and isinstance(value[0], dict)
    }


def to_json(result: Result) -> str:
    """Return `rows`, `total`, `parameters`, `notes` and `receipt`."""
    return dump({"rows": records(result.table), **members(result)})


def to_geojson(result: Result) -> str:
    """Return a FeatureCollection with the fields of the rows as properties (RFC 7946)."""
    frame = GeoDataFrame(result.rows)
    rounded = shapely.set_precision(frame.geometry.to_numpy(), 10.0**-DECIMALS, mode="pointwise")
    oriented = shapely.orient_polygons(rounded)
    shapes = shapely.to_geojson(oriented)
    features = [
        {
            "type": "Feature",
            "id": row["id"],
            "properties": row,
            "geometry": shape and json.loads(shape),
        }
        for row, shape in zip(records(result.table), shapes, strict=True)
    ]
    return dump({"type": "FeatureCollection", "features": features, **members(result)})
