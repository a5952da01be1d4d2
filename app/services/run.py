"""One way through the house: read, project, compute; the result with its receipt.

Every door (API, page, command line, report) calls `run`, so that all give the same numbers.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd
from geopandas import GeoDataFrame

from app.analyses import analysis as find_analysis
from app.analyses.coverage.network_health import asked_of, is_on_foot, network_health
from app.analyses.coverage.service_areas import SERVICE_AREAS
from app.analyses.ground.entrances import unused_entrances
from app.analyses.ground.facilities import on_day, today
from app.analyses.ground.model import Analysis, Inputs, Outcome
from app.analyses.ground.openings import facilities_told, require_known
from app.analyses.ground.streets import walkable
from app.analyses.ground.totals import POPULATIONS, taken_told, totals_told
from app.analyses.ground.whole_area import PeopleOutside, area_told, people_outside
from app.database import Database
from app.params import Parameters
from app.services.inputs import StoredInputs, input_names, read_state
from app.services.memory import FRAME, shape_bytes, size_of
from app.services.receipts import ReceiptSources, receipt, result_digest, scale_notes
from app.services.stated_standards import Given, GivenStandards
from app.services.units import in_units, named_in_both
from layers.text import Text

if TYPE_CHECKING:
    from app.standards import Standards

BYTES_PER_CELL = 64
KEY = 16_384
"""Bytes of a key beside its parameters: the versions of all layers, and when standards changed."""


@dataclass(frozen=True)
class Result:
    """What an analysis found: `rows` indexed by `id`; a GeoDataFrame (EPSG:4326) where drawn."""

    analysis: str
    title: Text
    rows: pd.DataFrame | GeoDataFrame
    total: dict[str, Any]
    parameters: dict[str, Any]
    receipt: dict[str, Any]
    notes: tuple[Text, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """The rows with `id` as a column and without geometry: what every table shows."""
        frame = self.rows
        if isinstance(frame, GeoDataFrame):
            frame = pd.DataFrame(frame.drop(columns="geometry"))
        return frame.reset_index() if frame.index.name == "id" else frame


def run(
    database: Database,
    analysis_id: str,
    area_slug: str,
    parameters: Parameters,
    *,
    versions: Mapping[str, int] | None = None,
    given: Mapping[str, Given] | None = None,
) -> Result:
    """Compute one analysis of one area, or return what was computed from the same versions.

    `versions` names layers, rasters and the area itself (`app.services.inputs.AREA`) where they are
    wanted as they were at an earlier version; `given` holds standards that are wanted as they were.

    Raises
    ------
    UnknownAnalysisError, UnknownAreaError
        There is no such analysis or area; the message names those there are.
    MissingLayerError
        The analysis needs a layer that holds nothing.
    ParameterError
        A parameter names something that does not exist, such as a standard.
    """
    analysis = find_analysis(analysis_id)
    standards: Standards = database.standards
    if given:
        standards = GivenStandards(standards, given)
    with database.snapshot() as connection, _on_day_of(parameters):
        state = read_state(connection, area_slug, versions=versions)
        if analysis.resolve is not None:
            parameters = analysis.resolve(connection, area_slug, parameters)
        # A facility may close, and a planner may change a standard: both are inputs too.
        result_key = (
            "result", analysis_id, parameters, area_slug, state.key,
            tuple(state.versions.items()), standards.stamp(), today(),
        )  # fmt: skip
        found: Result | None = database.cache.get(result_key)
        if found is None:
            inputs = StoredInputs(
                connection,
                state,
                cache=database.cache,
                standards=standards,
                rasters=database.rasters,
            )
            found = _result(analysis, inputs, parameters)
            held = _result_bytes(found) + size_of(parameters) + KEY
            database.cache.put(result_key, found, size=held)
    return found


def _on_day_of(parameters: Parameters) -> AbstractContextManager[None]:
    """Compute for the day that parameters ask for, else for that of the caller."""
    day = getattr(parameters, "day", None)
    return nullcontext() if day is None else on_day(day)


def _result(analysis: Analysis[Any], inputs: StoredInputs, parameters: Parameters) -> Result:
    seen, said = in_units(inputs, parameters)
    facility = getattr(parameters, "facility", None)
    if facility is not None and not analysis.begins:
        require_known(seen, facility)
    if getattr(parameters, "metric", None) == "walking":
        # Before people are placed: nobody waits to hear that there are no streets.
        walkable(seen)
    outcome = analysis.run(seen, parameters)
    outcome = replace(outcome, rows=named_in_both(outcome.rows, inputs.area.title))
    if is_on_foot(seen, parameters):
        outcome = network_health(seen, asked_of(seen, parameters)).added_to(outcome)
    used, cited = tuple(inputs.used), tuple(inputs.cited)
    # What is read for the notes alone is no input of the result.
    outside = tuple(_people_outside(inputs, seen, parameters))
    notes = (
        *scale_notes(inputs.area),
        *outcome.notes,
        *said(),
        *_of_people(seen, parameters),
        *(one.note for one in outside),
        *(area_told(seen, facility) if _whole_area(analysis, parameters) else ()),
        *facilities_told(seen, used, facility),
        *unused_entrances(inputs, used),
    )
    statuses = inputs.statuses()
    sources = ReceiptSources(
        area=inputs.area,
        day=today(),
        layers=[statuses[layer] for layer in input_names() if layer in used],
        standards={name: Given(inputs.standard(name), inputs.digest(name)) for name in cited},
        outside=[one.stated for one in outside],
    )
    found = result_digest(outcome.rows, outcome.total, outcome.geometry)
    return Result(
        analysis=analysis.id,
        title=analysis.title,
        rows=_drawn(outcome),
        total=outcome.total,
        parameters=outcome.stated,
        receipt=receipt(analysis.id, outcome.stated, sources, found),
        notes=notes,
    )


def _of_people(inputs: Inputs, parameters: Parameters) -> Iterator[Text]:
    """Say from where the people of an analysis that counts some are."""
    told = totals_told if hasattr(parameters, "population") else taken_told
    for kind in _counts(parameters):
        yield from told(inputs, kind)


def _people_outside(
    stored: Inputs, units: Inputs, parameters: Parameters
) -> Iterator[PeopleOutside]:
    """Give the people whom an analysis that counts some leaves out."""
    for kind in _counts(parameters):
        yield from people_outside(stored, units, getattr(parameters, "by", None), kind)


def _counts(parameters: Parameters) -> tuple[str, ...]:
    """Return the kinds of people that an analysis with these parameters counts."""
    one = getattr(parameters, "population", None)
    if one is not None:
        return tuple(POPULATIONS) if getattr(parameters, "both_populations", False) else (one,)
    return tuple(POPULATIONS) if hasattr(parameters, "standard") else ()


def _whole_area(analysis: Analysis[Any], parameters: Parameters) -> bool:
    """Say whether an answer has a figure of the area as a whole, which may be meant either way."""
    return getattr(parameters, "by", None) == "area" or analysis.id == SERVICE_AREAS.id


def _drawn(outcome: Outcome) -> pd.DataFrame | GeoDataFrame:
    if outcome.geometry is None:
        return outcome.rows
    shapes = outcome.geometry.reindex(outcome.rows.index)
    return GeoDataFrame(outcome.rows, geometry=shapes, crs=outcome.geometry.crs)


def _result_bytes(result: Result) -> int:
    """Estimate the memory of a result; measuring its cells would take longer than some results."""
    held = FRAME + result.rows.size * BYTES_PER_CELL
    if isinstance(result.rows, GeoDataFrame):
        held += shape_bytes(result.rows.geometry)
    # The edits of a scenario are parameters, and stand in the receipt and in the key once more.
    # The rules are one mapping for all receipts that cite them.
    told = {name: value for name, value in result.receipt.items() if name != "rules"}
    return held + size_of((result.total, result.parameters, told, result.notes))
