// The address of the page holds its state; it is replaced, so that going back leaves the page.
import { queryOf, stateOf } from "./state.js";

export function readState(defaults) {
  return stateOf(window.location.search, defaults);
}

export function writeState(state) {
  window.history.replaceState(null, "", `?${queryOf(window.location.search, state)}`);
}
