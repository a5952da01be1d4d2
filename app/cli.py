"""The commands of `flask`, one group for each kind of thing they deal with."""

from flask import Flask

from app.commands import analyze, database, doctor, kinds, layers, scenarios, serve, standards
from app.commands.layers import areas, clearing, layer_pruning, rasters, reference
from app.commands.scenarios import scenario_records


def init_app(app: Flask) -> None:
    """Add the commands to `app`."""
    areas.group.add_command(layer_pruning.prune_area_versions)
    layers.group.add_command(layer_pruning.prune_history)
    layers.group.add_command(clearing.clear_layer)
    scenario_records.add_to(scenarios.group)
    for command in (
        areas.group,
        layers.group,
        rasters.group,
        analyze.group,
        scenarios.group,
        standards.group,
        kinds.group,
        reference.group,
        database.group,
        serve.command,
        doctor.command,
    ):
        app.cli.add_command(command)
