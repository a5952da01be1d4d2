"""The analyses as data: routes, commands, forms and documents derive from this table."""

from typing import Any

from app.analyses.access import ACCESS
from app.analyses.catchment_green import CATCHMENT_GREEN
from app.analyses.coverage import COVERAGE
from app.analyses.equity import EQUITY
from app.analyses.frontier import FRONTIER
from app.analyses.gaps import GAPS
from app.analyses.green import GREEN
from app.analyses.green_cover import GREEN_COVER
from app.analyses.model import Analysis
from app.analyses.nearest import NEAREST
from app.analyses.park_coverage import PARK_COVERAGE
from app.analyses.plan_figures import PLAN_FIGURES
from app.analyses.priorities import PRIORITIES
from app.analyses.scenario import WHAT_IF
from app.analyses.service_areas import SERVICE_AREAS
from app.analyses.siting import SITING
from app.analyses.smallest_fix import SMALLEST_FIX
from app.errors import UnknownAnalysisError

ANALYSES: dict[str, Analysis[Any]] = {
    analysis.id: analysis
    for analysis in (
        COVERAGE,
        NEAREST,
        SERVICE_AREAS,
        GREEN,
        PARK_COVERAGE,
        CATCHMENT_GREEN,
        GREEN_COVER,
        ACCESS,
        EQUITY,
        GAPS,
        PRIORITIES,
        SITING,
        FRONTIER,
        WHAT_IF,
        SMALLEST_FIX,
        PLAN_FIGURES,
    )
}


def analysis(identifier: str) -> Analysis[Any]:
    """Return the analysis with this id, or raise `UnknownAnalysisError`."""
    try:
        return ANALYSES[identifier]
    except KeyError:
        raise UnknownAnalysisError(analysis=identifier, accepted=", ".join(ANALYSES)) from None
