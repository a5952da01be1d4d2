import pytest

from app.database import Database
from app.services.district import load_reference, load_when_empty
from layers.store import layers as store

pytestmark = pytest.mark.slow


def test_it_is_loaded_once_and_whole(database_url, tmp_path) -> None:
    with Database(database_url, folder=tmp_path / "postgres") as database:
        steps = []
        assert load_when_empty(database, step=lambda: steps.append(1)) is True
        assert len(steps) > 5
        assert load_when_empty(database) is False
        with database.begin() as connection:
            before = {s.layer: s.sha256 for s in store.list_layers(connection, "dongcheng")}
        statuses = load_reference(database)
        assert {one.layer: one.sha256 for one in statuses}.items() <= before.items()
        counts = {one.layer: one.feature_count for one in statuses}
        assert (counts["communities"], counts["subdistricts"]) == (137, 10)
