// The state of a page as the query of its address: a copied link shows the same view.
const NAMES = [
  "facility",
  "radius",
  "metric",
  "by",
  "population",
  "measure",
  "tab",
  "standard",
  "rule",
  "loc",
];

function radiusOf(raw) {
  const radius = Number(raw);
  return Number.isFinite(radius) && radius > 0 ? radius : null;
}

// The state that the query of an address describes; what it leaves out is as in `defaults`.
export function stateOf(search, defaults) {
  const query = new URLSearchParams(search);
  const state = { ...defaults };
  for (const name of NAMES) {
    if (query.has(name)) state[name] = query.get(name);
  }
  state.radius = radiusOf(state.radius);
  return state;
}

// The query that describes the state; what is no part of it, such as the language, stays.
export function queryOf(search, state) {
  const query = new URLSearchParams(search);
  for (const name of NAMES) {
    const value = state[name];
    if (value === null || value === undefined || value === "") query.delete(name);
    else query.set(name, value);
  }
  return query.toString();
}
