"""Receipts: from what a number was computed, so that it can be computed again."""

import datetime as dt
import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries

from app.jsonable import dump, plain, records
from app.services.stated_standards import Given, stated
from layers.crs import LENGTHS_WITHIN, described, scale_error
from layers.store.layers import Area, LayerStatus
from layers.text import Text

SOFTWARE = "shequ"
VERSION = "0.2.0"
VOLATILE = frozenset({"seconds"})
"""Fields that tell how long something took: they differ between equal results."""


@dataclass(frozen=True)
class ReceiptSources:
    """What a result was computed from: layers, standards by id, and the day.

    `outside` are the people whom it leaves out, as `PeopleOutside.stated` tells them.
    """

    area: Area
    day: dt.date
    layers: Iterable[LayerStatus] = ()
    standards: Mapping[str, Given] = field(default_factory=dict)
    outside: Sequence[Mapping[str, Any]] = ()


def receipt(
    analysis: str, parameters: Mapping[str, Any], sources: ReceiptSources, result_sha256: str
) -> dict[str, Any]:
    """Return the receipt of one result; only `computed_at` differs between equal runs."""
    area = sources.area
    return {
        "analysis": analysis,
        "area": area.slug,
        "area_version": area.version,
        "area_sha256": area_digest(area),
        "area_facts_sha256": facts_digest(area),
        "synthetic": area.synthetic,
        "parameters": dict(parameters),
        "layers": [
            {
                "layer": status.layer,
                "version": status.version,
                "feature_count": status.feature_count,
                "sha256": status.sha256,
            }
            for status in sources.layers
        ],
        "standards": [
            {"standard": identifier, "sha256": one.sha256}
            for identifier, one in sources.standards.items()
        ],
        "people_outside": [dict(one) for one in sources.outside],
        "as_of": sources.day.isoformat(),
        "crs": area.crs,
        "scale_error": scale_error(area.crs, area.boundary).told,
        "result_sha256": result_sha256,
        "software": SOFTWARE,
        "software_version": VERSION,
        "computed_at": dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        "rules": {name: stated(one.standard) for name, one in sources.standards.items()},
    }


def scale_notes(area: Area) -> tuple[Text, ...]:
    """Say how far lengths are off in an area too wide for the system it is measured in."""
    error = scale_error(area.crs, area.boundary).lengths
    if error <= LENGTHS_WITHIN:
        return ()
    system, limit = described(area.crs), f"{LENGTHS_WITHIN:.1%}"
    share = f"{error:.2%}" if math.isfinite(error) else "∞"
    return (
        Text(
            f"本区域过大，{system.zh} 中的长度误差最大 {share}（应不超过 {limit}）；"
            "请以 areas update --boundary 重选投影，或按地市分成几个区域",
            f"this area is too wide for {system.en}: lengths are up to {share} off (at most "
            f"{limit} is meant); choose anew with areas update --boundary, or divide the area",
        ),
    )


def area_digest(area: Area) -> str:
    """Return the SHA-256 of the boundary and of the system it is measured in."""
    return hashlib.sha256(area.crs.encode() + shapely.to_wkb(area.boundary)).hexdigest()


def facts_digest(area: Area) -> str:
    """Return the SHA-256 of what else of an area enters results: its title and its figures."""
    told = {"zh": area.title.zh, "en": area.title.en, "figures": area.figures}
    return hashlib.sha256(dump(told).encode()).hexdigest()


def result_digest(rows: pd.DataFrame, total: Mapping[str, Any], geometry: GeoSeries | None) -> str:
    """Return the SHA-256 of what was found: every number, name and shape, but no timings."""
    timed = [name for name in rows.columns if name in VOLATILE]
    kept = rows.drop(columns=timed) if timed else rows
    told = {"index": plain(list(rows.index)), "rows": records(kept), "total": steady(total)}
    digest = hashlib.sha256(dump(told).encode())
    if geometry is not None:
        for shape in shapely.to_wkb(np.asarray(geometry.reindex(rows.index))):
            digest.update(shape or b"")
    return digest.hexdigest()


def steady(value: Any) -> Any:
    """Return a value as JSON holds it, without the fields that tell how long something took."""
    if isinstance(value, Mapping):
        return {str(k): steady(v) for k, v in value.items() if k not in VOLATILE}
    return [steady(one) for one in value] if isinstance(value, (list, tuple)) else plain(value)
