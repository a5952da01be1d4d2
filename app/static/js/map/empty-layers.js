// The layers that are still empty: named, with how to fill each, once a reader wants to know.
import { ask } from "../shared/api.js";
import { create } from "../shared/element.js";
import { config, pick } from "../shared/page.js";
import { emptyByGroup } from "./empty-groups.js";

function commandFor(id) {
  return `flask layers import ${config.area} ${id} FILE`;
}

function line({ id, title }) {
  return create(
    "li",
    {},
    create("span", { text: pick(title) }),
    create("code", { text: commandFor(id) }),
  );
}

function section([name, layers]) {
  return create("section", {}, create("h3", { text: name }), create("ul", {}, ...layers.map(line)));
}

// Kinds may have been added and layers filled since the page was made: the list is asked for anew.
export function offerEmptyLayers(onError) {
  const place = document.getElementById("empty-layers");
  place?.addEventListener("toggle", async () => {
    if (!place.open) return;
    try {
      const found = await ask("empty-layers", "layers");
      if (found) {
        place.querySelector("div").replaceChildren(...emptyByGroup(found.layers).map(section));
      }
    } catch (error) {
      onError(error);
    }
  });
}
