// Kind: a page that opens as "no data" where something is measured.
import assert from "node:assert/strict";
import { test } from "node:test";
import { heldMeasure, heldNames } from "../../../app/static/js/tabs/held.js";

const NAMES = ["population_share", "places_share", "area_share"];
const ROWS = [
  { id: 1, population_share: null, area_share: 0 },
  { id: 2, population_share: null, area_share: null },
];

test("what no row has a value of is left out, and 0 is a value", () => {
  assert.deepEqual(heldNames(NAMES, ROWS), ["area_share"]);
});

test("where nothing is known all are named", () => {
  assert.deepEqual(heldNames(NAMES, []), NAMES);
  assert.deepEqual(heldNames(["population_share"], ROWS), ["population_share"]);
});

test("the first measure that is known is taken for one that is not", () => {
  assert.equal(heldMeasure("population_share", NAMES, ROWS), "area_share");
  assert.equal(heldMeasure(null, NAMES, ROWS), "area_share");
  const known = [{ id: 1, population_share: 0.5, area_share: 0.1 }];
  assert.equal(heldMeasure(null, NAMES, known), "population_share");
  assert.equal(heldMeasure("area_share", NAMES, known), "area_share");
});
