"""The areas that are asked about: the reference district, and a real city where its files are.

The city has no population: 380,000 people are put into its communities by area, so that what needs
people can be asked. Both get rasters of all kinds: people at 100 m, the others at 10 m and 2 m.
"""

from pathlib import Path

import numpy as np
import rasterio
from flask import Flask
from rasterio.transform import from_origin
from sqlalchemy import text

from app import create_app
from app.database import Database
from app.services.district import load_reference
from layers.store import layers as store

PEOPLE = 380_000
DEGREE = 111_320.0
RASTERS = {"population": 100.0, "land_cover": 10.0, "ndvi": 10.0, "canopy": 2.0}
"""Metres of a cell."""
CITY = "laspalmas"


def prepare(database: Database, folder: Path, data: Path | None) -> list[str]:
    """Load what is not there yet; return the slugs of the areas."""
    with database.begin() as connection:
        have = {area.slug for area in store.list_areas(connection)}
    if "dongcheng" not in have:
        load_reference(database)
    files = None if data is None else data / CITY
    if files is not None and files.is_dir() and CITY not in have:
        _load_city(database, folder, files)
    with database.begin() as connection:
        found = [area.slug for area in store.list_areas(connection)]
    for slug in found:
        _load_rasters(database, folder, slug)
    return found


def _load_city(database: Database, folder: Path, files: Path) -> None:
    app = create_app({"database_url": database.url, "folder": folder})
    _command(
        app, "areas", "create", CITY, "--boundary", files / "boundary.geojson",
        "--title-zh", "拉斯帕尔马斯", "--title-en", "Las Palmas",
    )  # fmt: skip
    _command(
        app, "layers", "import", CITY, "communities", files / "gobcan_school_catchments.geojson",
        "--rename", "Denominaci=name", "--rename", "Codigo=code", "--replace",
    )  # fmt: skip
    _command(app, "layers", "import-osm", CITY, files / "laspalmas-2023-02-21.osm.pbf")
    _settle(database)
    app.extensions["database"].disconnect()


def _settle(database: Database) -> None:
    """Put people into the communities of the city, by area."""
    put = text(
        "UPDATE communities AS one SET population_resident = share, population_registered = share"
        " FROM (SELECT c.id, round(:people * ST_Area(c.geometry)"
        " / sum(ST_Area(c.geometry)) OVER ()) AS share FROM communities c"
        " JOIN areas a ON a.id = c.area_id WHERE a.slug = :slug) AS found WHERE one.id = found.id"
    )
    with database.begin() as connection:
        connection.execute(put, {"slug": CITY, "people": PEOPLE})


def _load_rasters(database: Database, folder: Path, slug: str) -> None:
    with database.begin() as connection:
        area = store.read_area(connection, slug)
        sql = "SELECT count(*) FROM rasters r JOIN areas a ON a.id = r.area_id WHERE a.slug = :slug"
        if connection.scalar(text(sql), {"slug": slug}):
            return
    app = create_app({"database_url": database.url, "folder": folder})
    west, south, east, north = area.boundary.bounds
    random = np.random.default_rng(7)
    for kind, metres in RASTERS.items():
        step = metres / DEGREE
        across = step / np.cos(np.radians((south + north) / 2))
        shape = (int((north - south) / step) + 1, int((east - west) / across) + 1)
        values = {
            "population": lambda shape=shape: random.integers(0, 200, shape, dtype=np.uint8),
            "land_cover": lambda shape=shape: random.choice(
                np.array([10, 20, 30, 50], np.uint8), shape
            ),
            "ndvi": lambda shape=shape: random.random(shape, dtype=np.float32),
            "canopy": lambda shape=shape: random.integers(0, 101, shape, dtype=np.uint8),
        }[kind]()
        path = folder / f"{slug}-{kind}.tif"
        with rasterio.open(
            path, "w", driver="GTiff", width=shape[1], height=shape[0], count=1, tiled=True,
            dtype=values.dtype, crs="EPSG:4326", compress="deflate",
            transform=from_origin(west, north, across, step),
        ) as file:  # fmt: skip
            file.write(values, 1)
        _command(app, "rasters", "import", slug, kind, path)
        path.unlink()
    app.extensions["database"].disconnect()


def _command(app: Flask, *words: object) -> None:
    found = app.test_cli_runner().invoke(args=[str(word) for word in words])
    if found.exit_code:
        raise RuntimeError(f"flask {' '.join(map(str, words))}: {found.output[-800:]}")
