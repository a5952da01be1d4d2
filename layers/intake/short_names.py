"""Headings in two rows: which of a column's two names the layer knows.

`建筑` over `面积` is the column 建筑面积; `基本情况` over `名称` is the column 名称.
"""

import dataclasses
from collections import Counter
from collections.abc import Collection

from layers.catalogue import LayerType
from layers.formats.raw import RawLayer
from layers.intake.fields import names_column


def with_short_names(raw: RawLayer, layer_type: LayerType, asked: Collection[str]) -> RawLayer:
    """Return the layer with the lower name where it alone is asked for, or is one of its columns.

    `asked` are names that the user wrote, as for `--rename`. A lower name that several columns have
    says nothing.
    """
    times = Counter(raw.short.values())
    taken = {str(name) for name in raw.frame.columns}
    named = {}
    for whole, short in raw.short.items():
        if whole in asked or whole not in taken or times[short] > 1 or short in taken:
            continue
        known = names_column(short, layer_type) and not names_column(whole, layer_type)
        if short in asked or known:
            named[whole] = short
    return dataclasses.replace(raw, frame=raw.frame.rename(columns=named)) if named else raw
