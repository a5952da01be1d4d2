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

// The names of the features of a layer that the reader is shown, by id.
export function namesIn(layer) {
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

// Names as rows tell them, and as the reader is shown them. Two places of one name that are shown
// differently keep it: by the name alone nobody knows which one is meant.
function titlesIn(layer) {
  const found = new Map();
  shequ.layer(layer).eachLayer(({ feature: { properties } }) => {
    const [name, shown] = [properties.name, shequ.nameText(properties)];
    found.set(name, (found.get(name) ?? shown) === shown ? shown : name);
  });
  return found;
}

// The names of units that cells hold, by kind of unit and by the name in the data.
export function unitTitles() {
  const named = Object.entries(LAYER_OF).map(([by, layer]) => [by, titlesIn(layer)]);
  const titles = Object.fromEntries(named);
  if (shownBy("community") === "area") {
    titles.community.set(wholeArea().name, shequ.nameText(wholeArea()));
  }
  return titles;
}
