// The legend: what the colors mean, how many units each class holds, and what else is shown.
import { create } from "../shared/element.js";
import { text } from "../shared/page.js";
import { layerEntries, resultEntries } from "./legend-entries.js";

export function makeLegend(map) {
  const Legend = L.Control.extend({
    onAdd() {
      // It can be folded: on a small map it lies over what it explains.
      this.box = create("details", { className: "legend", open: "" });
      L.DomEvent.disableClickPropagation(this.box);
      L.DomEvent.disableScrollPropagation(this.box);
      return this.box;
    },
  });
  return new Legend({ position: "bottomright" }).addTo(map);
}

function swatchOf({ kind, shape, color }) {
  const swatch = create("span", { className: `swatch ${kind}`, "aria-hidden": "true" });
  if (color) swatch.style.setProperty("--color", color);
  if (shape) swatch.append(window.shequ.symbol(shape, color));
  return swatch;
}

function line({ label, count, ...look }) {
  const swatch = swatchOf(look);
  const row = create("li", {}, swatch, create("span", { className: "label", text: label }));
  if (count !== undefined) row.append(create("span", { className: "count", text: count }));
  return row;
}

function list(className, entries) {
  return create("ul", { className }, ...entries.map(line));
}

function partial({ label, link, href }) {
  return create(
    "p",
    { className: "partial", text: `${label} ` },
    create("a", { href, text: link }),
  );
}

export function drawLegend(control, result, layers, partials = []) {
  const parts = [];
  if (result) {
    parts.push(create("summary", {}, create("h2", { text: result.title })));
    if (result.unit) parts.push(create("p", { className: "unit", text: result.unit }));
    parts.push(list("classes", resultEntries(result)));
  } else parts.push(create("summary", {}, create("h2", { text: text("legend") })));
  if (layers.length) parts.push(list("layers", layerEntries(layers)));
  parts.push(...partials.map(partial));
  control.box.replaceChildren(...parts);
}
