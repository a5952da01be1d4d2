"""How large an answer may be: what would be larger is refused before it is written."""

import shapely
from geopandas import GeoDataFrame

from app.problems.errors import Fault, TooCostlyError
from app.services.run import Result
from layers.text import Text

MOST_BYTES = 64_000_000
"""Bytes of the body of one answer."""
CELL, VERTEX = 40, 28
"""Bytes of a value with its name, and of a vertex with six decimals, as text."""
DRAWN = frozenset({"geojson", "gpkg"})
TOLD = Text(
    "结果约 {megabytes:,.0f} MB，单次回答至多 {most:,.0f} MB；可选不含图形的格式，"
    "或按更大的单元统计",
    "the answer would be about {megabytes:,.0f} MB, one answer may be {most:,.0f} MB; ask for a"
    " format without shapes, or for larger units",
)
FORMAT = Text("含全部图形", "holds all shapes")
OTHERS = Text("可用：json、csv、xlsx", "accepted: json, csv, xlsx")


def require_small(result: Result, form: str) -> None:
    """Raise `TooCostlyError` where the answer in this format would be above `MOST_BYTES`."""
    rows = result.rows.size * CELL
    drawn = 0
    if form in DRAWN and isinstance(result.rows, GeoDataFrame):
        drawn = int(shapely.get_num_coordinates(result.rows.geometry.to_numpy()).sum()) * VERTEX
    if rows + drawn <= MOST_BYTES:
        return
    numbers = {"megabytes": (rows + drawn) / 1e6, "most": MOST_BYTES / 1e6}
    told = Text(TOLD.in_language("zh", **numbers), TOLD.in_language("en", **numbers))
    faults = [Fault("f", FORMAT, OTHERS, "too-costly")] if rows <= MOST_BYTES else []
    raise TooCostlyError(told, *faults)
