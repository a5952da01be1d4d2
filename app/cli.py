"""The commands of `flask`: areas, layers, rasters, analyze, standards, reference, serve."""

from flask import Flask

from app.commands import analyze, areas, layers, rasters, reference, serve, standards


def init_app(app: Flask) -> None:
    """Add the commands to `app`."""
    for command in (
        areas.group,
        layers.group,
        rasters.group,
        analyze.group,
        standards.group,
        reference.group,
        serve.command,
    ):
        app.cli.add_command(command)
