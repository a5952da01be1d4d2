// The table of a tab: a line a unit, which selects the unit on the map.
import { DataTable, fieldColumn, nameColumn } from "../shared/table.js";

export function unitNameColumn({ names, state }) {
  return nameColumn((row) => names[state.by]?.get(row.id) ?? row.name);
}

// Fill the table of a tab; it stays sorted as the reader has sorted it.
export function tabulate(tab, { body, names, caption, context }) {
  const held = names.filter((name) => body.rows.some((row) => name in row));
  tab.table = new DataTable(document.getElementById(tab.panel), {
    columns: [unitNameColumn(context), ...held.map(fieldColumn)],
    caption,
    sort: tab.table?.sort ?? tab.sort,
    onSelect: (row) => context.view.select(row.id),
  });
  tab.table.show(body.rows, body.total);
}
