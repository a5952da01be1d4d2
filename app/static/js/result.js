// The page of one analysis: asks the API for what the address describes; draws, lists, links it.
import { address, ask } from "./api.js";
import { classify } from "./classes.js";
import { column, title, unit, value, withUnit } from "./format.js";
import { MapView } from "./map.js";
import { config, create, language, pick, text } from "./page.js";
import { popupContent } from "./popup.js";
import { DataTable, fieldColumn } from "./table.js";

const MOST_ROWS = 500;
const SKIPPED = new Set(["id", "lon", "lat", "candidate"]);
const { path, parameters, formats } = config.result;
const drawn = formats.includes("geojson");
const other = language === "en" ? "_zh" : "_en";
const own = language === "en" ? "_en" : "_zh";
const status = document.getElementById("status");
const chooser = document.getElementById("measure");
// Words that rows use as codes, such as the kind of a site.
const said = (name, raw) => (typeof raw === "string" && config.texts[`value:${raw}`]) || value(name, raw);
const isList = (v) => Array.isArray(v) && v.length > 0 && typeof v[0] === "object";

// Units are called as on the map, which knows their names in both languages.
let unitNames = null;

function nameOf(row) {
  return (row.name && unitNames?.get(row.id)) ?? row[`name${own}`] ?? row.name_zh ?? row.name ?? row[`title${own}`] ?? `#${row.id}`;
}

// Texts that exist in both languages are shown in one.
function columnsOf(rows) {
  const names = Object.keys(rows[0] ?? {});
  return names.filter((n) => !n.endsWith(other) && !(n === "name" && names.includes(`name${own}`)));
}

function tableOf(root, rows, caption, onSelect) {
  const names = columnsOf(rows);
  const table = new DataTable(root, {
    caption, onSelect, selectable: Boolean(onSelect), sort: { name: "", down: false }, // as the answer has them
    columns: names.map((name) => ({
      ...fieldColumn(name),
      title: config.columns[name] ? undefined : title(name.replace(/_(zh|en)$/, "")),
      numeric: rows.some((row) => typeof row[name] === "number"),
      show: (row) => (name === "name" ? nameOf(row) : typeof row[name] === "object" && row[name] !== null
        ? JSON.stringify(row[name]) : said(name, row[name])),
    })),
  });
  table.show(rows.slice(0, MOST_ROWS));
  if (rows.length > MOST_ROWS) {
    root.append(create("p", { className: "note", text: text("moreRows", { count: rows.length }) }));
  }
  return table;
}

function showTotal(body) {
  const parts = [];
  const facts = create("dl");
  const lists = [];
  const collect = (total) => {
    for (const [name, raw] of Object.entries(total)) {
      if (name.endsWith(other)) continue;
      if (isList(raw)) lists.push([name, raw]);
      else if (raw !== null && typeof raw === "object" && !Array.isArray(raw)) collect(raw);
      else if (!Array.isArray(raw)) {
        const shown = typeof raw === "string" ? said(name, raw) : withUnit(name, raw);
        facts.append(create("div", {}, create("dt", { text: title(name) }), create("dd", { text: shown })));
      }
    }
  };
  collect(body.total);
  parts.push(create("h2", { text: text("total") }), facts);
  for (const [name, rows] of lists) {
    const root = create("div", { className: "scroll" });
    parts.push(create("h2", { text: title(name) }), root);
    tableOf(root, rows, title(name));
  }
  if (body.notes.length) {
    parts.push(create("ul", { className: "notes" },
      ...body.notes.map((note) => create("li", { text: pick(note) }))));
  }
  document.getElementById("total").replaceChildren(...parts);
}

// The numeric columns: first those that maps are made for, in the order of their table.
function measuresOf(rows) {
  const numeric = columnsOf(rows).filter((name) =>
    !SKIPPED.has(name) && rows.some((row) => typeof row[name] === "number"));
  return [
    ...Object.keys(config.measures).filter((name) => numeric.includes(name)),
    ...numeric.filter((name) => !(name in config.measures)),
  ];
}

