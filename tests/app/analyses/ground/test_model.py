import pytest

from app.analyses import ANALYSES, analysis
from app.analyses.green.green import GreenParameters
from app.problems.errors import UnknownAnalysisError


def test_every_analysis_is_found_by_its_id_and_has_its_own_address() -> None:
    for identifier, one in ANALYSES.items():
        assert analysis(identifier) is one
        assert one.title.zh
        assert one.summary.en
    assert len({one.path for one in ANALYSES.values()}) == len(ANALYSES)


def test_an_unknown_analysis_is_refused_naming_those_there_are() -> None:
    with pytest.raises(UnknownAnalysisError, match="coverage"):
        analysis("magic")


def test_parameters_of_another_analysis_are_refused(town) -> None:
    with pytest.raises(TypeError, match="CoverageParameters"):
        analysis("coverage").run(town, GreenParameters())
