"""A real PostGIS for the tests: one private cluster a session, a fresh database a test."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg2
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url

from layers.catalogue import install, installed
from layers.postgis import database, server
from layers.postgis.cluster import locate
from layers.postgis.roles import OWNER, Role
from layers.postgis.roles.cluster_roles import prepare_database
from layers.store.areas import create_area
from tests.builders.areas import town_area
from tests.builders.machine import passable_folder
from tests.builders.processes import ended_with_us, workers

# The verdict on a commit depends on the code alone: every run draws the same examples. Others are
# looked for with `make test ARGS="-m hypothesis --hypothesis-profile=search"`. The clock of a busy
# machine proves nothing.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _PATIENT, derandomize=True)
settings.register_profile("search", _PATIENT)
settings.load_profile("same")
TEMPLATE = "migrated"
_numbers = count(1)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """How many processes `-n auto` means; 0, none but this one, where all is to be printed."""
    return 0 if config.option.capture == "no" else workers(config.args)


def _execute(url: str, sql: str) -> None:
    """Run one statement outside of any transaction in the maintenance database."""
    address = make_url(url).set(drivername="postgresql", database="postgres")
    connection = psycopg2.connect(address.render_as_string(hide_password=False))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql)
    connection.close()


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """The folder of the server that the tests share."""
    with passable_folder("tests", ignore_errors=True) as folder, ended_with_us(folder):
        yield folder / "postgres"


@pytest.fixture(scope="session")
def server_url(server_folder: Path) -> Iterator[str]:
    """A server in a folder of its own, whose `migrated` database the tests start from.

    The URL is that of the superuser: who prepares a test may do more than the product.
    """
    with server.running(server_folder, fast=True):
        cluster = locate(server_folder, fast=True)
        _execute(cluster.url(), f"CREATE DATABASE {TEMPLATE}")
        prepare_database(cluster.url(TEMPLATE).replace("+psycopg2", "", 1), TEMPLATE)
        database.migrate(cluster.url(TEMPLATE, OWNER))
        yield cluster.url()


@pytest.fixture
def database_url(server_url: str) -> Iterator[str]:
    """The URL of a migrated, empty database that is this test's alone."""
    name = f"test_{next(_numbers)}"
    _execute(server_url, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy")
    yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    _execute(server_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def role_url(database_url: str, server_folder: Path) -> Callable[[Role], str]:
    """Gives the URL of a role on this test's database."""
    name = str(make_url(database_url).database)
    return lambda role: locate(server_folder, fast=True).url(name, role)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on this test's database."""
    made = database.create_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that is rolled back when the test ends."""
    with engine.connect() as opened:
        yield opened


@pytest.fixture
def town(connection: Connection) -> str:
    """The slug of an area of 0.2 by 0.2 degrees at 116.3 E, 39.8 N, in the test's transaction."""
    create_area(connection, town_area())
    return "town"


DOG_PARKS = """
id = "dog_parks"
title_zh = "宠物乐园"
title_en = "Dog parks"
group = "sports"
geometry = "both"
order = 65
aliases = ["遛狗场", "Dog runs"]
[symbol]
shape = "diamond"
color = "#123456"
[[grades]]
id = "large"
title_zh = "大型"
title_en = "Large"
[[columns]]
name = "dogs"
kind = "integer"
title_zh = "可容纳犬数"
title_en = "Dogs"
aliases = ["犬位"]
[[columns]]
name = "rent"
kind = "number"
title_zh = "租金"
title_en = "Rent"
unit = "CNY"
[[columns]]
name = "surveyed"
kind = "date"
title_zh = "查勘日期"
title_en = "Surveyed"
[[columns]]
name = "fenced"
kind = "boolean"
title_zh = "有围栏"
title_en = "Fenced"
[[columns]]
name = "surface"
kind = "text"
title_zh = "地面"
title_en = "Surface"
choices = [
    { id = "grass", title_zh = "草地", title_en = "Grass" },
    { id = "sand", title_zh = "沙地", title_en = "Sand" },
]
[osm]
any = [{ leisure = ["dog_park"] }]
unless = { access = ["private"] }
"""


@pytest.fixture
def dog_parks() -> str:
    """The file of a kind of facility that is not shipped, with a column of each type."""
    return DOG_PARKS.lstrip()


@pytest.fixture(autouse=True)
def _shipped_kinds() -> Iterator[None]:
    """The kinds of one test's database are not those of the next."""
    yield
    if installed().stamp is not None or installed().own:
        install([])
