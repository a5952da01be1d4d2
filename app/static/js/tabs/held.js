// What an answer holds: the names of columns that some row has a value of.

// Return those of `names` that any row has a value of; all of them where none has, so that what
// is asked for is still named.
export function heldNames(names, rows) {
  const held = names.filter((name) => rows.some((row) => (row[name] ?? null) !== null));
  return held.length ? held : names;
}

// Return the measure that is asked for where it holds values, else the first that does.
export function heldMeasure(measure, names, rows) {
  const held = heldNames(names, rows);
  return held.includes(measure) ? measure : held[0];
}
