"""The intake in a process of its own, with limits over all of its steps, not of reading alone.

Checks cost as well: a polygon that crosses itself everywhere, or 40,000 names to be compared with
all communities. The process that asks only loads what came out, which is bounded.
"""

from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry import MultiPolygon

from layers.catalogue import LayerType
from layers.crs import resolve_crs
from layers.formats.isolation import transfer
from layers.formats.isolation.isolated import load, reading, run, save_boundary, sized
from layers.formats.options import ReadOptions
from layers.formats.owned_folders import owned_folder
from layers.intake.examine import Intake, IntakeContext
from layers.problems import Problem, RefusedError


def examine_isolated(
    path: Path,
    layer_type: LayerType,
    context: IntakeContext,
    options: ReadOptions | None = None,
    *,
    name: str | None = None,
) -> Intake:
    """Read and check a file for a layer in a child process: see `layers.intake.examine`."""
    options = options or ReadOptions()
    if options.crs:
        resolve_crs(options.crs)  # an unknown one is the user's error, not the file's
    shown = name or options.name_of(path)
    with owned_folder() as folder:
        save_boundary(context.boundary, folder)
        task = reading(options, shown) | {
            "kind": "intake",
            "layer": layer_type.id,
            "crs": context.crs,
            "community_names": sorted(context.community_names),
            "existing_goes": context.existing_goes,
        }
        beside = _save_existing(context.existing, folder / "existing")
        limits = sized(options.limits, path, beside)
        outcome = run(task, folder, path=path, name=shown, limits=limits)
        frame = load(folder / "layer", shown, limits)
        problems = tuple(transfer.problem_from_json(one) for one in outcome["problems"])
        return Intake(shown, outcome["format"], frame, problems)


def read_boundary_isolated(
    path: Path, options: ReadOptions | None = None
) -> tuple[MultiPolygon, tuple[Problem, ...]]:
    """Read an area's boundary in a child process: see `layers.intake.read_boundary`.

    Raises
    ------
    RefusedError
        When it holds no boundary; lists why.
    """
    options = options or ReadOptions()
    if options.crs:
        resolve_crs(options.crs)
    shown = options.name_of(path)
    with owned_folder() as folder:
        task = reading(options, shown) | {"kind": "boundary"}
        limits = sized(options.limits, path)
        outcome = run(task, folder, path=path, name=shown, limits=limits)
        problems = tuple(transfer.problem_from_json(one) for one in outcome["problems"])
        shape = folder / "shape.wkb"
        if not shape.exists():
            raise RefusedError(shown, problems)
        boundary = shapely.from_wkb(shape.read_bytes())
        return MultiPolygon(shapely.get_parts(boundary).tolist()), problems


def _save_existing(existing: gpd.GeoDataFrame | None, folder: Path) -> int:
    """Write the shapes that are there, which is all that is compared; return their bytes."""
    if existing is None:
        return 0
    shapes = gpd.GeoDataFrame(geometry=existing.geometry.to_numpy(), crs=existing.crs)
    transfer.save_frame(shapes, folder)
    return sum(file.stat().st_size for file in folder.iterdir())
