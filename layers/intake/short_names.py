"""Headings in several rows: which of a column's names the layer knows.

`建筑` over `面积` is the column 建筑面积; `基本情况` over `名称` is the column 名称.
"""

import dataclasses
from collections import Counter
from collections.abc import Collection

from layers.catalogue import LayerType
from layers.formats.raw import RawLayer
from layers.intake.fields import names_column


def with_short_names(raw: RawLayer, layer_type: LayerType, asked: Collection[str]) -> RawLayer:
    """Return the layer with a lower name where that alone is asked for, or is one of its columns.

    `asked` are names that the user wrote, as for `--rename`. A lower name that several columns have
    says nothing.
    """
    times = Counter(short for lower in raw.short.values() for short in lower)
    taken = {str(name) for name in raw.frame.columns}
    named = {}
    for whole, lower in raw.short.items():
        if whole in asked or whole not in taken:
            continue
        alone = [short for short in lower if times[short] == 1 and short not in taken]
        of_layer = [] if names_column(whole, layer_type) else alone
        wanted = [short for short in alone if short in asked]
        found = wanted or [short for short in of_layer if names_column(short, layer_type)]
        if found:
            named[whole] = found[0]
    return dataclasses.replace(raw, frame=raw.frame.rename(columns=named)) if named else raw
