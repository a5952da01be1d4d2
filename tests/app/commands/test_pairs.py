import click
import pytest
from click.testing import CliRunner

from app.commands.pairs import decimal_marks, pairs
from layers.written.conventions import AskedMarks


@click.command()
@click.option("--where", multiple=True, callback=pairs)
def echo(where: dict[str, str]) -> None:
    click.echo("|".join(f"{name}->{value}" for name, value in where.items()))


def test_pairs_are_split_at_the_first_equals_sign() -> None:
    result = CliRunner().invoke(echo, ["--where", "year=2020", "--where", "名称=a=b"])
    assert result.output.strip() == "year->2020|名称->a=b"


@pytest.mark.parametrize("text", ["year", "=2020", "year="])
def test_half_a_pair_is_wrong_usage(text: str) -> None:
    result = CliRunner().invoke(echo, ["--where", text])
    assert result.exit_code == 2
    assert "NAME=VALUE" in result.output


@click.command()
@click.option("--decimal", multiple=True, callback=decimal_marks)
def mark(decimal: AskedMarks) -> None:
    click.echo(f"{decimal.every} {dict(decimal.columns)}")


def test_a_mark_is_of_all_columns_or_of_one_by_its_heading() -> None:
    given = ["comma", "population=point", "a=b=comma"]
    result = CliRunner().invoke(mark, [word for one in given for word in ("--decimal", one)])
    assert result.output.strip() == "comma {'population': 'point', 'a=b': 'comma'}"
    assert CliRunner().invoke(mark, []).output.strip() == "None {}"


@pytest.mark.parametrize(
    "given", [[","], ["population"], ["population=,"], ["=point"], ["a=point", "a=comma"]]
)
def test_what_is_no_mark_or_two_for_one_column_is_wrong_usage(given: list[str]) -> None:
    result = CliRunner().invoke(mark, [word for one in given for word in ("--decimal", one)])
    assert result.exit_code == 2
