// Layers of which the map draws a part: how many of how many, and where all of them are.
import { address } from "../shared/api.js";
import { number } from "../shared/format.js";
import { config, pick, text } from "../shared/page.js";

// found: the page of features that was drawn. Returns null where it is the whole layer.
export function partOf(id, found) {
  const drawn = found.features.length;
  const all = Math.max(config.layers[id].count, found.numberMatched ?? 0);
  return drawn < all ? { drawn, all } : null;
}

// parts: {id: {drawn, all}}. Returns lines of {label, link, href} for the layers now shown.
export function partLines(layers, parts) {
  return layers
    .filter(({ id }) => parts[id])
    .map(({ id, title }) => ({
      label: text("partDrawn", {
        layer: pick(title),
        drawn: number(parts[id].drawn),
        all: number(parts[id].all),
      }),
      link: text("wholeLayer"),
      href: address(`layers/${id}`, { f: "gpkg" }),
    }));
}
