// The units that results are about, as layers of the map, and what they are called.
import { config } from "../shared/page.js";

const { shequ } = window;

export const LAYER_OF = { community: "communities", subdistrict: "subdistricts", area: "area" };

// The area is one unit, which the features of its layer do not say.
export function wholeArea() {
  return { id: 1, ...config.areaNames };
}

// The names that the reader is shown, by kind of unit and id.
export function unitNames() {
  const names = { area: new Map([[1, shequ.nameText(wholeArea())]]) };
  for (const by of ["community", "subdistrict"]) {
    names[by] = new Map();
    shequ.layer(LAYER_OF[by]).eachLayer(({ feature: { properties } }) => {
      names[by].set(properties.id, shequ.nameText(properties));
    });
  }
  return names;
}

// The names of communities as rows tell them, and as the reader is shown them.
export function communityTitles() {
  const found = new Map();
  shequ.layer(LAYER_OF.community).eachLayer(({ feature: { properties } }) => {
    found.set(properties.name, shequ.nameText(properties));
  });
  return found;
}
