// What stands in a legend: each entry is {kind, color, label, count}, in the order shown.
import { pick, text } from "../shared/page.js";

function marked([kind, color, label, count]) {
  return { kind, color, label, count };
}

// result: {classes, missing, extra, marks}, the last two lists of [kind, color, label, count].
export function resultEntries({ classes, missing, extra = [], marks = [] }) {
  const entries = classes.map((one) => ({ kind: "fill", ...one }));
  entries.push(...extra.map(marked));
  if (missing) entries.push({ kind: "nodata", label: text("noData"), count: missing });
  return [...entries, ...marks.map(marked)];
}

// layers: [{id, title, geometry, style}] of those now shown.
export function layerEntries(layers) {
  const known = {
    served: () => ({ kind: "served", label: text("served") }),
    unserved: () => ({ kind: "unserved", label: text("unserved") }),
    subdistricts: ({ title }) => ({ kind: "border thin", label: pick(title) }),
    area: () => ({ kind: "border", label: text("areaBorder") }),
  };
  const other = ({ geometry, style, title }) => ({
    kind: geometry,
    color: style.color,
    label: pick(title),
  });
  return layers.map((layer) => (known[layer.id] ?? other)(layer));
}
