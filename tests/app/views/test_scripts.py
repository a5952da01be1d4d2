import re

import pytest
from flask.testing import FlaskClient

from app.views.scripts import FOLDER, imported_modules, imports_of, preloaded

WRITTEN = """// A comment that says import "./not.js" in passing.
import { one } from "./one.js";
import {
  two,
  three,
} from "../shared/two.js";
import "./effect.js";
export { four } from "./four.js";
export * from "./five.js";
import maps from "leaflet";
export const place = "./no-import.js";
const later = () => import("./late.js");
"""
CIRCLE = {
    "pages/a.js": 'import { b } from "../shared/b.js";',
    "shared/b.js": 'import { c } from "./c.js";\nimport { a } from "../pages/a.js";',
    "shared/c.js": "export const c = 1;",
    "shared/d.js": "export const nobody = 1;",
}


def test_imports_are_read_in_every_form_that_loads_a_file_of_ours() -> None:
    assert imports_of(WRITTEN) == [
        "./one.js",
        "../shared/two.js",
        "./effect.js",
        "./four.js",
        "./five.js",
    ]


def test_modules_are_found_through_others_once_and_without_the_entry() -> None:
    assert imported_modules("pages/a.js", CIRCLE.__getitem__) == ["shared/b.js", "shared/c.js"]
    assert imported_modules("shared/c.js", CIRCLE.__getitem__) == []


def test_an_import_that_leads_nowhere_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        imported_modules("a.js", lambda _: (FOLDER / "gone.js").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("/areas/dongcheng", "pages/workbench.js"),
        ("/areas/dongcheng/map", "pages/map-alone.js"),
        ("/areas/dongcheng/results/coverage", "pages/result.js"),
    ],
)
def test_a_page_names_all_modules_of_its_script(
    client: FlaskClient, address: str, entry: str
) -> None:
    text = client.get(address).text
    named = re.findall(r'<link rel="modulepreload" href="/static/js/([^"]+)">', text)
    assert named == preloaded(entry)
    assert "shared/page.js" in named
    assert re.findall(r'<script type="module" src="/static/js/([^"]+)">', text) == [entry]


def test_a_page_without_a_script_names_none(client: FlaskClient) -> None:
    assert "/static/js/" not in client.get("/areas/dongcheng/results").text
