// The page of one analysis: asks the API for what the address describes; draws, lists, links it.
import { namesIn, unitNames, unitTitles } from "../map/units.js";
import { MapView } from "../map/view.js";
import { captionOf } from "../result/caption.js";
import { formFields } from "../result/form.js";
import { keyFigures } from "../result/key-figures.js";
import { drawCurve } from "../result/lorenz.js";
import { drawApart } from "../result/maps/apart.js";
import { FixesMap } from "../result/maps/fixes.js";
import { PlaceMap } from "../result/maps/place.js";
import { SitesMap } from "../result/maps/sites.js";
import { UnitsMap } from "../result/maps/units.js";
import { drawReceipt } from "../result/receipt.js";
import { drawRows } from "../result/tables.js";
import { drawTotal } from "../result/total-section.js";
import { learnNames } from "../result/words.js";
import { ApiError, address, ask } from "../shared/api.js";
import { create } from "../shared/element.js";
import { faultList } from "../shared/faults.js";
import { drawFigures } from "../shared/figure.js";
import { config, text } from "../shared/page.js";
import { gaps } from "../tabs/gaps.js";

const { path, parameters, formats, chart, map: mapped } = config.result;
const MAPS = { units: UnitsMap, sites: SitesMap, fixes: FixesMap, place: PlaceMap };
const FORMS = {
  json: "JSON",
  geojson: "GeoJSON",
  csv: "CSV",
  xlsx: "Excel",
  gpkg: "GeoPackage",
  svg: "SVG",
};
const hasShapes = formats.includes("geojson");
const part = (name) => document.getElementById(name);

function drawLinks() {
  const links = formats.map((f) =>
    create("a", {
      href: address(path, { ...parameters, f }),
      text: FORMS[f] ?? f.toUpperCase(),
    }),
  );
  part("downloads").replaceChildren(...links);
  document.querySelector(".files").hidden = false;
}

function drawPicture() {
  if (!formats.includes("svg")) return;
  part("chart").src = address(path, { ...parameters, f: "svg" });
  part("chart").hidden = false;
}

// The rules of a standard have a tab of their own: rules, then the units of one rule.
function drawGaps(body, view) {
  part("gap-rule").hidden = false;
  const context = {
    state: { by: body.parameters.by, rule: null },
    view,
    refresh: () => {
      context.names = unitNames();
      view.paint(gaps.show(body, context));
    },
  };
  context.refresh();
  view.handlers.onUnits = context.refresh;
  view.handlers.onSelect = (unit) => gaps.table?.select(unit, { scroll: true });
}

function offerMeasures(map) {
  const offered = map.measures();
  const chooser = part("measure");
  document.querySelector(".painted").hidden = offered.length < 2;
  chooser.replaceChildren(
    ...offered.map(([value, said]) => create("option", { value, text: said })),
  );
  chooser.addEventListener("change", () => map.paint(chooser.value));
  if (offered.length) map.paint(offered[0][0]);
}

function drawTableAndMap(body, rows, view) {
  let map = null;
  const onSelect = view ? (row) => map?.select(row.id) : null;
  const table = rows.length ? drawRows(part("rows"), rows, onSelect) : null;
  if (!table)
    part("rows").replaceChildren(create("p", { className: "note", text: text("noRows") }));
  if (!view) return;
  const Kind = MAPS[mapped];
  map = new Kind(view, body, (one) => table?.select(one, { scroll: true }));
  offerMeasures(map);
}

// Which question was answered stands where the analysis was described.
function drawCaption(used) {
  const caption = captionOf(formFields(), used);
  if (caption) part("caption").textContent = caption;
}

function drawBody(body, view) {
  const rows = hasShapes ? body.features.map((f) => f.properties) : body.rows;
  const names = view
    ? {
        names: unitNames(),
        by: body.parameters.by,
        titles: unitTitles(),
        of: namesIn,
        layer: body.parameters.facility,
      }
    : {};
  learnNames(rows, names);
  drawCaption(body.parameters);
  const { figures, told } = keyFigures(body.total, rows);
  drawFigures(figures);
  if (mapped === "rules") drawGaps(body, view);
  else drawTableAndMap(body, rows, view);
  if (view) drawApart(view, body.total);
  drawTotal(body, told);
  const curve = chart && (body.total[chart] ?? body.total).lorenz;
  if (curve) drawCurve(part("total"), curve);
  drawReceipt(body);
}

function labelOf(parameter) {
  return formFields().find(({ name }) => name === parameter)?.label;
}

function sayNotComputed() {
  part("status").textContent = text("notComputed");
  part("status").classList.add("failed");
}

function complain(error) {
  if (!(error instanceof ApiError)) console.error(error);
  part("rows").replaceChildren(faultList(error, labelOf));
  sayNotComputed();
}

function makeView() {
  if (!mapped) return null;
  const view = new MapView();
  // Streets are many lines over what the colors say; they stay where walks are measured on them.
  if (parameters && parameters.metric !== "walking") window.shequ.layer("streets").remove();
  return view;
}

async function show() {
  const isNarrow = window.matchMedia("(max-width: 760px)").matches;
  if (isNarrow) document.querySelector(".drawer").open = false;
  document.querySelector(".centre").classList.toggle("plain", !mapped);
  document.querySelector(".painted").hidden = true;
  const view = makeView();
  if (!parameters) {
    sayNotComputed();
    return;
  }
  part("status").textContent = text("computing");
  try {
    const body = await ask("result", path, { ...parameters, f: hasShapes ? "geojson" : "json" });
    if (!body) return;
    drawBody(body, view);
    drawLinks();
    drawPicture();
    part("status").textContent = text("ready");
  } catch (error) {
    complain(error);
  }
}

show();
