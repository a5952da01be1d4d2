import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import {
  columnsOf,
  firstColumns,
  firstOf,
  linesOf,
  tableColumn,
} from "../../../app/static/js/result/columns.js";
import { config, speak } from "../page.js";

afterEach(() => {
  speak("en");
  Object.assign(config.result, { columns: [], each: "" });
});

const ROW = { id: 1, name: "东四", title_zh: "标题", title_en: "Title", population: 900 };

test("texts are shown in one language, ids only where there is no name", () => {
  assert.deepEqual(columnsOf([ROW]), ["name", "title_en", "population"]);
  assert.deepEqual(columnsOf([{ id: 1, people: 2 }]), ["id", "people"]);
  assert.deepEqual(columnsOf([{ name: "东四", name_en: "Dongsi" }]), ["name_en"]);
  assert.deepEqual(columnsOf([]), []);
  speak("zh");
  assert.deepEqual(columnsOf([ROW]), ["name", "title_zh", "population"]);
});

test("of a choice the first is taken that is known", () => {
  assert.equal(
    firstOf("a|b|c", (name) => name !== "a"),
    "b",
  );
  assert.equal(
    firstOf("a", () => false),
    undefined,
  );
});

test("the first columns are those of the layout that hold anything", () => {
  config.result.columns = ["title", "population_share|population", "nearest_m", "gone"];
  const rows = [
    { ...ROW, nearest_m: null },
    { ...ROW, nearest_m: null },
  ];
  assert.deepEqual(firstColumns(rows), ["title_en", "population"]);
  config.result.columns = ["gone"];
  assert.deepEqual(firstColumns([ROW]), columnsOf([ROW]));
});

test("a popup tells the columns of the table, or all where the row has none of them", () => {
  config.result.columns = ["name", "population"];
  const row = { ...ROW, parts: { a: 1 }, note: "" };
  assert.deepEqual(linesOf(row), [["Population", "900 people"]]);
  config.result.columns = ["gone"];
  assert.deepEqual(linesOf(row), [
    ["title", "Title"],
    ["Population", "900 people"],
  ]);
});

test("cells are words: verdicts, numbers of their column, what is nested as JSON", () => {
  const rows = [{ ...ROW, met: false, parts: { a: 1 }, list: [1, 2] }];
  const show = (name) => tableColumn(rows, name).show(rows[0]);
  assert.deepEqual(["name", "population", "met", "parts", "list"].map(show), [
    "东四",
    "900",
    "not met",
    '{"a":1}',
    "[1,2]",
  ]);
});

test("what is missing is a dash where rows are key figures, and is said elsewhere", () => {
  const rows = [{ id: 1, area_share: null }];
  const show = () => tableColumn(rows, "area_share").show(rows[0]);
  assert.equal(show(), "no data");
  config.result.each = "area_share";
  assert.equal(show(), "–");
});

test("a column is numeric by its rows, long by its longest text, bad where not met", () => {
  const rows = [
    { id: 1, name: "x".repeat(23), people: null, met: true },
    { id: 2, name: "y", people: 0, met: false },
  ];
  const [name, people, met] = ["name", "people", "met"].map((one) => tableColumn(rows, one));
  assert.deepEqual([name.numeric, people.numeric, met.numeric], [false, true, false]);
  assert.deepEqual(name.className(rows[1]), ["words", "long"]);
  assert.equal(people.className(rows[0]), "");
  assert.deepEqual(met.className(rows[0]), ["words", false]);
  assert.equal(met.className(rows[1]), "bad");
});

test("grades are told by the title that the kind of the row gives them", () => {
  config.result.grades = { parcel_points: { station: { zh: "快递服务站", en: "Parcel shop" } } };
  const rows = [{ id: "parcel_points", grade: "station", met_by_grade: "own" }];
  assert.equal(tableColumn(rows, "grade").show(rows[0]), "Parcel shop");
  assert.equal(tableColumn(rows, "met_by_grade").show(rows[0]), "own");
  speak("zh");
  assert.equal(tableColumn(rows, "grade").show(rows[0]), "快递服务站");
});

// Kind: a cell that has no value shows that of another column; a park without a name was "Green spaces".
test("in a list of kinds a facility without a name is told by its id, no facility by no data", () => {
  const row = { id: "green_spaces", title_en: "Green spaces", name: null, facility_id: 7 };
  const name = tableColumn([row], "name");
  assert.equal(name.show(row), "#7");
  assert.equal(name.show({ ...row, name: "Ditan" }), "Ditan");
  assert.equal(name.show({ ...row, facility_id: null }), "no data");
  assert.equal(name.show({ id: 3, title_en: "A layer", name: null }), "A layer");
});

test("what no standard asks is not said to lack data", () => {
  const rows = [
    { id: "libraries", distance_m: 90, required_m: null, nearest_met: null, grade: null },
    { id: "police", distance_m: null, required_m: 800, nearest_met: null, grade: null },
  ];
  const shown = (name) => rows.map((row) => tableColumn(rows, name).show(row));
  assert.equal(shown("required_m")[0], "no threshold");
  const [unasked, unknown] = shown("nearest_met");
  assert.equal(unasked, "–");
  assert.notEqual(unknown, "–");
  assert.equal(shown("grade")[0], shown("grade")[1]);
  assert.notEqual(shown("distance_m")[1], "–");
});
