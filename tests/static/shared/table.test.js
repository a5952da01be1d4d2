import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { DataTable, fieldColumn, nameColumn } from "../../../app/static/js/shared/table.js";
import { speak } from "../page.js";

afterEach(() => speak("en"));

const ROWS = [
  { id: 1, name: "Dongsi", population: 900 },
  { id: 2, name: "Andingmen", population: null },
  { id: 3, name: "Jianguomen", population: 1200 },
];
const COLUMNS = [nameColumn((row) => row.name), fieldColumn("population")];

function ids(sort) {
  const table = new DataTable(null, { columns: COLUMNS, caption: "", sort });
  table.rows = ROWS;
  return table.sorted().map((row) => row.id);
}

test("a table is sorted by its first column until the reader asks for another one", () => {
  assert.deepEqual(ids(undefined), [2, 1, 3]);
  assert.deepEqual(ids({ name: "population", down: false }), [1, 3, 2]);
  assert.deepEqual(ids({ name: "population", down: true }), [3, 1, 2]);
});

test("a column that is not there leaves the rows as the answer has them", () => {
  assert.deepEqual(ids({ name: "", down: true }), [1, 2, 3]);
  assert.deepEqual(
    ROWS.map((row) => row.id),
    [1, 2, 3],
  );
});

test("the row of totals, which has no id, is called so", () => {
  const { get, show } = nameColumn((row) => row.name);
  assert.equal(get({ id: 0, name: "东四" }), "东四");
  assert.equal(show({ population: 3 }), "total");
});
