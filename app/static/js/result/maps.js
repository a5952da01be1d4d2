// Results on the map: units in classes, and the sites, zones, streets and edits that belong to them.
import { classify } from "../map/classes.js";
import { column, number, title, unit, withUnit } from "../shared/format.js";
import { config, create, text } from "../shared/page.js";
import { popupContent } from "../map/popup.js";
import { columnsOf, nameOf, saidFully, titleOf } from "./tables.js";

const shequ = window.shequ;
const SKIPPED = new Set(["id", "lon", "lat", "candidate", "community_id", "facility_id"]);
const chosen = config.result.columns.flatMap((choice) => choice.split("|"));
const MARKS = {
  fresh: { color: "#d6006c", fill: "#ffffff", radius: 9, weight: 4 },
  edit: { color: "#d6006c", fill: "#ffffff", radius: 8, weight: 4 },
  zone: { color: "#d6006c", weight: 1.2, fillColor: "#d6006c", fillOpacity: 0.1, dashArray: "4 3" },
  link: { color: "#c2410c", weight: 5 },
};
const UNSERVED = "url(#hatch-unserved)";

// The numeric columns: first those that maps are made for, in the order of their table.
export function measuresOf(rows) {
  const shown = columnsOf(rows).filter((name) => !chosen.length || chosen.includes(name) || name in config.measures);
  const numeric = shown.filter((name) =>
    !SKIPPED.has(name) && rows.some((row) => typeof row[name] === "number"));
  return [
    ...Object.keys(config.measures).filter((name) => numeric.includes(name)),
    ...numeric.filter((name) => !(name in config.measures)),
  ].map((name) => [name, titleOf(name)]);
}

function classesOf(rows, measure) {
  const kind = config.measures[measure] ?? { ramp: "people", breaks: null };
  return classify(rows.map((row) => row[measure] ?? null), {
    breaks: kind.breaks, ramp: config.ramps[kind.ramp],
    share: column(measure).share, decimals: column(measure).decimals ?? 2,
  });
}

function linesOf(row) {
  const names = columnsOf([row]).filter((n) => n !== "id" && typeof row[n] !== "object" && row[n] !== "");
  const first = names.filter((n) => chosen.includes(n.replace(/_(zh|en)$/, "")));
  return (first.length ? first : names).filter((n) => !/^name/.test(n)).map((n) => [titleOf(n), saidFully(n, row[n])]);
}

class Shapes {
  constructor(view, body, onSelect) {
    Object.assign(this, { view, body, onSelect, byId: new Map(), marks: [] });
    for (const [name, height] of [["result", 415], ["result-points", 455]]) {
      view.map.createPane(`shequ-${name}`).style.zIndex = height;
    }
    const { facility } = body.parameters;
    if (facility && config.result.id !== "siting") view.showFacility(facility);
    view.handlers.onSelect = (id) => this.onSelect(id);
  }

  draw(features) {
    this.layer = L.geoJSON({ type: "FeatureCollection", features }, {
      pane: "shequ-result",
      pointToLayer: (feature, at) => L.circleMarker(at, { pane: "shequ-result-points", radius: 6 }),
      onEachFeature: (feature, layer) => {
        this.byId.set(feature.properties.id, layer);
        layer.bindTooltip(() => create("span", { text: nameOf(feature.properties) }), { sticky: true });
        layer.on("click", (event) => this.clicked(feature.properties, event.latlng));
      },
    }).addTo(this.view.map);
    for (const edit of this.body.total?.edits ?? []) this.place(edit);
  }

  // The edits of a scenario stand where they are made, with their number.
  place(edit) {
    if (edit.lon === null || edit.lat === null) return;
    const { color, fill, radius, weight } = MARKS.edit;
    L.circleMarker([edit.lat, edit.lon], {
      pane: "shequ-result-points", radius, color, weight, fillColor: fill, fillOpacity: 0.8,
    }).bindTooltip(() => create("span", { text: `${edit.number}. ${edit.name ?? saidFully("edit", edit.edit)}` }))
      .on("click", (event) => this.clicked(edit, event.latlng)).addTo(this.view.map);
    this.marks = [["ring", MARKS.edit.color, text("editMark")]];
  }

  clicked(row, at) {
    L.popup({ maxWidth: 320 }).setLatLng(at).setContent(popupContent(nameOf(row), "", linesOf(row)))
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

  legend(measure, classes) {
    this.view.result = { by: null, title: titleOf(measure), unit: unit(measure), marks: this.marks, ...classes };
    this.view.drawLegend();
  }
}

// Every row is a shape of its own: units, or what lies within each distance.
export class UnitsMap extends Shapes {
  constructor(view, body, onSelect) {
    super(view, body, onSelect);
    // Large shapes first, so that smaller ones that lie in them stay visible.
    const size = (f) => f.properties.radius_m ?? f.properties.area_m2 ?? 0;
    this.draw(body.features.filter((f) => f.geometry).sort((a, b) => size(b) - size(a)));
  }

