// The state of the page lives in its address: a copied link shows the same view.
const listeners = [];
const NAMES = [
  "facility", "radius", "metric", "by", "population", "measure", "tab", "standard", "rule", "loc",
];

export function readState(defaults) {
  const query = new URLSearchParams(window.location.search);
  const state = { ...defaults };
  for (const name of NAMES) {
    if (query.has(name)) state[name] = query.get(name);
  }
  state.radius = state.radius ? Number(state.radius) : null;
  if (!Number.isFinite(state.radius) || state.radius <= 0) state.radius = null;
  return state;
}

export function writeState(state) {
  const query = new URLSearchParams(window.location.search);
  for (const name of NAMES) {
    const value = state[name];
    if (value === null || value === undefined || value === "") query.delete(name);
    else query.set(name, value);
  }
  window.history.replaceState(null, "", `?${query}`);
  for (const tell of listeners) tell(query);
}

export function onState(tell) {
  listeners.push(tell);
}
