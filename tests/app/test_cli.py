import click
import pytest

COMMANDS = {
    "areas": {"list", "create", "delete"},
    "layers": {"list", "import", "import-osm", "export", "history", "undo"},
    "analyze": {"coverage", "nearest", "service-areas", "green", "gaps", "plan-figures"},
    "standards": {"list", "check", "add"},
    "reference": {"load"},
}


@pytest.mark.parametrize("group", COMMANDS)
def test_every_command_of_the_contract_is_there_and_explains_itself(app, group) -> None:
    found = app.cli.commands[group]
    commands = found.list_commands(click.Context(found))
    assert set(commands) >= COMMANDS[group]
    for name in commands:
        told = app.test_cli_runner().invoke(args=[group, name, "--help"])
        assert told.exit_code == 0
        assert "--json" in told.output


def test_serve_is_there(app) -> None:
    assert "--port" in app.test_cli_runner().invoke(args=["serve", "--help"]).output
