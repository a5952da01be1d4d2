// What a question was refused for, in the words of the page's controls.
import { create } from "./element.js";

// One fault as a sentence; labelOf(parameter) is what the page calls it, if it does.
function sayFault({ parameter, detail, accepted, accepted_titles: titles }, labelOf) {
  const told = titles ?? accepted;
  return `${labelOf(parameter) ?? parameter} ${detail}${told ? ` (${told})` : ""}`;
}

// Everything that an error says, one sentence an entry.
export function faultsOf(error, labelOf) {
  return error.faults?.length ? error.faults.map((one) => sayFault(one, labelOf)) : [error.message];
}

export function faultList(error, labelOf) {
  const lines = faultsOf(error, labelOf).map((said) => create("li", { text: said }));
  return create("ul", { className: "faults", role: "alert" }, ...lines);
}