  paint(measure) {
    const rows = this.body.features.map((f) => f.properties);
    const classes = measure === "radius_m" ? reachClasses(rows) : classesOf(rows, measure);
    this.layer.setStyle(({ properties, geometry }) => {
      const color = classes.colorOf(properties[measure] ?? null);
      return geometry.type.endsWith("LineString")
        ? MARKS.link
        : { color: "#ffffff", weight: 1, fillColor: color, fillOpacity: 0.82 };
    });
    this.legend(measure, classes);
  }
}

// Distances are few and given: each has its own class, and what none reaches is hatched.
function reachClasses(rows) {
  const ramp = [...config.ramps.good].reverse();
  const reached = rows.filter((row) => row.radius_m !== null);
  const colors = reached.map((_, i) => ramp[reached.length === 1 ? 1 : Math.round((i * (ramp.length - 2)) / (reached.length - 1))]);
  const share = (row) => withUnit("area_share", row.area_share);
  const rest = rows.find((row) => row.radius_m === null);
  return {
    classes: reached.map((row, i) => ({
      color: colors[i], label: `≤ ${number(row.radius_m)}`, count: share(row),
    })),
    missing: 0,
    extra: rest ? [["unserved", null, nameOf(rest), share(rest)]] : [],
    colorOf: (radius) => {
      const index = reached.findIndex((row) => row.radius_m === radius);
      return index < 0 ? UNSERVED : colors[index];
    },
  };
}

// Units are colored by one list of rows, and the rows of the result lie on top of them.
class OverUnits extends Shapes {
  paintUnits(measure, rows) {
    const byId = new Map(rows.map((row) => [row.id, row]));
    const classes = classesOf(rows, measure);
    this.view.paint({
      by: "community", title: titleOf(measure), unit: unit(measure), marks: this.marks, ...classes,
      colorOf: (id) => (byId.has(id) ? classes.colorOf(byId.get(id)[measure]) : "#eef1f3"),
      describe: (id) => (byId.has(id) ? linesOf(byId.get(id)) : []),
    });
  }
}

export class SitesMap extends OverUnits {
  constructor(view, body, onSelect) {
    super(view, body, onSelect);
    const style = config.layers[body.parameters.facility]?.style;
    const isNew = (row) => row.kind === "new";
    this.draw(body.features.filter((f) => f.geometry));
    this.layer.eachLayer((layer) => {
      const fresh = isNew(layer.feature.properties);
      layer.setRadius(fresh ? MARKS.fresh.radius : body.features.length > 150 ? 3.5 : 5);
      layer.setStyle(fresh
        ? { color: MARKS.fresh.color, weight: MARKS.fresh.weight, fillColor: MARKS.fresh.fill, fillOpacity: 1 }
        : { color: "#ffffff", weight: 1, fillColor: style?.color ?? "#1d2b36", fillOpacity: 1 });
      if (fresh) layer.bringToFront();
    });
    view.handlers.onSelect = () => {};
    const count = (wanted) => body.features.filter((f) => isNew(f.properties) === wanted).length;
    this.marks = [["ring", MARKS.fresh.color, text("newSite"), count(true)]];
    if (count(false)) this.marks.push(["point", style?.color, text("keptSite"), count(false)]);
  }

  measures() {
    const rows = this.body.total.communities ?? [];
    return ["share_after", "share_before", "gained", "mean_m_after", "mean_m_before", "people"]
      .filter((name) => rows.some((row) => typeof row[name] === "number")).map((name) => [name, title(name)]);
  }

  paint(measure) {
    this.paintUnits(measure, this.body.total.communities);
  }
}

export class FixesMap extends OverUnits {
  constructor(view, body, onSelect) {
    super(view, body, onSelect);
    const kinds = { sites: [], zone: [], link: [] };
    for (const feature of body.features) if (feature.geometry) (kinds[feature.properties.fix] ??= []).push(feature);
    this.draw(body.features.filter((f) => f.geometry));
    this.layer.setStyle(({ properties, geometry }) => {
      if (geometry.type.endsWith("LineString")) return MARKS.link;
      if (properties.fix === "zone" || geometry.type.endsWith("Polygon")) return MARKS.zone;
      return { color: MARKS.fresh.color, weight: 3, fillColor: "#ffffff", fillOpacity: 1 };
    });
    const rowOf = (unitId) => body.features.find((f) => f.properties.community_id === unitId)?.properties.id;
    view.handlers.onSelect = (unitId) => this.onSelect(rowOf(unitId));
    this.marks = [
      ["ring", MARKS.fresh.color, text("newSite"), kinds.sites.length],
      ["zone", MARKS.zone.color, text("fixZone"), kinds.zone.length],
      ["line", MARKS.link.color, text("fixLink"), kinds.link.length],
    ].filter((mark) => mark[3]);
  }

  measures() {
    return ["missing_m", "share_before", "people", "sites_needed"].map((name) => [name, title(name)]);
  }

  paint(measure) {
    const units = new Map(this.body.features.map(({ properties }) =>
      [properties.community_id, { ...properties, id: properties.community_id }]));
    this.paintUnits(measure, [...units.values()]);
  }
}

// A place that was asked about; a click on the map asks about another one.
export class PlaceMap {
  constructor(view, body) {
    const { lon, lat } = body.parameters;
    view.map.createPane("shequ-result-points").style.zIndex = 455;
    L.circleMarker([lat, lon], {
      pane: "shequ-result-points", radius: 9, color: MARKS.fresh.color, weight: 4, fillColor: "#ffffff", fillOpacity: 1,
    }).addTo(view.map);
    for (const row of body.rows) if (config.layers[row.id]?.geometry === "point") shequ.layer(row.id).addTo(view.map);
    view.result = { by: null, title: text("place"), unit: text("placeHint"), classes: [], missing: 0, marks: [["ring", MARKS.fresh.color, `${number(lon, 5)}, ${number(lat, 5)}`]] };
    view.drawLegend();
    const ask = (at) => {
      const form = document.getElementById("form");
      form.elements.lon.value = at.lng.toFixed(5);
      form.elements.lat.value = at.lat.toFixed(5);
      form.submit();
    };
    view.map.on("click", (event) => ask(event.latlng));
    shequ.onClick = (id, feature, at) => ask(at);
  }

  measures() {
    return [];
  }

  select() {}
}

