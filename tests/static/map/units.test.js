// Kinds of fault: a unit that analyses know and pages do not; a layer that comes after its result.
import assert from "node:assert/strict";
import { test } from "node:test";
import "../page.js";

const layers = {};
globalThis.window.shequ.layer = (id) => ({
  eachLayer: (each) => {
    for (const properties of layers[id] ?? []) each({ feature: { properties } });
  },
});
globalThis.window.shequ.nameText = (properties) => properties.name_en ?? properties.name;
const { LAYER_OF, shownBy, unitNames, unitTitles } = await import(
  "../../../app/static/js/map/units.js"
);

test("every kind of unit has a layer and names, compounds too", () => {
  layers.compounds = [{ id: 7, name: "东苑", name_en: "East Court" }];
  const names = unitNames();
  assert.deepEqual(Object.keys(names).sort(), Object.keys(LAYER_OF).sort());
  assert.equal(names.compound.get(7), "East Court");
  assert.equal(names.area.get(1), "Dongcheng");
});

test("units that have not come yet have no names, which is no fault", () => {
  layers.compounds = [];
  assert.equal(unitNames().compound.get(7), undefined);
});

test("where no communities are loaded the area is painted in their place", () => {
  assert.equal(shownBy("subdistrict"), "subdistrict");
  assert.equal(shownBy("community"), "area");
});

// Kind of fault: a page in one language that calls its one row in another.
test("the area that stands for communities is called as the reader calls it", () => {
  layers.communities = [];
  assert.equal(unitNames().community.get(1), "Dongcheng");
  assert.equal(unitTitles().community.get("东城区"), "Dongcheng");
});

// Kind of fault: a name that stands for two places takes the English name of one of them.
test("a unit in a cell has its English name only where the name tells which one it is", () => {
  layers.subdistricts = [
    { id: 1, name: "东四", name_en: "Dongsi" },
    { id: 2, name: "新村", name_en: "New Village" },
    { id: 3, name: "新村", name_en: "Xincun" },
  ];
  assert.equal(unitTitles().subdistrict.get("东四"), "Dongsi");
  assert.equal(unitTitles().subdistrict.get("新村"), "新村");
});
