import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import {
  column,
  isMissing,
  number,
  quantity,
  title,
  unit,
  unitName,
  value,
  withUnit,
} from "../../../app/static/js/shared/format.js";
import { speak } from "../page.js";

afterEach(() => speak("en"));

test("numbers are grouped and rounded to the decimals that are asked for", () => {
  assert.equal(number(1234567.891), "1,234,568");
  assert.equal(number(1234567.891, 2), "1,234,567.89");
  assert.equal(number(7, 2), "7.00");
  assert.equal(number(-4.26, 1), "-4.3");
  assert.equal(number(9_007_199_254_740_991), "9,007,199,254,740,991");
  assert.equal(number(1e21), "1,000,000,000,000,000,000,000");
});

test("what rounds to nothing has no sign", () => {
  assert.equal(number(0), "0");
  assert.equal(number(-0), "0");
  assert.equal(number(-0.4), "0");
  assert.equal(number(-0.004, 2), "0.00");
  assert.equal(number(-0.006, 2), "-0.01");
});

test("what is no number is said to be missing, in both languages", () => {
  for (const raw of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY, "12"]) {
    assert.equal(number(raw), "no data");
  }
  speak("zh");
  assert.equal(number(null), "无数据");
  assert.equal(number(1234.5, 1), "1,234.5");
});

test("zero and false are values, null and NaN are none", () => {
  assert.deepEqual([null, undefined, Number.NaN].map(isMissing), [true, true, true]);
  assert.deepEqual([0, "", false].map(isMissing), [false, false, false]);
});

test("a column that nobody declared is called by its name", () => {
  assert.deepEqual(column("walked_m"), {
    zh: "walked_m",
    en: "walked_m",
    unit: "",
    decimals: null,
    share: false,
  });
  assert.equal(title("walked_m"), "walked_m");
  assert.equal(unit("walked_m"), "");
});

test("titles and units are those of the reader's language", () => {
  assert.deepEqual([title("population"), unit("population")], ["Population", "people"]);
  speak("zh");
  assert.deepEqual([title("population"), unit("population")], ["人口", "人"]);
  assert.deepEqual([unitName("ha"), unitName("furlong"), unitName(null)], ["公顷", "furlong", ""]);
});

test("a value is written as its column says", () => {
  assert.equal(value("population", 12345.6), "12,346");
  assert.equal(value("population_share", 0.9462), "94.6");
  assert.equal(value("population_share", 0), "0.0");
  assert.equal(value("green_per_resident_m2", 7.995), "8.00");
  assert.equal(value("walked_m", 3), "3");
  assert.equal(value("walked_m", 12.345), "12.35");
});

test("a value that is no number is told as it is", () => {
  assert.equal(value("name", "东四街道 <b>"), "东四街道 <b>");
  assert.equal(value("met", true), "yes");
  assert.equal(value("met", false), "no");
  assert.equal(value("population", null), "no data");
  assert.equal(value("population", Number.NaN), "no data");
  speak("zh");
  assert.equal(value("met", true), "是");
});

test("a value with its unit says nothing of the unit where there is none", () => {
  assert.equal(withUnit("nearest_m", 412.4), "412 m");
  assert.equal(withUnit("population_share", 0.5), "50.0%");
  assert.equal(withUnit("walked_m", 5), "5");
  assert.equal(withUnit("nearest_m", null), "no data");
  assert.equal(withUnit("nearest_m", Number.NaN), "no data");
  speak("zh");
  assert.equal(withUnit("nearest_m", 412.4), "412 米");
});

test("areas are told in square meters, hectares, then square kilometers", () => {
  assert.equal(withUnit("area_m2", 9999), "9,999 m²");
  assert.equal(withUnit("area_m2", 10_000), "1.0 ha");
  assert.equal(withUnit("area_m2", 1_234_567), "123.5 ha");
  assert.equal(withUnit("area_m2", 41_840_000), "41.84 km²");
  assert.equal(withUnit("area_m2", -25_000), "-2.5 ha");
  assert.equal(withUnit("area_m2", 0), "0 m²");
  speak("zh");
  assert.equal(withUnit("area_m2", 1_234_567), "123.5 公顷");
});

test("a quantity of a rule has the decimals that it needs", () => {
  assert.equal(quantity(300, "m"), "300 m");
  assert.equal(quantity(0.5, "m2/person"), "0.50 m² per person");
  assert.equal(quantity(12.34, "m2/person"), "12.3 m² per person");
  assert.equal(quantity(-3.5, "m"), "-3.50 m");
  assert.equal(quantity(0, "m"), "0 m");
  assert.equal(quantity(3, null), "3");
  assert.equal(quantity(null, "m"), "no data");
  assert.equal(quantity(Number.NaN, "m"), "no data");
});

test("a share of a rule is told in percent, of what it is a share", () => {
  assert.equal(quantity(0.8, "share"), "80%");
  assert.equal(quantity(0.855, "share"), "85.5%");
  assert.equal(quantity(0.29, "share"), "29%"); // 0.29 * 100 = 28.999999999999996
  assert.equal(quantity(1, "share_of_communities"), "100% of communities");
  assert.equal(quantity(0, "share_of_nothing_known"), "0%");
  speak("zh");
  assert.equal(quantity(0.9, "share_of_communities"), "90% 的社区");
});

test("one of a unit is called so", () => {
  // Kind of fault: "1 people".
  assert.equal(quantity(1, "person"), "1 person");
  assert.equal(quantity(2, "person"), "2 people");
  assert.equal(withUnit("population", 1), "1 person");
  speak("zh");
  assert.equal(quantity(1, "person"), "1 人");
});
