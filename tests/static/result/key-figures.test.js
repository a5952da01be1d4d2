import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { keyFigures } from "../../../app/static/js/result/key-figures.js";
import { learnNames } from "../../../app/static/js/result/words.js";
import { config } from "../page.js";

afterEach(() => {
  Object.assign(config.result, { figures: [], each: "" });
  learnNames([]);
});

function figures(wanted, total, rows = []) {
  config.result.figures = wanted;
  return keyFigures(total, rows).figures.map(({ label, said, note }) => [label, said, note]);
}

test("figures are those of the layout that the total knows, in its order", () => {
  const total = { population_share: null, population: 12_000, covered_population: 9000 };
  assert.deepEqual(figures(["population_share|covered_population", "gone", "population"], total), [
    ["Covered population", "9,000 people", "of 12,000 people"],
    ["Population", "12,000 people", ""],
  ]);
});

test("what figures have told is named, so that it is not told twice", () => {
  config.result.figures = ["population"];
  const { told } = keyFigures({ population: 5, covered_population: 3 }, []);
  assert.deepEqual([...told], ["population"]);
});

test("a figure between two bounds tells them where they differ as they are shown", () => {
  const bounded = (low, high) =>
    figures(["population_share"], {
      population_share: 0.5,
      population_share_low: low,
      population_share_high: high,
    })[0][2];
  assert.equal(bounded(0.4, 0.6), "at least 40.0%, at most 60.0%");
  assert.equal(bounded(0.5001, 0.5002), "");
  assert.equal(bounded(null, null), "");
});

test("a pair tells both, the unit once but for percent, and the change", () => {
  const total = {
    population_share_before: 0.5,
    population_share_after: 0.75,
    nearest_m_before: 1400,
    nearest_m_after: 300,
  };
  const wanted = [
    "population_share_before/population_share_after",
    "nearest_m_before/nearest_m_after",
  ];
  assert.deepEqual(figures(wanted, total), [
    ["Share covered", "50.0% → 75.0%", "+25.0 percentage points"],
    ["Mean distance", "1,400 → 300 m", "−1,100 m"],
  ]);
});

test("counts of verdicts are called as the verdict, a mean by what it is of", () => {
  learnNames([{ access_per_1000: 1 }]);
  assert.deepEqual(figures(["met", "mean"], { met: 12, mean: 0.5 }), [
    ["met", "12", ""],
    ["Access per 1,000 people, mean", "0.500 per 1,000 people", ""],
  ]);
});

test("few rows are figures themselves, before those of the total", () => {
  config.result.each = "area_share";
  const rows = [
    { id: 1, name: "500 m", area_share: 0.25, area_m2: 2_500_000 },
    { id: 2, name: "beyond", area_share: null },
  ];
  assert.deepEqual(figures(["population"], { population: 0 }, rows), [
    ["500 m", "25.0%", "250.0 ha"],
    ["beyond", "no data", ""],
    ["Population", "0 people", ""],
  ]);
});
