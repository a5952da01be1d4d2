"""flask serve: everything that `make serve` needs after the packages are there."""

from dataclasses import replace
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from app.answers.terminal import Terminal, json_option
from app.database import current_database
from app.guards.hosts import OPENED, believed, is_loopback, require_public
from app.services.district import load_when_empty
from app.serving.service import serve
from layers.catalogue import LAYER_TYPES
from layers.text import Text

STARTING = Text(
    "启动数据库并更新表结构", "starting the database and bringing its tables up to date"
)
LOADING = Text("首次启动：载入示范区", "first start: loading the reference district")
READY = Text("Shequ 社区 已就绪：{url}", "Shequ 社区 is ready: {url}")


@click.command("serve")
@click.option("--host", help="address to listen on [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65_535), help="port [default: PORT or 8000]")
@click.option("--workers", type=click.IntRange(1, 64), help="worker processes")
@click.option(
    "--public/--no-public", default=None, help="let other machines in: there are no accounts"
)
@click.option("--empty", is_flag=True, help="do not load the reference district")
@json_option
@with_appcontext
def command(out: Terminal, *, empty: bool, **options: Any) -> None:
    """Start the database, bring it up to date, load first data, and serve until Ctrl-C."""
    given = {name: value for name, value in options.items() if value is not None}
    settings = replace(current_app.config["SETTINGS"], **given)
    require_public(settings)
    database = current_database()

    def ready(address: str) -> None:
        out.say(READY, url=address)
        if not is_loopback(settings.host):
            accepted = ", ".join(believed(settings))
            out.say(OPENED, host=settings.host, port=settings.port, accepted=accepted)

    try:
        with out.progress(STARTING):
            database.migrate()
        if not empty:
            with out.progress(LOADING, total=len(LAYER_TYPES) + 1) as step:
                load_when_empty(database, step=step)
        code = serve(settings, database, on_ready=ready)
    finally:
        database.close()
    raise click.exceptions.Exit(code)
