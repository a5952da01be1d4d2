"""The application on a real PostGIS: with the reference district, or with nothing in it."""

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy.engine import make_url

from app import create_app
from app.database import Database
from app.services.district import load_reference
from layers.postgis.cluster import locate
from layers.postgis.roles import APP

TEMPLATE = "migrated"
AREA = "/api/v1/areas/dongcheng"


@pytest.fixture(scope="session")
def district_url(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a database with the reference district; tests only read it."""
    address = make_url(server_url).set(drivername="postgresql", database="postgres")
    connection = psycopg2.connect(address.render_as_string(hide_password=False))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE district TEMPLATE {TEMPLATE} STRATEGY file_copy")
    connection.close()
    url = make_url(server_url).set(database="district").render_as_string(hide_password=False)
    with Database(url, folder=tmp_path_factory.mktemp("var") / "postgres") as database:
        load_reference(database)
    return url


@pytest.fixture(scope="session")
def app(
    district_url: str, server_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application on the reference district, with the rights that it has when it serves."""
    folder = tmp_path_factory.mktemp("var")
    url = locate(server_folder, fast=True).url(str(make_url(district_url).database), APP)
    made = create_app({"database_url": url, "folder": folder})
    yield made
    made.extensions["database"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client that asks in English."""
    made = app.test_client()
    made.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


@pytest.fixture
def database(app: Flask) -> Database:
    """The database of the application on the reference district."""
    return app.extensions["database"]


@pytest.fixture
def empty_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a migrated database without areas, for tests that write."""
    made = create_app({"database_url": database_url, "folder": tmp_path / "var"})
    yield made
    made.extensions["database"].close()


@pytest.fixture
def runner(empty_app: Flask) -> FlaskCliRunner:
    """Runs commands on the empty application."""
    return empty_app.test_cli_runner()


@pytest.fixture
def boundary(tmp_path: Path) -> Path:
    """A file with a square of about 1.1 km x 0.85 km in Beijing."""
    path = tmp_path / "boundary.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
        '{"type":"Polygon","coordinates":[[[116.40,39.92],[116.41,39.92],[116.41,39.93],'
        "[116.40,39.93],[116.40,39.92]]]}}]}",
        encoding="utf-8",
    )
    return path
