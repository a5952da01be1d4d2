import "../page.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { painting } from "../../../app/static/js/tabs/painting.js";

const ROWS = [
  { id: 7, population_share: 0.42, nearest_m: 512.3 },
  { id: 9, population_share: 1, nearest_m: null },
];
const NAMES = ["population_share", "nearest_m", "area_share"];

test("units have the color of their class, those without a row are hatched", () => {
  const made = painting(ROWS, { by: "community", measure: "population_share", names: NAMES });
  assert.deepEqual(
    [made.by, made.title, made.unit],
    ["community", "Share of population covered", "%"],
  );
  assert.deepEqual([7, 9].map(made.colorOf), ["#g0", "#g4"]);
  assert.equal(made.colorOf(8), "url(#hatch-nodata)");
  assert.deepEqual(
    made.classes.map((one) => one.count),
    [1, 0, 0, 0, 1],
  );
});

test("a unit tells the columns that its row has, even those that hold nothing", () => {
  const { describe } = painting(ROWS, { by: "community", measure: "nearest_m", names: NAMES });
  assert.deepEqual(describe(9), [
    ["Share of population covered", "100.0%"],
    ["Distance to the nearest", "no data"],
  ]);
  assert.deepEqual(describe(8), []);
});
