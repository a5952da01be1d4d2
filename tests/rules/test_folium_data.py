import pytest

from tests.rules.folium_data import DRAWING, ROOT, faults, faults_of

DRAWS = "app/maps/base.py"
GOOD = """
from dataclasses import dataclass
import folium
from branca.element import Figure, MacroElement
from app.maps.identifier import Identifier

@dataclass(frozen=True)
class Slot:
    id: Identifier
    shown: bool

class Shapes(folium.GeoJson):
    def __init__(self, slot: Slot) -> None:
        super().__init__({}, name=slot.id, show=slot.shown)

def _add(figure: Figure, shapes: Shapes) -> Figure:
    return figure.add_child(shapes)

def build(layers: tuple[Slot, ...]) -> str:
    return "".join(Shapes(slot).get_name() for slot in layers)
"""


def test_the_project_puts_no_data_into_folium() -> None:
    assert faults() == []
    for path in DRAWING:
        assert "branca" in (ROOT / path).read_text(encoding="utf-8")


def test_constants_ids_and_own_elements_are_accepted() -> None:
    assert faults_of(DRAWS, GOOD) == []


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("def title(name: str) -> None: ...", "takes name of the type str"),
        ("def show(frame: 'GeoDataFrame') -> None: ...", "takes frame of the type"),
        ("def show(data: dict[Identifier, object]) -> None: ...", "takes data of the type"),
        ("def show(slot: Slot, *more: int) -> None: ...", "takes more of the type int"),
        ("def show(slot) -> None: ...", "takes slot of the type nothing"),
        ("async def show(*, text: bytes) -> None: ...", "takes text of the type bytes"),
        ("class Named(folium.Map):\n    def __init__(self, title: str) -> None: ...", "title"),
        ("import json", "imports json"),
        ("from geopandas import GeoDataFrame", "imports geopandas"),
        ("from app.maps.layers import MapLayer", "imports app.maps.layers"),
        ("from layers.store import layers as store", "imports layers"),
        ("TITLE = open('title').read()", "uses open"),
        ("TITLE = eval('title')", "uses eval"),
        ("TITLE = __import__('json')", "uses __import__"),
        ("X = Slot('a', 1)  # type: ignore[arg-type]", "silences mypy"),
        ("def figure(layers: tuple[Slot, ...]) -> Figure: ...", "gives an element of folium away"),
        ("def shapes(slot: Slot) -> tuple[Shapes, ...]: ...", "gives an element of folium away"),
    ],
)
def test_every_way_in_is_named(added: str, said: str) -> None:
    found = faults_of(DRAWS, f"{GOOD}\n{added}\n")
    assert any(said in one[2] for one in found), found


def test_a_class_that_holds_text_is_no_value() -> None:
    free = GOOD.replace("    shown: bool", "    shown: bool\n    title: str")
    assert {one[2] for one in faults_of(DRAWS, free)} == {
        "takes slot of the type Slot, which may hold data",
        "takes layers of the type tuple[Slot, ...], which may hold data",
    }


@pytest.mark.parametrize(
    "line",
    [
        "import folium",
        "import branca.element as element",
        "from folium.plugins import Fullscreen",
        "def draw():\n    from branca.element import Figure",
        "from importlib import import_module\nimport_module('folium')",
    ],
)
def test_no_other_module_may_import_folium(line: str) -> None:
    found = faults_of("app/views/workbench.py", f"{line}\n")
    assert len(found) == 1
    assert "only app/maps/assets.py and app/maps/base.py may" in found[0][2]
