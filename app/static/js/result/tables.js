// The table of the rows of a result, with its first columns or all of them.
import { create } from "../shared/element.js";
import { number } from "../shared/format.js";
import { config, text } from "../shared/page.js";
import { DataTable } from "../shared/table.js";
import { columnsOf, firstColumns, firstOf, tableColumn } from "./columns.js";

const MOST_ROWS = 500;
const AS_ANSWERED = { name: "", down: false };

export function drawTable(root, rows, { caption, onSelect, names, sort = AS_ANSWERED }) {
  const table = new DataTable(root, {
    caption,
    onSelect,
    selectable: Boolean(onSelect),
    sort,
    columns: names.map((name) => tableColumn(rows, name)),
  });
  table.show(rows.slice(0, MOST_ROWS));
  return table;
}

function orderOf(names) {
  const { worst } = config.result;
  const first = firstOf(worst.replace("-", ""), (name) => names.includes(name));
  return first ? { name: first, down: worst.startsWith("-") } : AS_ANSWERED;
}

function note(key, rows) {
  return create("span", {
    className: "note",
    text: text(key, { count: number(rows.length) }),
  });
}

function columnsButton(onChange) {
  const button = create("button", {
    type: "button",
    className: "tool",
    "aria-pressed": "false",
    text: text("allColumns"),
  });
  button.addEventListener("click", () => {
    const isWhole = button.getAttribute("aria-pressed") === "false";
    button.setAttribute("aria-pressed", isWhole);
    button.textContent = text(isWhole ? "fewColumns" : "allColumns");
    onChange(isWhole);
  });
  return button;
}

// Return {select(id)}: the table itself is another one when the reader asks for all columns.
export function drawRows(root, rows, onSelect) {
  const [few, all] = [firstColumns(rows), columnsOf(rows)];
  const holder = create("div", { className: "scroll rows" });
  const sort = orderOf(few);
  const draw = (names) =>
    drawTable(holder, rows, { caption: document.title, onSelect, names, sort });
  let table = draw(few);
  const bar = create("p", { className: "bar" }, note("rowCount", rows));
  if (all.length > few.length) {
    bar.append(
      columnsButton((isWhole) => {
        table = draw(isWhole ? all : few);
      }),
    );
  }
  if (rows.length > MOST_ROWS) bar.append(note("moreRows", rows));
  root.replaceChildren(bar, holder);
  return { select: (id, options) => table.select(id, options) };
}
