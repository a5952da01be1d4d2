"""flask areas: list, create, delete."""

from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.commands.pairs import pairs
from app.database import current_database
from app.terminal import Terminal, json_option
from layers import store
from layers.crs import metric_crs
from layers.formats.options import ReadOptions
from layers.intake import read_boundary
from layers.store import Area
from layers.text import Text

CREATED = Text("已建立区域“{slug}”，坐标系 {crs}", "area '{slug}' created, measured in {crs}")
DELETED = Text("已删除区域“{slug}”及其全部图层", "area '{slug}' and all its layers deleted")
SURE = Text("删除区域“{slug}”及其全部数据？", "delete area '{slug}' and all its data?")
group = AppGroup("areas", help="Study areas: list, create, delete.")


@group.command("list")
@json_option
def list_areas(out: Terminal) -> None:
    """List the areas."""
    with current_database() as database, database.begin() as connection:
        areas = store.list_areas(connection)
    rows = [_members(area) for area in areas]
    if out.as_json:
        out.json(rows)
    else:
        out.table(
            ["slug", "title", "crs", "synthetic", "as_of"],
            [
                [a.slug, a.title.in_language(out.language), a.crs, a.synthetic, a.as_of]
                for a in areas
            ],
        )


@group.command("create")
@click.argument("slug")
@click.option(
    "--boundary",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="file with the boundary polygon",
)
@click.option("--title-zh", help="title in Chinese; else the slug")
@click.option("--title-en", help="title in English; else the slug")
@click.option("--crs", help="coordinate system of the file: EPSG:n, gcj02 or bd09")
@click.option("--layer", "layer_name", help="layer or archive member to read")
@click.option(
    "--where", multiple=True, callback=pairs, metavar="SOURCE=VALUE", help="take only these rows"
)
@click.option("--source", default="", help="where the boundary comes from")
@json_option
def create_area(out: Terminal, slug: str, boundary: Path, **options: Any) -> None:
    """Create an area from a boundary: flask areas create centre --boundary boundary.geojson."""
    how = ReadOptions(
        crs=options["crs"],
        layer_name=options["layer_name"],
        where=options["where"],
    )
    shape, problems = read_boundary(boundary, how)
    area = Area(
        slug=slug,
        title=Text(options["title_zh"] or slug, options["title_en"] or slug),
        boundary=shape,
        crs=metric_crs(shape),
        source=options["source"] or boundary.name,
    )
    with current_database() as database, database.begin() as connection:
        store.create_area(connection, area)
    if out.as_json:
        found = [problem.as_dict(out.language) for problem in problems]
        out.json(_members(area) | {"problems": found})
    else:
        out.problems(problems)
        out.say(CREATED, slug=slug, crs=area.crs)


@group.command("delete")
@click.argument("slug")
@click.option("--yes", is_flag=True, help="do not ask")
@json_option
def delete_area(out: Terminal, slug: str, *, yes: bool) -> None:
    """Delete an area with its layers and their history."""
    with current_database() as database:
        with database.begin() as connection:
            store.read_area(connection, slug)
        if not yes:
            click.confirm(SURE.in_language(out.language, slug=slug), abort=True, err=True)
        with database.begin() as connection:
            store.delete_area(connection, slug)
    if out.as_json:
        out.json({"deleted": slug})
    else:
        out.say(DELETED, slug=slug)


def _members(area: Area) -> dict[str, Any]:
    return {
        "slug": area.slug,
        "title_zh": area.title.zh,
        "title_en": area.title.en,
        "crs": area.crs,
        "synthetic": area.synthetic,
        "source": area.source,
        "as_of": area.as_of,
        "bbox": list(area.boundary.bounds),
    }