class ResultMap {
  constructor(view, body, onSelect) {
    Object.assign(this, { view, body, onSelect, byId: new Map() });
    for (const [name, height] of [["result", 415], ["result-points", 455]]) {
      view.map.createPane(`shequ-${name}`).style.zIndex = height;
    }
    // Large shapes first, so that smaller ones that lie in them stay visible.
    const size = (f) => f.properties.radius_m ?? f.properties.area_m2 ?? 0;
    const features = body.features.filter((f) => f.geometry).sort((a, b) => size(b) - size(a));
    this.layer = L.geoJSON({ type: "FeatureCollection", features }, {
      pane: "shequ-result",
      pointToLayer: (feature, at) => L.circleMarker(at, {
        pane: "shequ-result-points", radius: feature.properties.kind === "new" ? 10 : 6,
      }),
      onEachFeature: (feature, layer) => {
        this.byId.set(feature.properties.id, layer);
        layer.bindTooltip(() => create("span", { text: nameOf(feature.properties) }), { sticky: true });
        layer.on("click", (event) => this.clicked(feature.properties, event.latlng));
      },
    }).addTo(view.map);
    // The edits of a scenario stand where they are made, with their number.
    for (const edit of body.total.edits ?? []) {
      if (edit.lon === null || edit.lat === null) continue;
      L.circleMarker([edit.lat, edit.lon], {
        pane: "shequ-result-points", radius: 8, color: "#d6006c", weight: 4, fillOpacity: 0.6,
      }).bindTooltip(() => create("span", { text: `${edit.number}. ${edit.name ?? edit.edit}` }))
        .on("click", (event) => this.clicked(edit, event.latlng))
        .addTo(view.map);
    }
  }

  paint(measure) {
    const kind = config.measures[measure] ?? { ramp: "people", breaks: null };
    const rows = this.body.features.map((f) => f.properties);
    const classes = classify(rows.map((row) => row[measure] ?? null), {
      breaks: kind.breaks, ramp: config.ramps[kind.ramp],
      share: column(measure).share, decimals: column(measure).decimals ?? 2,
    });
    this.layer.setStyle((feature) => {
      const color = classes.colorOf(feature.properties[measure] ?? null);
      const line = feature.geometry.type.endsWith("LineString");
      const area = feature.geometry.type.endsWith("Polygon");
      if (line) return { color: "#c2410c", weight: 5 };
      if (area) return { color: "#ffffff", weight: 1, fillColor: color, fillOpacity: 0.82 };
      const fresh = feature.properties.kind === "new";
      return { color: fresh ? "#d6006c" : "#1d2b36", weight: fresh ? 4 : 1.2, fillColor: color, fillOpacity: 1 };
    });
    this.view.result = { title: title(measure), unit: unit(measure), ...classes };
    this.view.drawLegend();
  }

  clicked(row, at) {
    const lines = columnsOf([row]).filter((n) => n !== "id" && typeof row[n] !== "object")
      .map((n) => [title(n.replace(/_(zh|en)$/, "")),
        typeof row[n] === "string" ? said(n, row[n]) : withUnit(n, row[n])]);
    L.popup({ maxWidth: 320 }).setLatLng(at).setContent(popupContent(nameOf(row), "", lines))
      .openOn(this.view.map);
    this.onSelect(row.id);
  }

  select(id) {
    const layer = this.byId.get(id);
    if (!layer) return;
    if (layer.getBounds) this.view.map.flyToBounds(layer.getBounds(), { maxZoom: 15.5, duration: 0.4 });
    else this.view.map.flyTo(layer.getLatLng(), 15, { duration: 0.4 });
    layer.openTooltip();
  }
}

function links() {
  const list = document.getElementById("downloads");
  list.replaceChildren(...formats.map((f) =>
    create("a", { href: address(path, { ...parameters, f }), text: f.toUpperCase() })));
}

function chart() {
  if (!formats.includes("svg")) return;
  const image = document.getElementById("chart");
  image.src = address(path, { ...parameters, f: "svg" });
  image.hidden = false;
}

async function show() {
  const centre = document.querySelector(".centre");
  centre.classList.toggle("plain", !drawn);
  const view = drawn ? new MapView() : null;
  if (!parameters) return;
  status.textContent = text("computing");
  try {
    const body = await ask("result", path, { ...parameters, f: drawn ? "geojson" : "json" });
    const rows = drawn ? body.features.map((f) => f.properties) : body.rows;
    let map = null;
    unitNames = view?.names()[parameters.by] ?? null;
    const table = rows.length
      ? tableOf(document.getElementById("rows"), rows, document.title, (row) => map?.select(row.id))
      : null;
    if (!rows.length) {
      const root = document.getElementById("rows");
      root.replaceChildren(create("p", { className: "note", text: text("noRows") }));
    }
    showTotal(body);
    if (drawn) {
      if (parameters.facility) view.showFacility(parameters.facility);
      map = new ResultMap(view, body, (id) => table?.select(id, { scroll: true }));
      const names = measuresOf(rows);
      chooser.replaceChildren(...names.map((n) => create("option", { value: n, text: title(n) })));
      chooser.addEventListener("change", () => map.paint(chooser.value));
      if (names.length) map.paint(names[0]);
    }
    links();
    chart();
    status.textContent = text("ready");
  } catch (error) {
    status.textContent = error.message;
    status.classList.add("failed");
  }
}

show();
