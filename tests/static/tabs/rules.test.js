import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import {
  byRule,
  clauseOf,
  describeGap,
  required,
  ruleTitle,
  unmetByUnit,
  verdict,
} from "../../../app/static/js/tabs/rules.js";
import { speak } from "../page.js";

afterEach(() => speak("en"));

const NEAR = {
  rule: "near",
  rule_zh: "卫生站 300 米",
  rule_en: "Clinic within 300 m",
  clause: "附录 B / appendix B; 2.0.2",
  certainty: "verified",
  required: 300,
  unit: "m",
  comparison: "<=",
};
const GREEN = { rule: "green", rule_zh: "人均绿地", required: null, unit: "m2/person" };
const ROWS = [
  { id: 1, ...NEAR, met: true },
  { id: 2, ...NEAR, met: false },
  { id: 3, ...NEAR, met: null },
  { id: 1, ...GREEN, met: false },
  { id: 2, ...GREEN, met: false },
  { id: 3, ...GREEN, met: null },
];

test("rules are counted by the units that meet them, in the order of the answer", () => {
  const counts = byRule(ROWS).map(({ rule, met, notMet, unknown }) => [rule, met, notMet, unknown]);
  assert.deepEqual(counts, [
    ["near", 1, 1, 1],
    ["green", 0, 2, 1],
  ]);
  assert.deepEqual(byRule([]), []);
});

test("a rule keeps what is said of it, under its own id", () => {
  const [{ id, title, clause, required: threshold, unit }] = byRule(ROWS);
  assert.deepEqual(
    [id, title, clause, threshold, unit],
    ["near", "Clinic within 300 m", NEAR.clause, 300, "m"],
  );
});

test("a rule is called in the reader's language, else in Chinese, else by its id", () => {
  assert.equal(ruleTitle(GREEN), "人均绿地");
  assert.equal(ruleTitle({ rule: "own" }), "own");
  speak("zh");
  assert.equal(ruleTitle(NEAR), "卫生站 300 米");
});

test("the rules that a unit does not meet are named; nothing measured is not nothing unmet", () => {
  const unmet = unmetByUnit(ROWS);
  assert.deepEqual(unmet.get(1), ["人均绿地"]);
  assert.deepEqual(unmet.get(2), ["Clinic within 300 m", "人均绿地"]);
  assert.equal(unmet.get(3), null);
  assert.equal(unmet.get(4), undefined);
  assert.deepEqual(unmetByUnit([{ id: 5, ...NEAR, met: true }]).get(5), []);
});

test("a clause is cited in one language, with its numbers", () => {
  assert.equal(clauseOf(NEAR), "appendix B; 2.0.2");
  assert.equal(clauseOf({ clause: "4.0.1" }), "4.0.1");
  assert.equal(clauseOf({ clause: "a / b / c" }), "a / b / c");
  assert.equal(clauseOf({ clause: null }), null);
  speak("zh");
  assert.equal(clauseOf(NEAR), "附录 B; 2.0.2");
});

test("a threshold is told with its sign and its unit, none as such", () => {
  assert.equal(required(NEAR), "≤ 300 m");
  assert.equal(required({ required: 0.9, unit: "share", comparison: ">=" }), "≥ 90%");
  assert.equal(required({ required: 0, unit: "m", comparison: ">" }), "> 0 m");
  assert.equal(required({ required: 2, unit: "m", comparison: "==" }), "2 m");
  assert.equal(required(GREEN), "no threshold");
});

test("verdicts are met, not met or open, in both languages", () => {
  assert.deepEqual([true, false, null].map(verdict), ["met", "not met", "no data"]);
  speak("zh");
  assert.deepEqual([true, false, null].map(verdict), ["达标", "未达标", "无数据"]);
});

test("a gap is described by what was measured and what is missing", () => {
  const row = { ...NEAR, measured: 412.5, shortfall: 112.5, met: false };
  assert.deepEqual(describeGap(row), [
    ["Measured", "412.5 m"],
    ["Required", "≤ 300 m"],
    ["Shortfall", "112.5 m"],
    ["Met", "not met"],
    ["Clause", "appendix B; 2.0.2"],
  ]);
  assert.deepEqual(describeGap(undefined), []);
});

test("a rule that could not be judged everywhere says why, in the reader's language", () => {
  const why = { reason_zh: "没有人口数据；请导入", reason_en: "no people; import them" };
  const [near, green] = byRule([
    { id: 1, ...NEAR, met: true },
    { id: 2, ...NEAR, met: null, ...why },
    { id: 1, ...GREEN, met: false },
  ]);
  assert.equal(near.reason, "no people; import them");
  assert.equal(green.reason, "");
  speak("zh");
  assert.equal(byRule([{ id: 2, ...NEAR, met: null, ...why }])[0].reason, "没有人口数据；请导入");
});
