import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { attributeLines } from "../../../app/static/js/map/popup.js";
import { config, speak } from "../page.js";

afterEach(() => speak("en"));

config.layerColumns = [
  { name: "name", title: { zh: "名称", en: "Name" } },
  {
    name: "grade",
    title: { zh: "等级", en: "Grade" },
    choices: { center: { zh: "中心", en: "Center" } },
  },
  { name: "floor_m2", title: { zh: "建筑面积", en: "Floor area" }, unit: "m2" },
  { name: "open", title: { zh: "开放", en: "Open" } },
  { name: "note", title: { zh: "备注", en: "Note" } },
  { name: "area_share", title: { zh: "占比", en: "Part" }, own: true },
  { name: "year_built", title: { zh: "建成年份", en: "Year built" } },
  { name: "fee", title: { zh: "费用", en: "Fee" }, unit: "CNY", own: true },
];
const LAYER = { columns: [0, 1, 2, 3, 4] };
const OWN = { columns: [5, 6, 7] };

test("a popup lists what is filled, with units, and choices by their titles", () => {
  const properties = { id: 1, name: "A", grade: "center", floor_m2: 1250, open: false, note: "" };
  assert.deepEqual(attributeLines(LAYER, properties), [
    ["Grade", "Center"],
    ["Floor area", "1,250 m²"],
    ["Open", "no"],
  ]);
  speak("zh");
  assert.deepEqual(attributeLines(LAYER, properties)[0], ["等级", "中心"]);
});

test("a grade of one's own is text, what is null has no unit, zero has", () => {
  const lines = attributeLines(LAYER, { grade: "<b>一级</b>", floor_m2: null });
  assert.deepEqual(lines, [
    ["Grade", "<b>一级</b>"],
    ["Floor area", "no data"],
  ]);
  assert.deepEqual(attributeLines(LAYER, { floor_m2: 0 }), [["Floor area", "0 m²"]]);
  assert.deepEqual(attributeLines(LAYER, {}), []);
});

test("a column of one's own is not taken for a column of results, a year has no comma", () => {
  const lines = attributeLines(OWN, { area_share: 0.5, year_built: 1998, fee: 1250.5 });
  assert.deepEqual(lines, [
    ["Part", "0.50"],
    ["Year built", "1998"],
    ["Fee", "1,250.50 CNY"],
  ]);
  assert.deepEqual(attributeLines(OWN, { fee: null }), [["Fee", "no data"]]);
});
