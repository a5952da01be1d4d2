"""An analysis that is declared once is found behind every door, without a further line of code."""

import json
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy.engine import make_url

from layers.postgis.cluster import locate
from layers.postgis.roles import APP

ROOT = Path(__file__).parents[2]
SCRIPT = '''
import io, json, sys
from pathlib import Path
import openpyxl
import pandas as pd
import app.analyses
from app.analyses.ground.choices import By, by_option
from app.analyses.ground.cost import Cost
from app.analyses.ground.model import Analysis, Layout, Outcome
from app.analyses.ground.zones import names, zones
from app.params import Parameters
from layers.text import Text


class CornerParameters(Parameters):
    """By which units."""

    by: By = by_option()


def compute(inputs, parameters):
    units = zones(inputs, parameters.by)
    rows = pd.DataFrame({"name": names(inputs, parameters.by), "area_m2": units.frame.area})
    rows.index.name = "id"
    total = {"area_m2": float(rows["area_m2"].sum())}
    stated = parameters.model_dump()
    return Outcome(rows, total=total, stated=stated, geometry=units.lonlat)


app.analyses.ANALYSES["extent"] = Analysis(
    id="extent",
    title=Text("面积", "Extent"),
    summary=Text("各单元的面积", "the area of each unit"),
    parameters=CornerParameters,
    compute=compute,
    cost=lambda sizes, parameters: Cost(0.1),
    path="extent",
    formats=("json", "geojson", "csv", "xlsx", "gpkg"),
    layout=Layout(("area_m2",), ("name", "area_m2")),
)

from app import create_app

made = create_app({"database_url": sys.argv[1], "folder": Path(sys.argv[2])})
client = made.test_client()
client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
address = "/api/v1/areas/dongcheng/extent?by=subdistrict"
answer = client.get(address).get_json()
book = openpyxl.load_workbook(io.BytesIO(client.get(address + "&f=xlsx").data))
command = made.test_cli_runner().invoke(
    args=["analyze", "extent", "dongcheng", "--by", "subdistrict", "--json"]
)
assert command.exit_code == 0, command.output
again = client.post("/api/v1/replay", json=answer["receipt"]).get_json()
features = client.get(address + "&f=geojson").get_json()["features"]
page = client.get("/areas/dongcheng/results/extent?by=subdistrict").text
paths = client.get("/api/v1/openapi.json").get_json()["paths"]
print(json.dumps({
    "api": answer["total"]["area_m2"],
    "geojson": sum(one["properties"]["area_m2"] for one in features),
    "csv": len(client.get(address + "&f=csv").text.splitlines()),
    "rows": len(answer["rows"]),
    "xlsx": book.worksheets[0].max_row,
    "command": json.loads(command.stdout)["total"]["area_m2"],
    "replayed": again["reproduced"],
    "openapi": "/api/v1/areas/{area}/extent" in paths,
    "linked": "extent" in client.get("/api/v1/areas/dongcheng").text,
    "listed": "Extent" in client.get("/areas/dongcheng/results").text,
    "page": "the area of each unit" in page and '"map":"units"' in page,
    "refused": client.get("/api/v1/areas/dongcheng/extent?by=x").status_code,
}))
made.extensions["database"].close()
'''


def test_a_new_analysis_is_behind_every_door(
    district_url: str, server_folder: Path, tmp_path: Path
) -> None:
    url = locate(server_folder, fast=True).url(str(make_url(district_url).database), APP)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, url, str(tmp_path / "var")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert abs(found["geojson"] - found["api"]) < 1e-3
    assert found["command"] == found["api"] > 1e6
    assert found["csv"] == found["xlsx"] == found["rows"] + 1
    doors = ("replayed", "openapi", "linked", "listed", "page")
    assert {door: found[door] for door in doors} == dict.fromkeys(doors, True)
    assert found["refused"] == 422
