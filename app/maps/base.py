"""The folium map: the frame that every area with the same layers shares, and no data at all.

Folium compiles what it has rendered once more as a template, so whatever reaches one of its
elements can run on the server. Here nothing does but constants and identifiers, as
`tests/rules/folium_data.py` shows; `app/static/js/map/setup.js` puts in the features, titles,
counts and bounds, which travel beside the map as JSON.
"""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache

import folium
from branca.element import Figure, MacroElement
from folium import JsCode
from folium.plugins import Fullscreen, TreeLayerControl
from folium.template import Template
from markupsafe import Markup

from app.maps.assets import Assets, local_assets
from app.maps.identifier import Identifier

AREA, SERVED, UNSERVED = Identifier("area"), Identifier("served"), Identifier("unserved")
REACH, BOUNDARIES = Identifier("reach"), Identifier("boundaries")


@dataclass(frozen=True)
class Slot:
    """A layer of the map that is still empty: its id, its group in the tree, shown at first."""

    id: Identifier
    group: Identifier
    shown: bool


# What every map has beside the layers of the area.
OWN_FIRST = (Slot(AREA, BOUNDARIES, shown=True),)
OWN_LAST = (Slot(SERVED, REACH, shown=False), Slot(UNSERVED, REACH, shown=True))


class SlotTwiceError(ValueError):
    """Two layers have the same id, or one has the id of a layer that every map has."""


@dataclass(frozen=True)
class MapDocument:
    """The parts of a rendered map: element, script, and local files to load before it."""

    html: Markup
    script: Markup
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
    """Call our own set-up before the layers are made: bounds, panes, patterns."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "shequ.prepare({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )


class Fill(MacroElement):
    """Call our own set-up once the layers are made: it puts the features in."""

    _template = Template("{% macro script(this, kwargs) %}shequ.fill();{% endmacro %}")


class Shapes(folium.GeoJson):
    """An empty GeoJSON layer whose script name is always `geo_json_<identifier>`."""

    def __init__(self, slot: Slot) -> None:
        # Checked again: what is passed at run time need not be what its type says.
        name = Identifier(slot.id)
        super().__init__(
            {"type": "FeatureCollection", "features": []},
            name=name,
            show=slot.shown,
            on_each_feature=JsCode(f'shequ.bind("{name}")'),
            pane=f"shequ-{name}",
            style=JsCode(f'shequ.style("{name}")'),
            point_to_layer=JsCode(f'shequ.point("{name}")'),
            renderer=JsCode(f'shequ.renderer("{name}")'),
        )
        self._id = name


@lru_cache(maxsize=64)
def build(layers: tuple[Slot, ...]) -> MapDocument:
    """Draw the map of all areas that have these layers, in the order in which they are drawn.

    Raises
    ------
    SlotTwiceError
        Two layers have the same id.
    UnknownAssetError
        A folium part links a file that is not served here.
    """
    slots = (*OWN_FIRST, *layers, *OWN_LAST)
    if len({slot.id for slot in slots}) < len(slots):
        raise SlotTwiceError(", ".join(slot.id for slot in slots))
    area = AreaMap()
    figure = Figure()
    figure.add_child(area)
    area.add_child(Prepare())
    drawn = {slot.id: Shapes(slot) for slot in slots}
    for element in drawn.values():
        element.add_to(area)
    groups = dict.fromkeys((REACH, BOUNDARIES, *(slot.group for slot in layers)))
    TreeLayerControl(
        overlay_tree=[
            {
                "label": f'<span class="tree-group" data-group="{Identifier(group)}"></span>',
                "select_all_checkbox": False,
                "children": [
                    {"label": f'<span data-layer="{slot.id}"></span>', "layer": drawn[slot.id]}
                    for slot in (*OWN_LAST, *OWN_FIRST, *layers)
                    if slot.group == group
                ],
            }
            for group in groups
        ],
        closed_symbol="▸",
        opened_symbol="▾",
        collapsed=False,
    ).add_to(area)
    enter, leave = JsCode('shequ.label("enter")'), JsCode('shequ.label("leave")')
    area.add_child(Fullscreen(title=enter, title_cancel=leave))
    area.add_child(Fill())
    figure.render()
    # Constants of folium and of this module, and ids: never a value of an area.
    return MapDocument(
        html=Markup(figure.html.render().strip()),  # noqa: S704
        script=Markup(figure.script.render()),  # noqa: S704
        assets=local_assets(figure),
    )
