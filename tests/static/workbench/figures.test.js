import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { figuresOf, isLacking } from "../../../app/static/js/workbench/figures.js";
import { speak } from "../page.js";

afterEach(() => speak("en"));

const COVERAGE = {
  population: 12_000,
  covered_population: 9000,
  population_share: 0.75,
  area_m2: 4_000_000,
  covered_area_m2: 1_000_000,
  area_share: 0.25,
  facilities_counted: 12,
  facilities_outside: 3,
  nearest_m_p50: 312.4,
  nearest_m_p90: 801.6,
};

function told(tab, total) {
  return figuresOf(tab, { total }).map(({ label, said, note }) => [label, said, note]);
}

test("coverage tells each share with what it is a share of", () => {
  assert.deepEqual(told("coverage", COVERAGE), [
    ["Population covered", "75.0%", "9,000 of 12,000 people"],
    ["Population not covered", "3,000", "people"],
    ["Area covered", "25.0%", "100.0 of 400.0 ha"],
    ["Facilities counted", "12", "3 outside the area"],
    ["Distance to the nearest, median", "312 m", "90th percentile 802 m"],
  ]);
});

test("residential land is a figure where there is any", () => {
  const labels = told("coverage", { ...COVERAGE, residential_share: 0.5 }).map(([label]) => label);
  assert.equal(labels[3], "Residential land covered");
});

test("who is not covered is unknown where one of both numbers is, and 0 where all are", () => {
  const outside = (more) => told("coverage", { ...COVERAGE, ...more })[1][1];
  assert.equal(outside({ covered_population: null }), "no data");
  assert.equal(outside({ covered_population: 12_000 }), "0");
  speak("zh");
  assert.equal(outside({ covered_population: null }), "无数据");
  assert.equal(told("coverage", COVERAGE)[0][2], "12,000 人中的 9,000 人");
});

test("green space is told by ground and by person, with the people that were counted", () => {
  const total = {
    green_area_m2: 4_000_000,
    ledger: { overlap_m2: 12_500 },
    green_ratio: 0.1,
    green_per_resident_m2: 5,
    population_resident: 800_000,
    green_per_registered_m2: null,
    population_registered: null,
  };
  assert.deepEqual(told("green", total), [
    ["Green area", "400.00 ha", "1.25 ha of overlap counted once"],
    ["Share of green", "10.0%", undefined],
    ["Green per resident", "5.00 m² per person", "of 800,000 people"],
  ]);
  assert.equal(isLacking("green", { total: total }), true);
  const known = { ...total, green_per_registered_m2: 4, population_registered: 1_000_000 };
  assert.equal(isLacking("green", { total: known }), false);
  assert.equal(told("green", known).length, 4);
});

// Kind: a page that opens as "no data" where something is measured.
test("where nobody's number is known the places are told, and no figure says no data", () => {
  const unknown = {
    ...COVERAGE,
    population: null,
    covered_population: null,
    population_share: null,
    nearest_m_p50: null,
    nearest_m_p90: null,
    places: 400,
    places_covered: 100,
    places_share: 0.25,
  };
  assert.deepEqual(told("coverage", unknown), [
    ["Share of places covered", "25.0%", "100 of 400 places"],
    ["Area covered", "25.0%", "100.0 of 400.0 ha"],
    ["Facilities counted", "12", "3 outside the area"],
  ]);
  assert.equal(isLacking("coverage", { total: unknown }), true);
  assert.equal(isLacking("coverage", { total: COVERAGE }), false);
});

test("gaps count rules by their verdicts", () => {
  const total = { rules: 9, units: 137, not_met: 400, met: 800, not_measurable: 33 };
  assert.deepEqual(told("gaps", total), [
    ["Rules checked", "9", "in 137 units"],
    ["not met", "400", undefined],
    ["met", "800", undefined],
    ["no data", "33", undefined],
  ]);
});
