// The page of one analysis: asks the API for what the address describes; draws, lists, links it.
import { address, ApiError, ask } from "../shared/api.js";
import { config, create, text } from "../shared/page.js";
import { MapView } from "../map/view.js";
import { drawReceipt } from "../result/receipt.js";
import { FixesMap, measuresOf, PlaceMap, SitesMap, UnitsMap } from "../result/maps.js";
import { drawCurve } from "../result/lorenz.js";
import { caption, keyFigures, nameRows, rowTable, showTotal } from "../result/tables.js";
import { VIEWS } from "../tabs/views.js";

const { id, path, parameters, formats, chart } = config.result;
const drawn = formats.includes("geojson");
const MAPS = { siting: SitesMap, "smallest-fix": FixesMap, nearest: PlaceMap };
const FORMS = { json: "JSON", geojson: "GeoJSON", csv: "CSV", xlsx: "Excel", gpkg: "GeoPackage", svg: "SVG" };
const status = document.getElementById("status");
const chooser = document.getElementById("measure");
const mapped = drawn || id in MAPS || id === "gaps";

function links() {
  document.getElementById("downloads").replaceChildren(...formats.map((f) =>
    create("a", { href: address(path, { ...parameters, f }), text: FORMS[f] ?? f.toUpperCase() })));
  document.querySelector(".files").hidden = false;
}

function picture() {
  if (!formats.includes("svg")) return;
  const image = document.getElementById("chart");
  image.src = address(path, { ...parameters, f: "svg" });
  image.hidden = false;
}

// The rules of a standard have a view of their own: rules, then the units of one rule.
function showGaps(body, view) {
  document.getElementById("gap-rule").hidden = false;
  const context = {
    state: { by: body.parameters.by, rule: null }, names: view.names(), view,
    refresh: () => view.paint(VIEWS.gaps.show(body, context)),
  };
  context.refresh();
  view.handlers.onSelect = (unit) => VIEWS.gaps.table?.select(unit, { scroll: true });
}

function offer(map, rows) {
  const offered = map.measures?.() ?? measuresOf(rows);
  document.querySelector(".painted").hidden = offered.length < 2;
  chooser.replaceChildren(...offered.map(([value, said]) => create("option", { value, text: said })));
  chooser.addEventListener("change", () => map.paint(chooser.value));
  if (offered.length) map.paint(offered[0][0]);
}

function showBody(body, view) {
  const rows = drawn ? body.features.map((f) => f.properties) : body.rows;
  nameRows(view?.names(), body.parameters.by, view?.titles());
  caption(body.parameters);
  keyFigures(body, rows);
  if (id === "gaps") showGaps(body, view);
  else {
    const root = document.getElementById("rows");
    let map = null;
    const table = rows.length ? rowTable(root, rows, mapped ? (row) => map?.select(row.id) : null) : null;
    if (!rows.length) root.replaceChildren(create("p", { className: "note", text: text("noRows") }));
    if (view) {
      const Kind = MAPS[id] ?? UnitsMap;
      map = new Kind(view, body, (one) => table?.select(one, { scroll: true }));
      offer(map, rows);
    }
  }
  showTotal(body, rows);
  if (chart) drawCurve(document.getElementById("total"), body.total[chart] ?? body.total);
  drawReceipt(document.getElementById("receipt"), body);
}

// What was refused, with the words of the form in the place of the names of parameters.
function complain(error) {
  if (!(error instanceof ApiError)) console.error(error);
  const named = (name) => {
    const label = document.querySelector(`label[for="field-${CSS.escape(name)}"]`);
    return label ? label.firstChild.textContent : name;
  };
  const said = error.faults?.length
    ? error.faults.map((f) => `${named(f.parameter)} ${f.detail}${f.accepted ? ` (${f.accepted})` : ""}`)
    : [error.message];
  document.getElementById("rows").replaceChildren(
    create("ul", { className: "faults", role: "alert" }, ...said.map((one) => create("li", { text: one }))),
  );
  status.textContent = text("notComputed");
  status.classList.add("failed");
}

async function show() {
  if (window.matchMedia("(max-width: 760px)").matches) document.querySelector(".drawer").open = false;
  document.querySelector(".centre").classList.toggle("plain", !mapped);
  const view = mapped ? new MapView() : null;
  document.querySelector(".painted").hidden = true;
  if (!parameters) {
    status.textContent = text("notComputed");
    status.classList.add("failed");
    return;
  }
  // Streets are many lines over what the colors say; they stay where walks are measured on them.
  if (view && parameters.metric !== "walking") window.shequ.layer("streets")?.remove();
  status.textContent = text("computing");
  try {
    const body = await ask("result", path, { ...parameters, f: drawn ? "geojson" : "json" });
    if (!body) return;
    showBody(body, view);
    links();
    picture();
    status.textContent = text("ready");
  } catch (error) {
    complain(error);
  }
}

show();
