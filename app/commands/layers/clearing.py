"""flask layers clear: empty a layer, as one change that can be taken back."""

import click
from flask.cli import with_appcontext

from app.answers.terminal import Terminal, json_option
from app.commands.layers.layers import actor
from app.database import current_database
from layers import store
from layers.catalogue import layer_named
from layers.text import Text

SURE = Text(
    "删除区域“{area}”图层“{layer}”的全部 {count} 个要素？",
    "Remove all of {count:feature|features} of layer '{layer}' of area '{area}'?",
)
CLEARED = Text(
    "图层“{layer}”已清空：删除 {count} 个要素，第 {version} 版；"
    "撤销：flask layers undo {area} {layer}",
    "layer '{layer}' emptied: {count:feature|features} removed, version {version}; to take it"
    " back: flask"
    " layers undo {area} {layer}",
)
EMPTY = Text("图层“{layer}”没有要素", "layer '{layer}' holds no feature")
SOURCE = "clear"


@click.command("clear")
@with_appcontext
@click.argument("area")
@click.argument("layer")
@click.option("--yes", is_flag=True, help="do not ask")
@json_option
def clear_layer(out: Terminal, area: str, layer: str, *, yes: bool) -> None:
    """Remove all features of LAYER of AREA; `layers undo` brings them back."""
    with current_database() as database:
        named = layer_named(layer).id
        with database.begin() as connection:
            count = store.layer_status(connection, area, named).feature_count
        if count and not yes:
            out.ask(SURE, area=area, layer=named, count=count)
        with database.begin() as connection:
            there = store.read_layer(connection, area, named)
            if len(there):
                status = store.write_layer(
                    connection, area, named, there.iloc[0:0],
                    replace=True, actor=actor(), source=SOURCE,
                )  # fmt: skip
            else:
                status = store.layer_status(connection, area, named)
    if out.as_json:
        out.json({"removed": len(there), "layer": vars(status)})
    elif len(there):
        out.say(CLEARED, area=area, layer=named, count=len(there), version=status.version)
    else:
        out.say(EMPTY, layer=named)
