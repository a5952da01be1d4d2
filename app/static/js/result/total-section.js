// The total of a result below its rows: before and after, facts, lists, notes.
import { create } from "../shared/element.js";
import { config, pick, text } from "../shared/page.js";
import { DataTable } from "../shared/table.js";
import { columnsOf } from "./columns.js";
import { drawTable } from "./tables.js";
import { columnOfPair, partsOf, saidChange, titleOfPair } from "./total.js";
import { communityName, saidFully, titleOf, VERDICTS } from "./words.js";

const FEWEST_FACTS = 2;

function headed(title, body) {
  return [create("h2", { text: title }), body];
}

function pairTable(pairs) {
  const told = (name, show) => ({
    name,
    title: text(name),
    unit: "",
    get: (pair) => pair[name],
    show,
  });
  const value = (name) => told(name, (pair) => saidFully(columnOfPair(pair.base), pair[name]));
  const root = create("div", { className: "scroll" });
  const table = new DataTable(root, {
    caption: text("beforeAfter"),
    selectable: false,
    sort: { name: "", down: false },
    columns: [
      {
        ...told("base", (pair) => titleOfPair(pair.base)),
        title: text("figure"),
        numeric: false,
      },
      value("before"),
      value("after"),
      { ...told("change"), get: saidChange, show: saidChange },
    ],
  });
  table.show(pairs.map((pair) => ({ id: pair.base, ...pair })));
  return headed(text("beforeAfter"), root);
}

// Facts that have a title, but for verdicts and for those that key figures have told.
function factList(facts, told) {
  const { columns, result } = config;
  const names = [...facts.keys()].filter(
    (name) => (columns[name] || result.rules[name]) && !(name in VERDICTS) && !told.has(name),
  );
  if (names.length < FEWEST_FACTS) return [];
  const lines = names.map((name) =>
    create(
      "div",
      {},
      create("dt", { text: titleOf(name) }),
      create("dd", { text: saidFully(name, facts.get(name)) }),
    ),
  );
  return headed(text("total"), create("dl", {}, ...lines));
}

function listTable([name, rows]) {
  const root = create("div", { className: "scroll" });
  const named =
    name === "communities" ? rows.map((row) => ({ ...row, name: communityName(row) })) : rows;
  const names = columnsOf(rows).filter((n) => rows.some((row) => row[n] !== null));
  drawTable(root, named, { caption: titleOf(name), names });
  return headed(titleOf(name), root);
}

function noteList(notes) {
  const lines = notes.map((note) => create("li", { text: pick(note) }));
  return headed(text("notes"), create("ul", { className: "notes" }, ...lines));
}

export function drawTotal({ total, notes }, told) {
  const { facts, pairs, lists } = partsOf(total);
  document
    .getElementById("total")
    .replaceChildren(
      ...(pairs.length ? pairTable(pairs) : []),
      ...factList(facts, told),
      ...lists.flatMap(listTable),
      ...(notes.length ? noteList(notes) : []),
    );
}
