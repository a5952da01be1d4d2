"""The map document of an area: a folium map in parts that a template puts together.

The parts are the same bytes for the same content, so that they can be cached and answered with
an ETag. Results are not in it: the page sends them to the map, and a new radius draws no new map.
"""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

import folium
from branca.element import Figure, MacroElement
from folium.plugins import Fullscreen, TreeLayerControl
from folium.template import Template
from shapely.geometry.base import BaseGeometry

from app.maps.assets import Assets, local_assets
from app.maps.escape import safe
from app.maps.layers import EMPTY, MapLayer, Shapes, outline, shapes
from layers.catalogue import BOUNDARIES
from layers.text import Text

SERVED = Text("服务范围", "Served")
UNSERVED = Text("服务盲区", "Not served")
REACH = Text("设施服务", "Facility service")
LIMIT = Text("区域范围", "Area boundary")
ENTER = Text("全屏", "Full screen")
LEAVE = Text("退出全屏", "Leave full screen")
# Pixels kept free for the controls at the left and the legend at the right.
LEFT_TOP = (48, 14)
RIGHT_BOTTOM = (150, 14)


@dataclass(frozen=True)
class MapContent:
    """What is on the map: the border (EPSG:4326) and the layers, titled in `language`."""

    title: Text
    boundary: BaseGeometry
    layers: tuple[MapLayer, ...]
    language: str


@dataclass(frozen=True)
class MapDocument:
    """The parts of a rendered map: element, script, and local files to load before it."""

    html: str
    script: str
    assets: Assets

    @property
    def script_hash(self) -> str:
        """The hash by which a content security policy lets this script run, and no other."""
        digest = hashlib.sha256(self.script.encode()).digest()
        return f"sha256-{b64encode(digest).decode()}"


class AreaMap(folium.Map):
    """A map with no base map of its own and a name that is always `map_area`."""

    def __init__(self) -> None:
        super().__init__(
            location=(0.0, 0.0),
            tiles=None,
            zoom_control=False,
            zoom_snap=0.25,
            zoom_delta=0.5,
            attribution_control=False,
            font_size="13px",
        )
        self._id = "area"


class Prepare(MacroElement):
    """Call our own set-up before the layers are made: panes, patterns, texts."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "shequ.prepare({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )


def build(content: MapContent) -> MapDocument:
    """Draw the map of an area.

    Raises
    ------
    UnknownAssetError
        A folium part links a file that is not served here.
    """
    area = AreaMap()
    figure = Figure()
    figure.add_child(area)
    area.add_child(Prepare())
    drawn = {layer.id: shapes(layer) for layer in content.layers}
    border = outline("area", content.boundary)
    reach = {
        name: Shapes(name, EMPTY, show=name == "unserved", pane=name)
        for name in ("served", "unserved")
    }
    for element in (border, *drawn.values(), *reach.values()):
        element.add_to(area)
    tree = layer_tree(content, {**drawn, **reach, "area": border})
    TreeLayerControl(
        overlay_tree=tree, closed_symbol="▸", opened_symbol="▾", collapsed=False
    ).add_to(area)
    language = content.language
    enter, leave = (text.in_language(language) for text in (ENTER, LEAVE))
    area.add_child(Fullscreen(title=enter, title_cancel=leave))
    west, south, east, north = content.boundary.bounds
    area.fit_bounds(
        [[south, west], [north, east]],
        padding_top_left=LEFT_TOP,
        padding_bottom_right=RIGHT_BOTTOM,
    )
    figure.render()
    return MapDocument(
        html=figure.html.render().strip(),
        script=figure.script.render(),
        assets=local_assets(figure),
    )


def layer_tree(content: MapContent, drawn: dict[str, Shapes]) -> list[dict[str, Any]]:
    """Return the tree of layers by group, each with its title and number of features."""
    language = content.language
    groups: dict[Text, list[dict[str, Any]]] = {
        REACH: [
            _leaf(SERVED.in_language(language), None, drawn["served"]),
            _leaf(UNSERVED.in_language(language), None, drawn["unserved"]),
        ],
        BOUNDARIES: [_leaf(LIMIT.in_language(language), None, drawn["area"])],
    }
    for layer in content.layers:
        title = layer.type.title.in_language(language)
        leaf = _leaf(title, layer.count, drawn[layer.id])
        groups.setdefault(layer.type.group, []).append(leaf)
    return [
        {
            "label": f'<span class="tree-group">{safe(group.in_language(language))}</span>',
            "select_all_checkbox": False,
            "children": leaves,
        }
        for group, leaves in groups.items()
    ]


def _leaf(title: str, count: int | None, layer: Shapes) -> dict[str, Any]:
    number = "" if count is None else f' <span class="tree-count">{count:,}</span>'
    return {"label": f"{safe(title)}{number}", "layer": layer}
