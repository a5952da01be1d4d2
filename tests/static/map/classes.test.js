import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { classify, classifyMet } from "../../../app/static/js/map/classes.js";
import { speak } from "../page.js";

afterEach(() => speak("en"));

const RAMP = ["#1", "#2", "#3", "#4", "#5"];
const NO_DATA = "url(#hatch-nodata)";
const MEASURE = { ramp: RAMP, share: false, decimals: 2 };

function classesOf(values, more = {}) {
  return classify(values, { ...MEASURE, ...more });
}

function told({ classes }) {
  return classes.map(({ label, count }) => `${label}: ${count}`);
}

test("given breaks are kept, and a value on a break belongs to the class above", () => {
  const made = classesOf([0, 0.499, 0.5, 0.7, 0.95, 1], {
    breaks: [0, 0.5, 0.7, 0.8, 0.9, 1],
    share: true,
    decimals: 1,
  });
  assert.deepEqual(told(made), [
    "0 – < 50: 2",
    "50 – < 70: 1",
    "70 – < 80: 1",
    "80 – < 90: 0",
    "90 – 100: 2",
  ]);
  assert.deepEqual([0.499, 0.5, 0.7, 0.8, 1].map(made.colorOf), ["#1", "#2", "#3", "#4", "#5"]);
});

test("a sum that falls short of a break by rounding alone belongs to the class above", () => {
  const { colorOf } = classesOf([0.1], { breaks: [0, 0.3, 1], share: true });
  assert.equal(colorOf(0.8 - 0.5), "#5"); // 0.30000000000000004
  assert.equal(colorOf(0.1 * 3), "#5");
  assert.equal(colorOf(1 - 0.7), "#5"); // 0.30000000000000004
  assert.equal(colorOf(0.9 - 0.6), "#5"); // 0.30000000000000004
  assert.equal(colorOf(0.7 - 0.4), "#5"); // 0.29999999999999993
  assert.equal(colorOf(0.29), "#1");
});

test("breaks of measures are quantiles that people can read", () => {
  const values = Array.from({ length: 100 }, (_, i) => 1000 + i * 13.7); // 1000 to 2356.3
  assert.deepEqual(told(classesOf(values)), [
    "1,000 – < 1,300: 22",
    "1,300 – < 1,500: 15",
    "1,500 – < 1,800: 22",
    "1,800 – < 2,100: 22",
    "2,100 – 2,356: 19",
  ]);
});

test("small whole numbers are counts, whose classes do not touch", () => {
  const made = classesOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(told(made), ["0 – 1: 2", "2 – 3: 2", "4 – 5: 2", "6 – 7: 2", "8 – 9: 2"]);
  assert.deepEqual(told(classesOf([0, 1, 1, 2])), ["0: 1", "1 – 2: 3"]);
});

test("one value, however often, is one class", () => {
  assert.deepEqual(told(classesOf([7])), ["7: 1"]);
  assert.deepEqual(told(classesOf([7, 7, 7])), ["7: 3"]);
  assert.deepEqual(told(classesOf([0, 0])), ["0: 2"]);
  assert.equal(classesOf([7, 7]).colorOf(7), "#3");
});

test("no value is no class, and all is missing", () => {
  const made = classesOf([null, undefined, Number.NaN]);
  assert.deepEqual([made.classes, made.missing], [[], 3]);
  assert.equal(made.colorOf(null), NO_DATA);
  assert.deepEqual(classesOf([]).classes, []);
});

test("what is missing is counted apart and hatched", () => {
  const made = classesOf([1, null, 2, Number.NaN, Number.POSITIVE_INFINITY, "3"]);
  assert.equal(made.missing, 4);
  assert.deepEqual([null, undefined, Number.NaN, "3"].map(made.colorOf), [
    NO_DATA,
    NO_DATA,
    NO_DATA,
    NO_DATA,
  ]);
});

test("ties fall into one class; where nearly all have the least, the rest is parted", () => {
  const zeros = new Array(95).fill(0);
  const made = classesOf([...zeros, 10, 20, 30, 40, 50]);
  assert.deepEqual(told(made), [
    "0 – 9: 95",
    "10 – 19: 1",
    "20 – 29: 1",
    "30 – 39: 1",
    "40 – 50: 2",
  ]);
});

test("there are never more than five classes, however skewed the values", () => {
  // At each step nearly all of what is left has the least: 0, then 1, then 2 and so on.
  const skewed = [5, 4, 3, 2, 1, 0].flatMap((value) => new Array(6 ** (6 - value)).fill(value));
  const made = classesOf([...skewed, 6, 7, 8, 9, 10]);
  assert.ok(made.classes.length <= 5, told(made).join(", "));
  assert.equal(
    made.classes.reduce((sum, one) => sum + one.count, 0),
    skewed.length + 5,
  );
});

test("negative and very large values are classed like others", () => {
  const made = classesOf([-1500, -750, 0, 750, 2e9]);
  assert.equal(
    made.classes.reduce((sum, one) => sum + one.count, 0),
    5,
  );
  assert.equal(made.classes[0].label, "-1,500 – < -750");
  assert.equal(made.classes.at(-1).label, "750 – 2,000,000,000");
});

test("decimals are shown only where small breaks need them", () => {
  const fine = classesOf([0.11, 0.22, 0.33, 0.44, 0.55]);
  assert.equal(fine.classes[0].label, "0.11 – < 0.22");
  const coarse = classesOf([110.4, 220.4, 330.4, 440.4, 550.4]);
  assert.equal(coarse.classes[0].label, "110 – < 220");
});

test("verdicts have two colors, and open ones are hatched", () => {
  const { classes, missing, colorOf } = classifyMet([true, false, true, null, undefined]);
  assert.deepEqual(
    classes.map(({ label, count }) => [label, count]),
    [
      ["not met", 1],
      ["met", 2],
    ],
  );
  assert.equal(missing, 2);
  assert.deepEqual([true, false].map(colorOf), ["#2c7fb8", "#e66101"]);
  assert.deepEqual([null, 1].map(colorOf), [NO_DATA, NO_DATA]);
  speak("zh");
  assert.equal(classifyMet([]).classes[0].label, "未达标");
});

test("no class is narrower than its limits are rounded", () => {
  // Quantiles of 519.6 to 523 round to 520, which is 3 from the greatest.
  const values = [0, 100, 200, 300, 400, 519.6, 520, 521, 522, 523];
  const made = classesOf(values, { decimals: 0 });
  assert.deepEqual(told(made), ["0 – < 200: 2", "200 – < 400: 2", "400 – 523: 6"]);
  // Below 10 whole numbers are not rounded: 1 of 2 stays a limit.
  assert.deepEqual(told(classesOf([0, 0, 1, 1, 2])), ["0: 2", "1 – 2: 3"]);
});
