// The units that results are about, as layers of the map, and what they are called.
import { config } from "../shared/page.js";

const { shequ } = window;

// Every unit that a result can be about has its layer here.
export const LAYER_OF = {
  community: "communities",
  compound: "compounds",
  subdistrict: "subdistricts",
  area: "area",
};

// What the map shows units by: where no communities are loaded, the area stands for them as one.
export function shownBy(by) {
  return by === "community" && !config.layers.communities ? "area" : by;
}

// The area is one unit, which the features of its layer do not say.
export function wholeArea() {
  return { id: 1, ...config.areaNames };
}

function namesIn(layer) {
  const names = new Map();
  shequ.layer(layer).eachLayer(({ feature: { properties } }) => {
    names.set(properties.id, shequ.nameText(properties));
  });
  return names;
}

// The names that the reader is shown, by kind of unit and id; none of a layer that is yet to come.
export function unitNames() {
  const named = Object.entries(LAYER_OF).map(([by, layer]) => [by, namesIn(layer)]);
  const names = { ...Object.fromEntries(named), area: new Map([[1, shequ.nameText(wholeArea())]]) };
  // Where the area stands for communities, its one row is called as the area is.
  return { ...names, community: names[shownBy("community")] };
}

// The names of communities as rows tell them, and as the reader is shown them.
export function communityTitles() {
  const found = new Map();
  shequ.layer(LAYER_OF.community).eachLayer(({ feature: { properties } }) => {
    found.set(properties.name, shequ.nameText(properties));
  });
  if (shownBy("community") === "area") found.set(wholeArea().name, shequ.nameText(wholeArea()));
  return found;
}
