"""The analyses as data: routes, commands, forms and documents derive from this table."""

from typing import Any

from app.analyses.access.access import ACCESS
from app.analyses.access.equity import EQUITY
from app.analyses.coverage.coverage import COVERAGE
from app.analyses.coverage.nearest import NEAREST
from app.analyses.coverage.service_areas import SERVICE_AREAS
from app.analyses.green.catchment_green import CATCHMENT_GREEN
from app.analyses.green.green import GREEN
from app.analyses.green.green_cover import GREEN_COVER
from app.analyses.green.park_coverage import PARK_COVERAGE
from app.analyses.ground.model import Analysis
from app.analyses.scenario.scenario import WHAT_IF
from app.analyses.siting.frontier import FRONTIER
from app.analyses.siting.siting import SITING
from app.analyses.siting.smallest_fix import SMALLEST_FIX
from app.analyses.standards.gaps import GAPS
from app.analyses.standards.plan_figures import PLAN_FIGURES
from app.analyses.standards.priorities import PRIORITIES
from app.problems.errors import UnknownAnalysisError

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
