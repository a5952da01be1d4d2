"""Names that attack, in a real browser: all of them are read as they are, and nothing runs."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Route, sync_playwright

from layers.catalogue import LAYER_TYPES
from layers.postgis.database import create_engine
from tests.app.browsing import Visit, launch, serve, visit_of
from tests.app.hostile import ATTACK
from tests.app.hostile_town import fill, new_database, write_standard

# A page of each kind: workbench by tab, map alone, and every way in which results are drawn.
RESULTS = (
    "coverage",
    "siting",
    "siting-frontier",
    "smallest-fix",
    "nearest",
    "access",
    "gaps?standard=own&by=community",
    "what-if?scenario=plan&facility=elder_homes",
)
# Notes what the policy of the page refused, and whatever else would show that something ran.
WATCH = """
window.seen = [];
document.addEventListener("securitypolicyviolation", (e) => window.seen.push(e.blockedURI));
"""
OPEN = """(id) => {
    const layer = window[`geo_json_${id}`].getLayers()[0];
    const at = layer.getLatLng ? layer.getLatLng() : layer.getBounds().getCenter();
    layer.fire("mouseover", {latlng: at});
    const tooltip = layer.getTooltip()?.getElement()?.innerText ?? null;
    window.shequ.onClick(id, layer.feature, at);
    return [tooltip, [...document.querySelectorAll(".popup")].at(-1).innerText];
}"""

pytestmark = pytest.mark.slow


@dataclass
class Town:
    """A visit of the town, and the dialogs that opened."""

    visit: Visit
    dialogs: list[str] = field(default_factory=list)

    def open(self, path: str, lang: str) -> str:
        """Open a page, wait until it is drawn, and return its text once nothing has run."""
        page = self.visit.page
        page.goto(f"{self.visit.root}{path}{'&' if '?' in path else '?'}lang={lang}")
        page.wait_for_load_state("networkidle")
        self.judge()
        return page.inner_text("body")

    def judge(self) -> None:
        """Find nothing that ran: no dialog, title, message, refusal or foreign request."""
        page = self.visit.page
        assert self.dialogs == []
        assert page.evaluate("window.seen") == []
        assert page.title().startswith(ATTACK)
        assert page.evaluate("document.querySelectorAll('img[onerror], svg[onload]').length") == 0
        assert self.visit.foreign == []
        assert self.visit.faults == []


def _context(context: BrowserContext, root: str) -> Town:
    context.add_init_script(WATCH)
    town = Town(visit_of(context, root))
    town.visit.page.on("dialog", lambda one: (town.dialogs.append(one.message), one.dismiss()))
    return town


@pytest.fixture(scope="module")
def town(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A visit of a town that is called by every attack, down to its standard and scenario."""
    url = new_database(server_url, "browsed")
    engine = create_engine(url)
    with engine.begin() as connection:
        fill(connection, ATTACK)
    engine.dispose()
    folder = tmp_path_factory.mktemp("served")
    write_standard(folder / "standards", ATTACK)
    with serve(url, folder) as root, sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context(viewport={"width": 1366, "height": 900})
        yield _context(context, root)
        browser.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbench_shows_every_text_of_every_layer(town: Town, lang: str) -> None:
    shown = town.open("/areas/town?facility=elder_homes&radius=500", lang)
    page = town.visit.page
    town.visit.settle()
    assert ATTACK in shown
    assert page.locator("#panel-coverage tbody th").all_inner_texts() == [ATTACK] * 2
    assert page.locator(".place-label").all_inner_texts() == [ATTACK]
    assert ATTACK in page.locator("#area option").all_inner_texts()
    for layer, kind in LAYER_TYPES.items():
        tooltip, popup = page.evaluate(OPEN, layer)
        assert tooltip in {None, ATTACK}
        columns = [c for c in kind.columns if c.kind == "text" and c.name != "name_en"]
        assert popup.count(ATTACK) == len(columns), layer
        town.judge()
    # A grade or a unit of this name is not looked up among what every object of JavaScript has.
    assert page.evaluate("'constructor' in window.shequ.config.columns") is False
    assert page.evaluate(OPEN, "communities")[0] == ATTACK
    assert page.evaluate(OPEN, "elder_homes")[0] == ATTACK


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tabs_and_the_map_alone_show_them(town: Town, lang: str) -> None:
    for path in ("/areas/town?tab=green", "/areas/town?tab=gaps&standard=own", "/areas/town/map"):
        assert ATTACK in town.open(path, lang), path
    town.open("/areas/town?tab=gaps&standard=own", lang)
    page = town.visit.page
    row = page.locator("#gap-table tbody tr").first
    assert row.locator("th").inner_text() == row.locator("td").first.inner_text() == ATTACK
    row.click()
    page.wait_for_url(re.compile("rule="))
    town.visit.settle()
    assert page.locator("#gap-table tbody th").first.inner_text() == ATTACK
    assert ATTACK in page.locator(".legend h2").inner_text()
    town.judge()


@pytest.mark.parametrize("result", RESULTS)
def test_every_kind_of_result_shows_them(town: Town, result: str) -> None:
    shown = town.open(f"/areas/town/results/{result}", "en")
    town.visit.settle()
    assert ATTACK in shown
    page = town.visit.page
    buttons = page.locator("button[aria-pressed]")
    if buttons.count():
        buttons.first.click()
    for path in page.locator(".leaflet-shequ-result-pane path").all()[:1]:
        path.dispatch_event("click")
        assert ATTACK in page.locator(".popup").inner_text()
    town.judge()


@pytest.mark.parametrize("path", ["results", "plan-figures"])
def test_pages_without_a_map_show_them(town: Town, path: str) -> None:
    assert ATTACK in town.open(f"/areas/town/{path}", "zh")


def test_titles_of_kinds_and_groups_are_text_too(town: Town) -> None:
    """As if the catalogue had been written by an attacker: tree, legend, popup, form, receipt."""
    page = town.visit.page
    both = {"zh": ATTACK, "en": ATTACK}

    def rename(route: Route) -> None:
        answer = route.fetch()
        start = answer.text().index("page-config") + len('page-config">')
        end = answer.text().index("</script>", start)
        config = json.loads(answer.text()[start:end])
        for layer in config["layers"].values():
            layer["title"] = both
        for column in config["layerColumns"]:
            column["title"] = both
        config["labels"] = {
            part: dict.fromkeys(one, both) for part, one in config["labels"].items()
        }
        told = json.dumps(config).replace("<", "\\u003c")
        route.fulfill(response=answer, body=answer.text()[:start] + told + answer.text()[end:])

    page.route("**/areas/town?*", rename)
    town.open("/areas/town?facility=elder_homes", "zh")
    page.unroute("**/areas/town?*")
    tree = page.locator("#layer-tree")
    groups = tree.locator(".tree-group").all_inner_texts()
    assert len(groups) > 4
    assert set(groups) == {ATTACK}
    names = tree.locator("[data-layer]").all_inner_texts()
    filled = page.evaluate("Object.keys(window.shequ.config.layers).length")
    assert len(names) == filled + 3
    assert all(name.startswith(ATTACK) for name in names)
    assert page.locator(".leaflet-control-zoom-fullscreen").get_attribute("title") == ATTACK
    assert ATTACK in page.locator(".legend .layers").inner_text()
    # The tree is written anew whenever a layer comes or goes.
    tree.get_by_label(ATTACK).last.uncheck()
    assert set(tree.locator(".tree-group").all_inner_texts()) == {ATTACK}
    popup: Any = page.evaluate(OPEN, "elder_homes")[1]
    assert popup.count(ATTACK) > 8
    town.judge()
