// The table of a tab: a line a unit, which selects the unit on the map.
import { DataTable, fieldColumn, nameColumn } from "../shared/table.js";
import { heldNames } from "./held.js";

export function unitNameColumn({ names, state }) {
  return nameColumn((row) => names[state.by]?.get(row.id) ?? row.name);
}

// As the reader has sorted it, else by the worst of the first column that holds anything.
function sortOf(tab, held) {
  const { sort } = tab.table ?? tab;
  return held.includes(sort.name) || sort.name === "name" ? sort : { ...tab.sort, name: held[0] };
}

// Fill the table of a tab; it stays sorted as the reader has sorted it.
export function tabulate(tab, { body, names, caption, context }) {
  const held = heldNames(
    names.filter((name) => body.rows.some((row) => name in row)),
    body.rows,
  );
  tab.table = new DataTable(document.getElementById(tab.panel), {
    columns: [unitNameColumn(context), ...held.map(fieldColumn)],
    caption,
    sort: sortOf(tab, held),
    onSelect: (row) => context.view.select(row.id),
  });
  tab.table.show(body.rows, body.total);
}
