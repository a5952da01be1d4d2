from app.analyses.columns import COLUMNS
from app.analyses.coverage.coverage import CoverageParameters
from app.analyses.coverage.coverage import compute as coverage
from app.analyses.green.green import GreenParameters
from app.analyses.green.green import compute as green


def test_every_column_of_a_result_has_titles(town) -> None:
    found = coverage(town, CoverageParameters(facility="health_centers"))
    for name in [*found.rows.columns, *green(town, GreenParameters()).rows.columns]:
        assert COLUMNS[name].title.zh
        assert COLUMNS[name].title.en


def test_shares_are_shown_with_one_decimal() -> None:
    assert {column.decimals for column in COLUMNS.values() if column.share} == {1}
