import re

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from app.maps.base import MapContent, MapDocument, build
from app.maps.layers import MapLayer
from app.maps.vendor import FOLDER
from layers.catalogue import LAYER_TYPES
from layers.text import Text

ATTACK = "</script><script>alert(1)</script>`${alert(2)}\"'<img src=x onerror=alert(3)>"


def _document(language: str = "zh", name: str = "甲社区") -> MapDocument:
    boundary = shapely.box(116.3, 39.8, 116.4, 39.9)
    zones = gpd.GeoDataFrame({"name": [name]}, geometry=[boundary], crs=4326)
    zones.index = pd.Index([1], name="id")
    layers = (
        MapLayer(LAYER_TYPES["communities"], zones, 1, shown=True),
        MapLayer(LAYER_TYPES["streets"], None, 4321),
    )
    return build(MapContent(Text("小镇", "Town"), boundary, layers, language))


def test_the_same_content_gives_the_same_bytes() -> None:
    assert _document() == _document()
    assert _document().script_hash == _document().script_hash
    assert _document().script_hash != _document(name="乙社区").script_hash


def test_nothing_is_loaded_from_another_host() -> None:
    document = _document()
    assert not re.search(r"https?://|//cdn", document.html + document.script)
    for path in (*document.assets.styles, *document.assets.scripts):
        assert (FOLDER / path).is_file(), path


def test_the_script_names_every_layer_and_the_tree() -> None:
    script = _document().script
    for name in ("area", "communities", "streets", "served", "unserved"):
        assert f"var geo_json_{name} = L.geoJson(" in script
    assert "L.control.layers.tree(" in script
    assert "L.tileLayer" not in script
    assert script.index("shequ.prepare(map_area)") < script.index("geo_json_communities")


@pytest.mark.parametrize(("language", "title"), [("zh", "社区"), ("en", "Communities")])
def test_titles_and_counts_are_in_the_language(language: str, title: str) -> None:
    label = title.encode("unicode_escape").decode()
    script = _document(language).script
    assert f'"label": "{label} \\u003cspan class=\\"tree-count\\"\\u003e1' in script
    assert "4,321" in script


def test_a_hostile_name_stays_inside_its_string() -> None:
    script = _document(name=ATTACK).script
    assert "</script" not in script
    assert "<img" not in script
    # A template literal would run ${...}; all text of the data is in double-quoted strings.
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', '""', script)
    assert "`" not in outside
    assert "alert" not in outside
