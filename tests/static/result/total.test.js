import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import {
  columnOfPair,
  isMap,
  partsOf,
  saidChange,
  titleOfPair,
} from "../../../app/static/js/result/total.js";
import { speak } from "../page.js";

afterEach(() => speak("en"));

test("a total is parted into facts, pairs and lists, whatever it nests", () => {
  const { facts, pairs, lists } = partsOf({
    id: 1,
    name: "东城区",
    status_zh: "最优",
    status_en: "optimal",
    people: 900,
    ledger: { overlap_m2: 12, parts: { deep: 0 } },
    nearest_m_before: 400,
    nearest_m_after: 300,
    communities: [{ id: 1 }],
    lorenz: [
      [0, 0],
      [1, 1],
    ],
    empty: [],
    weights: { near: 2, green: 1 },
  });
  assert.deepEqual(
    [...facts],
    [
      ["status_en", "optimal"],
      ["people", 900],
      ["overlap_m2", 12],
      ["deep", 0],
    ],
  );
  assert.deepEqual(pairs, [{ base: "nearest_m", before: 400, after: 300 }]);
  assert.deepEqual(lists, [
    ["communities", [{ id: 1 }]],
    [
      "weights",
      [
        { rule: "near", weight: 2 },
        { rule: "green", weight: 1 },
      ],
    ],
  ]);
});

test("pairs of many figures are parted, and pairs of nothing are left out", () => {
  const { pairs, facts } = partsOf({
    equity_before: { gini: 0.4, palma: null },
    equity_after: { gini: 0.3, palma: 1.2 },
    people_before: null,
    people_after: null,
    share_before: 0.5,
  });
  assert.deepEqual(pairs, [
    { base: "gini", before: 0.4, after: 0.3 },
    { base: "palma", before: null, after: 1.2 },
  ]);
  assert.deepEqual([...facts], [["share_before", 0.5]]); // without an "after" it is a fact
});

test("only objects with members are maps", () => {
  assert.deepEqual([{}, { a: 1 }].map(isMap), [true, true]);
  assert.deepEqual([null, [], "x", 0].map(isMap), [false, false, false, false]);
});

test("a pair is called by its first member, without the words for before", () => {
  assert.equal(titleOfPair("population_share"), "Share covered");
  assert.equal(titleOfPair("gained"), "People gained");
  assert.deepEqual(["nearest_m", "gained"].map(columnOfPair), ["nearest_m_before", "gained"]);
  speak("zh");
  assert.equal(titleOfPair("population_share"), "人口覆盖率");
});

test("a change has its sign and unit, shares change by percentage points", () => {
  const change = (base, before, after) => saidChange({ base, before, after });
  assert.equal(change("nearest_m", 400, 312.4), "−88 m");
  assert.equal(change("nearest_m", 300, 400), "+100 m");
  assert.equal(change("nearest_m", 300, 300), "±0 m");
  assert.equal(change("population_share", 0.5, 0.625), "+12.5 percentage points");
  assert.equal(change("population_share", 0.5, 0.4), "−10.0 percentage points");
  speak("zh");
  assert.equal(change("population_share", 0.5, 0.625), "+12.5 个百分点");
});

test("what has no number before or after has no change", () => {
  assert.equal(saidChange({ base: "nearest_m", before: null, after: 300 }), "");
  assert.equal(saidChange({ base: "status", before: "a", after: "b" }), "");
});
