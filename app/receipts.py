"""Receipts: from what a number was computed, so that it can be computed again."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from layers.store import Area, LayerStatus

SOFTWARE = "shequ"
VERSION = "0.1.0"


def receipt(
    analysis: str,
    parameters: Mapping[str, Any],
    area: Area,
    layers: Iterable[LayerStatus],
) -> dict[str, Any]:
    """Return the receipt of one result; only `computed_at` differs between equal runs."""
    return {
        "analysis": analysis,
        "area": area.slug,
        "synthetic": area.synthetic,
        "parameters": dict(parameters),
        "layers": [
            {
                "layer": status.layer,
                "version": status.version,
                "feature_count": status.feature_count,
                "sha256": status.sha256,
            }
            for status in layers
        ],
        "crs": area.crs,
        "software": SOFTWARE,
        "software_version": VERSION,
        "computed_at": dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
    }
