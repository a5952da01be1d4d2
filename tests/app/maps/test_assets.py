import folium
import pytest
from branca.element import Figure, JavascriptLink
from folium.plugins import Fullscreen, MarkerCluster, TreeLayerControl

from app.maps.assets import LOCAL, UNUSED, Assets, UnknownAssetError, local_assets


def _rendered(*parts: folium.Element) -> Figure:
    figure = Figure()
    area = folium.Map(tiles=None)
    figure.add_child(area)
    for part in parts:
        area.add_child(part)
    figure.render()
    return figure


def test_a_map_loads_leaflet_from_here_and_nothing_that_it_does_not_use() -> None:
    assert local_assets(_rendered()) == Assets(
        styles=("leaflet/leaflet.css",), scripts=("leaflet/leaflet.js",)
    )


def test_plugins_come_after_leaflet() -> None:
    assets = local_assets(_rendered(TreeLayerControl(), Fullscreen()))
    assert assets.scripts == ("leaflet/leaflet.js", "tree/tree.js", "fullscreen/fullscreen.js")


def test_a_plugin_that_is_not_served_here_is_refused() -> None:
    with pytest.raises(UnknownAssetError, match="markercluster"):
        local_assets(_rendered(MarkerCluster()))


def test_a_link_that_somebody_adds_is_refused() -> None:
    figure = _rendered()
    figure.header.add_child(JavascriptLink("https://example.org/x.js"), name="x")
    with pytest.raises(UnknownAssetError, match=r"example\.org"):
        local_assets(figure)


def test_the_classes_of_folium_stay_as_they_were() -> None:
    local_assets(_rendered(TreeLayerControl()))
    names = {name for name, _ in [*folium.Map.default_js, *folium.Map.default_css]}
    assert names <= set(LOCAL) | UNUSED
    assert all(url.startswith("https://") for _, url in folium.Map.default_js)
