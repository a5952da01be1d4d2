"""flask areas: list, create, update, history, delete; prune is in `layer_pruning`."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from app.answers.terminal import CommandGroup, FilePath, Terminal, json_option
from app.commands.layers.layers import actor
from app.commands.reading import reading_options
from app.database import current_database
from layers import store
from layers.crs import described, extent, metric_crs, scale_error
from layers.formats.options import ReadOptions
from layers.intake import read_boundary_isolated
from layers.store.area_versions import (
    PrunedAreaVersion,
    list_area_versions,
    list_pruned_area_versions,
)
from layers.store.area_versions import update_area as write_area
from layers.store.layers import Area
from layers.text import Text, visible

CREATED = Text(
    "已建立区域“{slug}”，坐标系 {crs}，长度误差最大 {error}",
    "area '{slug}' created, measured in {crs}, lengths within {error}",
)
DELETED = Text("已删除区域“{slug}”及其全部图层", "area '{slug}' and all its layers deleted")
SURE = Text("删除区域“{slug}”及其全部数据？", "delete area '{slug}' and all its data?")
UPDATED = Text(
    "区域“{slug}”现为第 {version} 版，坐标系 {crs}，长度误差最大 {error}；此前各版均保留",
    "area '{slug}' is at version {version}, measured in {crs}, lengths within {error}; "
    "earlier versions are kept",
)
PRUNED = Text("已于 {day} 清理", "pruned on {day}")
group = CommandGroup("areas", "Study areas: list, create, update, history, delete, prune.")


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
    type=FilePath(),
    help="file with the boundary polygon",
)
@click.option("--title-zh", help="title in Chinese; else the slug")
@click.option("--title-en", help="title in English; else the slug")
@reading_options(boundary=True)
@click.option("--source", default="", help="where the boundary comes from")
@json_option
def create_area(out: Terminal, slug: str, boundary: Path, **options: Any) -> None:
    """Create an area from a boundary: flask areas create centre --boundary boundary.geojson."""
    shape, problems = read_boundary_isolated(boundary, ReadOptions.of(options))
    area = Area(
        slug=slug,
        title=Text(options["title_zh"] or slug, options["title_en"] or slug),
        boundary=shape,
        crs=metric_crs(shape),
        source=options["source"] or visible(boundary.name),
    )
    with current_database() as database, database.begin() as connection:
        store.create_area(connection, area)
    if out.as_json:
        found = [problem.as_dict(out.language) for problem in problems]
        out.json(_members(area) | {"problems": found})
    else:
        out.problems(problems)
        out.say(CREATED, slug=slug, **_measured(out, area))


@group.command("update")
@click.argument("slug")
@click.option(
    "--boundary",
    type=FilePath(),
    help="file with the new boundary polygon",
)
@click.option("--title-zh", help="new title in Chinese")
@click.option("--title-en", help="new title in English")
@reading_options(boundary=True)
@click.option("--source", help="where the boundary comes from")
@json_option
def update_area(out: Terminal, slug: str, boundary: Path | None, **options: Any) -> None:
    """Replace the boundary or the titles of an area; the earlier version is kept.

    Its layers stay as they are. What was computed before can still be computed again.
    """
    found = read_boundary_isolated(boundary, ReadOptions.of(options)) if boundary else None
    with current_database() as database, database.begin() as connection:
        area = store.read_area(connection, slug)
        titles = options["title_zh"] or area.title.zh, options["title_en"] or area.title.en
        source = options["source"] or (visible(boundary.name) if boundary else area.source)
        area = replace(area, title=Text(*titles), source=source)
        if found is not None:
            area = replace(area, boundary=found[0], crs=metric_crs(found[0]))
        area = write_area(connection, area, actor=actor())
    problems = found[1] if found else ()
    if out.as_json:
        told = [problem.as_dict(out.language) for problem in problems]
        out.json(_members(area) | {"version": area.version, "problems": told})
    else:
        out.problems(problems)
        out.say(UPDATED, slug=slug, version=area.version, **_measured(out, area))


@group.command("history")
@click.argument("slug")
@json_option
def history(out: Terminal, slug: str) -> None:
    """List every version of an area, the latest first."""
    with current_database() as database, database.begin() as connection:
        found = list_area_versions(connection, slug)
        pruned = list_pruned_area_versions(connection, slug)
    rows = [
        {"version": one.area.version, "at": one.at, "actor": one.actor, **_members(one.area)}
        for one in found
    ]
    rows += [_pruned(one) for one in pruned]
    if out.as_json:
        out.json(rows)
        return
    out.table(
        ["version", "at", "by", "title", "crs", "source", "bbox"],
        [
            [
                one.area.version,
                one.at.isoformat(" ", "minutes") if one.at else None,
                one.actor,
                one.area.title.in_language(out.language),
                one.area.crs,
                one.area.source,
                ", ".join(f"{value:.6f}" for value in extent(one.area.boundary)),
            ]
            for one in found
        ]
        + [
            [
                one.version,
                one.at.isoformat(" ", "minutes") if one.at else None,
                one.actor,
                one.title.in_language(out.language),
                None,
                None,
                PRUNED.in_language(out.language, day=f"{one.pruned_at:%Y-%m-%d}"),
            ]
            for one in pruned
        ],
    )


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
            out.ask(SURE, slug=slug)
        with database.begin() as connection:
            store.delete_area(connection, slug)
    if out.as_json:
        out.json({"deleted": slug})
    else:
        out.say(DELETED, slug=slug)


def _pruned(one: PrunedAreaVersion) -> dict[str, Any]:
    return {
        "version": one.version,
        "at": one.at,
        "actor": one.actor,
        "title_zh": one.title.zh,
        "title_en": one.title.en,
        "pruned_at": one.pruned_at,
        "pruned_by": one.pruned_by,
    }


def _measured(out: Terminal, area: Area) -> dict[str, str]:
    """Return what an area is measured in and its greatest scale error, as words."""
    error = scale_error(area.crs, area.boundary).lengths
    return {"crs": described(area.crs).in_language(out.language), "error": f"{error:.3%}"}


def _members(area: Area) -> dict[str, Any]:
    return {
        "slug": area.slug,
        "title_zh": area.title.zh,
        "title_en": area.title.en,
        "crs": area.crs,
        "scale_error": scale_error(area.crs, area.boundary).told,
        "synthetic": area.synthetic,
        "source": area.source,
        "as_of": area.as_of,
        "bbox": list(extent(area.boundary)),
    }
