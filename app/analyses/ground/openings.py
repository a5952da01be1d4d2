"""What is said of the facilities behind an answer: those not open on its day, and kinds without."""

from collections.abc import Iterable, Iterator

import pandas as pd
from geopandas import GeoDataFrame

from app.analyses.ground.facilities import not_open, today
from app.analyses.ground.model import Inputs
from app.problems.errors import MissingLayerError
from layers.catalogue import FACILITY_TYPES
from layers.catalogue.names import listed, name_of
from layers.text import Text

MOST_NAMED = 5
NOT_OPEN = Text(
    "{day} 当日有 {count} 处{kind}（共 {whole} 处）不在用，不计入：{names}",
    "{count} of {whole} {kind} are not open on {day} and do not count: {names}",
)
OPENS, CLOSED = Text("{day} 启用", "opens {day}"), Text("{day} 停用", "closed {day}")
NEVER = Text(
    "本区域从未导入过{kind}，按现有 0 处计算；若已有，请先导入：{command}",
    "{kind} were never imported into this area: none is taken to exist; where there are some,"
    " import them first: {command}",
)
NONE = Text(
    "{kind}图层是空的：按现有 0 处计算", "the layer of {kind} is empty: none is taken to exist"
)


def require_known(inputs: Inputs, facility: str) -> None:
    """Refuse to measure a kind of which nobody knows where its facilities are.

    Raises
    ------
    MissingLayerError
        The layer was never imported: 0 % would be a figure that nobody measured.
    """
    if not inputs.version(facility):
        raise MissingLayerError(area=inputs.area.slug, layer=facility)


def facilities_told(inputs: Inputs, used: Iterable[str], asked: str | None) -> Iterator[Text]:
    """Say which facilities are not open on the day, and of the kind `asked` that there is none.

    `used` are the layers that the answer was computed from.
    """
    if asked is not None and not inputs.holds(asked):
        kind = FACILITY_TYPES[asked].title
        command = f"flask layers import {inputs.area.slug} {asked} FILE"
        yield (NONE if inputs.version(asked) else NEVER).filled(kind=kind, command=command)
    for layer in used:
        if layer in FACILITY_TYPES and inputs.holds(layer):
            yield from _not_open_told(inputs.metric(layer), FACILITY_TYPES[layer].title)


def _not_open_told(frame: GeoDataFrame, kind: Text) -> Iterator[Text]:
    day = today()
    shut = frame.loc[not_open(frame, day)]
    if not len(shut):
        return
    when = [_when(row, day=pd.Timestamp(day)) for _, row in shut.head(MOST_NAMED + 1).iterrows()]
    names = listed(when, most=MOST_NAMED)
    yield NOT_OPEN.filled(day=day, count=len(shut), whole=len(frame), kind=kind, names=names)


def _when(row: pd.Series, *, day: pd.Timestamp) -> Text:
    """Name a facility and the date that keeps it out."""
    name = name_of(row.name, row["name"], row.get("name_en"))
    opened = pd.to_datetime(row["opened_on"], errors="coerce")
    late = opened is not pd.NaT and opened > day
    told, date = (OPENS, row["opened_on"]) if late else (CLOSED, row["closed_on"])
    why = told.filled(day=str(date)[:10])
    return Text(f"{name.zh}（{why.zh}）", f"{name.en} ({why.en})")
