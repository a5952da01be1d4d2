"""The commands of `flask`, one group for each kind of thing they deal with."""

from flask import Flask

from app.commands import (
    analyze,
    areas,
    database,
    doctor,
    layers,
    rasters,
    reference,
    scenarios,
    serve,
    standards,
)


def init_app(app: Flask) -> None:
    """Add the commands to `app`."""
    for command in (
        areas.group,
        layers.group,
        rasters.group,
        analyze.group,
        scenarios.group,
        standards.group,
        reference.group,
        database.group,
        serve.command,
        doctor.command,
    ):
        app.cli.add_command(command)
