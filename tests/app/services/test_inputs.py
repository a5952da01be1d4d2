from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from shapely.geometry import Point, box
from sqlalchemy import Connection, text

from app.analyses.ground.cost import Sizes, read_sizes
from app.cache import Cache
from app.database import Database
from app.services import inputs as inputs_module
from app.services.inputs import StoredInputs, crs_of, read_state, sizes_of
from app.services.memory import SHAPE, SMALL, VERTEX, frame_bytes
from app.standards import Standards
from layers.errors import UnknownAreaError
from layers.store import layers as store
from tests.builders.areas import town_area
from tests.builders.frames import lonlat_frame

SQUARE = box(116.40, 39.92, 116.41, 39.93)


@pytest.fixture
def inputs(connection, tmp_path):
    store.create_area(connection, town_area(SQUARE))
    frame = lonlat_frame([Point(116.405, 39.925)], name=["A"])
    store.write_layer(connection, "town", "elder_homes", frame, replace=True, actor="t", source="t")
    state = read_state(connection, "town")
    return StoredInputs(connection, state, cache=Cache(10**7), standards=Standards(tmp_path))


@pytest.mark.usefixtures("inputs")
def test_the_state_names_the_versions_and_the_area(connection) -> None:
    before = read_state(connection, "town")
    assert (before.versions["elder_homes"], before.versions["streets"]) == (1, 0)
    connection.execute(text("UPDATE areas SET title_en = 'City'"))
    after = read_state(connection, "town")
    assert after.versions == before.versions
    assert after.key != before.key
    with pytest.raises(UnknownAreaError, match="town"):
        read_state(connection, "nowhere")


def test_the_sizes_of_an_area_are_counted_once_for_requests_that_come_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []

    def slowly(connection: Connection, slug: str) -> Sizes:
        counted.append(slug)
        sleep(0.2)
        return read_sizes(connection, slug)

    monkeypatch.setattr(inputs_module, "read_sizes", slowly)
    cache = Cache(10**7)

    def ask(_: int) -> Sizes:
        with database.snapshot() as connection:
            return sizes_of(connection, read_state(connection, "dongcheng"), cache)

    with ThreadPoolExecutor(4) as clients:
        sizes = list(clients.map(ask, range(4)))
    assert counted == ["dongcheng"]
    assert all(one is sizes[0] for one in sizes)


def test_layers_are_read_once_and_noted_as_used(inputs) -> None:
    assert inputs.holds("elder_homes")
    assert not inputs.holds("streets")
    assert inputs.metric("elder_homes") is inputs.metric("elder_homes")
    assert inputs.metric("elder_homes").crs == crs_of("EPSG:4548")
    assert list(inputs.used) == ["elder_homes", "streets"]


def test_points_are_projected_like_layers(inputs) -> None:
    x, y = inputs.project(116.405, 39.925)
    point = inputs.metric("elder_homes").geometry.iloc[0]
    assert (x, y) == (point.x, point.y)
    assert inputs.boundary().area == pytest.approx(855 * 1110, rel=0.01)


def test_what_is_derived_is_kept_for_its_versions(inputs) -> None:
    made = []

    def make() -> str:
        made.append(1)
        return "derived"

    assert inputs.kept("x", ("elder_homes",), make) == "derived"
    assert inputs.kept("x", ("elder_homes",), make) == "derived"
    assert made == [1]


def test_what_is_kept_in_metres_shares_the_columns_of_what_is_stored(inputs) -> None:
    before = inputs._cache.used
    stored = inputs.lonlat("elder_homes")
    between = inputs._cache.used
    assert between - before == frame_bytes(stored)
    inputs.metric("elder_homes")
    # One point; the columns were counted with the stored layer.
    assert inputs._cache.used - between == SMALL + SHAPE + VERTEX


def test_what_finds_its_layers_itself_is_kept_with_the_layers_it_used(inputs) -> None:
    made = []

    def make() -> int:
        made.append(1)
        return len(inputs.metric("elder_homes"))

    assert inputs.holds("streets") is False
    assert inputs.traced(("count", 1), make) == 1
    assert list(inputs.used) == ["streets", "elder_homes"]
    inputs.used = {}
    assert inputs.traced(("count", 1), make) == 1
    assert list(inputs.used) == ["elder_homes"]
    assert made == [1]
