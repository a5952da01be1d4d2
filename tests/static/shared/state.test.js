import assert from "node:assert/strict";
import { test } from "node:test";
import { queryOf, stateOf } from "../../../app/static/js/shared/state.js";

const DEFAULTS = { facility: "health_centers", radius: null, by: "community", measure: null };

test("an address without a query has the state of the server", () => {
  assert.deepEqual(stateOf("", DEFAULTS), DEFAULTS);
});

test("what the address says goes before what the server said", () => {
  const state = stateOf("?facility=police&radius=500&by=area&lang=en&unknown=1", DEFAULTS);
  assert.deepEqual(state, { ...DEFAULTS, facility: "police", radius: 500, by: "area" });
});

test("a radius that is none is left to the standard", () => {
  const radii = ["0", "-5", "far", "", "Infinity", "NaN", "500.5", "1e3"];
  const read = radii.map((radius) => stateOf(`?radius=${radius}`, DEFAULTS).radius);
  assert.deepEqual(read, [null, null, null, null, null, null, 500.5, 1000]);
});

test("the state is written beside what is no part of it, and nothing is written for nothing", () => {
  const state = { ...DEFAULTS, radius: 500, rule: "", usedRadius: 300 };
  assert.equal(
    queryOf("?lang=zh&rule=old&radius=1", state),
    "lang=zh&radius=500&facility=health_centers&by=community",
  );
});

test("a state that is written is read again, in any script", () => {
  const state = { ...DEFAULTS, radius: 712.5, measure: "面积 & co", loc: "39.9,116.4,15" };
  assert.deepEqual(stateOf(queryOf("", state), DEFAULTS), state);
});
