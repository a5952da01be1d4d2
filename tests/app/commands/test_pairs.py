import click
import pytest
from click.testing import CliRunner

from app.commands.pairs import pairs


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
