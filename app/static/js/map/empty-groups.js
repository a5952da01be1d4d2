// Which layers hold nothing yet, by the groups in which the catalogue has them.
import { pick } from "../shared/page.js";

// layers: as the API lists them. Return [title of a group, its empty layers] in the order given.
export function emptyByGroup(layers) {
  const groups = new Map();
  for (const layer of layers.filter((one) => one.feature_count === 0)) {
    const name = pick(layer.group);
    groups.set(name, [...(groups.get(name) ?? []), layer]);
  }
  return [...groups];
}
