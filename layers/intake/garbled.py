"""Text that was read in a wrong encoding before it came here, in a format that states no other."""

import itertools

import geopandas as gpd
import pandas as pd

from layers.formats import readings
from layers.problems import Problem

_LOOKED = 500


def find_garbled(frame: gpd.GeoDataFrame) -> list[Problem]:
    """Return a warning for each column whose text is another one, once read in a wrong encoding.

    Of each column the first 500 different texts with more than ASCII are looked at, all together.
    """
    problems = []
    for name in frame.columns:
        if name == frame.geometry.name or not pd.api.types.is_string_dtype(frame[name].dtype):
            continue
        texts = dict.fromkeys(
            one for one in frame[name].tolist() if isinstance(one, str) and not one.isascii()
        )
        text = "\n".join(itertools.islice(texts, _LOOKED))
        found = readings.garbled(text) if text else None
        if found is not None:
            was, taken = found
            data = text.encode(taken)
            values = {
                "column": str(name),
                "before": readings.shown(data, taken),
                "after": readings.shown(data, was),
                "encoding": was,
                "taken": taken,
            }
            problems.append(Problem(None, str(name), "text_garbled", "warning", values))
    return problems
