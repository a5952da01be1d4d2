// The order of rows: numbers by size, names as the reader's language sorts them, unknown last.
import { isMissing } from "./format.js";
import { locale } from "./page.js";

const collators = new Map();

function collator() {
  if (!collators.has(locale())) collators.set(locale(), new Intl.Collator(locale()));
  return collators.get(locale());
}

function compare(a, b) {
  if (typeof a === "string" || typeof b === "string") {
    return collator().compare(String(a), String(b));
  }
  return Number(a) - Number(b);
}

// Return the rows sorted by what `get` returns of each; equal ones stay as they were.
export function sortedRows(rows, get, down) {
  const known = rows.filter((row) => !isMissing(get(row)));
  const unknown = rows.filter((row) => isMissing(get(row)));
  const sign = down ? -1 : 1;
  return [...known.sort((a, b) => sign * compare(get(a), get(b))), ...unknown];
}
