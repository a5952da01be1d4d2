// What stands in a legend: each entry is {kind, color, label, count}, in the order shown.
import { pick, text } from "../shared/page.js";

function marked([kind, color, label, count, shape]) {
  return shape ? { kind, color, label, count, shape } : { kind, color, label, count };
}

// result: {classes, missing, extra, marks}, the last two lists of [kind, color, label, count] and,
// where it is a symbol, its shape.
export function resultEntries({ classes, missing, extra = [], marks = [] }) {
  const entries = classes.map((one) => ({ kind: "fill", ...one }));
  entries.push(...extra.map(marked));
  if (missing) entries.push({ kind: "nodata", label: text("noData"), count: missing });
  return [...entries, ...marks.map(marked)];
}

// What may be points has the symbol of its kind, what may be areas stands on ground of its color.
function facilityEntry({ geometry, style, title }) {
  const { color, shape } = style;
  if (geometry === "polygon") return { kind: "polygon", color, label: pick(title) };
  return { kind: geometry === "point" ? "symbol" : "site", color, shape, label: pick(title) };
}

function layerEntry(layer) {
  const { geometry, style, title } = layer;
  if (style.shape) return facilityEntry(layer);
  return {
    kind: geometry === "line" ? geometry : "polygon",
    color: style.color,
    label: pick(title),
  };
}

// layers: [{id, title, geometry, style}] of those now shown.
export function layerEntries(layers) {
  const known = {
    served: () => ({ kind: "served", label: text("served") }),
    unserved: () => ({ kind: "unserved", label: text("unserved") }),
    subdistricts: ({ title }) => ({ kind: "border thin", label: pick(title) }),
    area: () => ({ kind: "border", label: text("areaBorder") }),
  };
  return layers.map((layer) => (known[layer.id] ?? layerEntry)(layer));
}
