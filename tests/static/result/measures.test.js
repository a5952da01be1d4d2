import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import {
  classesOf,
  distanceClasses,
  measuresOf,
  titled,
} from "../../../app/static/js/result/measures.js";
import { config } from "../page.js";

afterEach(() => {
  config.result.columns = [];
});

const ROWS = [
  { id: 1, name: "A", gained: null, lon: 116.4, nearest_m: 300, population_share: 0.95, note: "x" },
  { id: 2, name: "B", gained: 12, lon: 116.5, nearest_m: null, population_share: 0.2, note: "y" },
];

test("columns of numbers are offered, those that maps are made for first", () => {
  assert.deepEqual(
    measuresOf(ROWS).map(([name]) => name),
    ["population_share", "nearest_m", "gained"],
  );
  assert.deepEqual(measuresOf([]), []);
});

test("where the layout has columns, only those and the ones of maps are offered", () => {
  config.result.columns = ["name"];
  assert.deepEqual(
    measuresOf(ROWS).map(([name]) => name),
    ["population_share", "nearest_m"],
  );
});

test("names that hold no number are not offered, the others with their titles", () => {
  assert.deepEqual(titled(["gained", "note", "gone"], ROWS), [["gained", "People gained"]]);
});

test("a measure has its own classes, any other those of its values", () => {
  const share = classesOf(ROWS, "population_share");
  assert.equal(share.classes.length, 5);
  assert.equal(share.colorOf(0.95), "#g4");
  const gained = classesOf(ROWS, "gained");
  assert.deepEqual(
    gained.classes.map(({ color, label, count }) => [color, label, count]),
    [["#p2", "12", 1]],
  );
  assert.equal(gained.missing, 1);
});

test("each distance has its class, best first, and what none reaches is hatched", () => {
  const { classes, extra, colorOf } = distanceClasses([
    { radius_m: 500, area_share: 0.25 },
    { radius_m: 1000, area_share: 0.5 },
    { radius_m: null, area_share: 0.5, name: "beyond" },
  ]);
  assert.deepEqual(
    classes.map(({ color, label, count }) => [color, label, count]),
    [
      ["#g4", "≤ 500", "25.0%"],
      ["#g1", "≤ 1,000", "50.0%"],
    ],
  );
  assert.deepEqual(extra, [["unserved", null, "beyond", "50.0%"]]);
  assert.deepEqual([500, null].map(colorOf), ["#g4", "url(#hatch-unserved)"]);
});

test("one distance has a color of its own, and no rest is no entry", () => {
  const { classes, extra } = distanceClasses([{ radius_m: 300, area_share: 1 }]);
  assert.deepEqual([classes[0].color, extra], ["#g3", []]);
});
