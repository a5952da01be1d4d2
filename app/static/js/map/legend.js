// The legend: what the colors mean, how many units each class holds, and what else is shown.
import { create, pick, text } from "../shared/page.js";

export function makeLegend(map) {
  const Legend = L.Control.extend({
    onAdd() {
      this.box = create("section", { className: "legend", "aria-label": text("legend") });
      L.DomEvent.disableClickPropagation(this.box);
      L.DomEvent.disableScrollPropagation(this.box);
      return this.box;
    },
  });
  return new Legend({ position: "bottomright" }).addTo(map);
}

function swatch(kind, color) {
  const mark = create("span", { className: `swatch ${kind}`, "aria-hidden": "true" });
  if (color) mark.style.setProperty("--color", color);
  return mark;
}

function entry(mark, label, count) {
  const row = create("li", {}, mark, create("span", { className: "label", text: label }));
  if (count !== undefined) row.append(create("span", { className: "count", text: count }));
  return row;
}

// result: {title, unit, classes, missing}; layers: [{id, title, geometry, style}] now shown.
export function drawLegend(control, result, layers) {
  const parts = [];
  if (result) {
    parts.push(create("h2", { text: result.title }));
    if (result.unit) parts.push(create("p", { className: "unit", text: result.unit }));
    const list = create("ul", { className: "classes" });
    for (const one of result.classes) list.append(entry(swatch("fill", one.color), one.label, one.count));
    for (const [kind, color, label, count] of result.extra ?? []) list.append(entry(swatch(kind, color), label, count));
    if (result.missing) list.append(entry(swatch("nodata"), text("noData"), result.missing));
    for (const [kind, color, label, count] of result.marks ?? []) list.append(entry(swatch(kind, color), label, count));
    parts.push(list);
  }
  const shown = create("ul", { className: "layers" });
  for (const layer of layers) {
    if (layer.id === "served") shown.append(entry(swatch("served"), text("served")));
    else if (layer.id === "unserved") shown.append(entry(swatch("unserved"), text("unserved")));
    else if (layer.id === "subdistricts") {
      shown.append(entry(swatch("border thin"), pick(layer.title)));
    } else if (layer.id === "area") shown.append(entry(swatch("border"), text("areaBorder")));
    else shown.append(entry(swatch(layer.geometry, layer.style.color), pick(layer.title)));
  }
  if (shown.childElementCount) parts.push(shown);
  control.box.replaceChildren(...parts);
}
