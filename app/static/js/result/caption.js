// Which question a result answers, in the words of the form and with the values that were used.
import { number } from "../shared/format.js";
import { config, text } from "../shared/page.js";

const DEGREES = new Set(["lon", "lat"]);

// What was used in the place of what was asked: the standard that has the rule, or none.
function usedOf(name, parameters) {
  const isRuled = name === "standard" && "rule_standard" in parameters;
  return isRuled ? parameters.rule_standard : parameters[name];
}

function isTold(name, parameters) {
  const used = usedOf(name, parameters);
  if (used === null || used === undefined || used === "") return false;
  if (!config.result.first.includes(name) || name === "edits") return false;
  return name !== "speed" || Boolean(parameters.minutes);
}

function saidValue(name, value) {
  if (typeof value !== "number" || DEGREES.has(name)) return value;
  return number(value, Number.isInteger(value) ? 0 : 2);
}

function saidField({ name, label, unit, options }, used) {
  const option = options.get(String(used));
  if (name === "by" && option) return text("perUnit", { unit: option });
  if (option) return option;
  if (name === "share") return `${label} ${number(used * 100)}%`;
  const values = [used].flat().map((one) => saidValue(name, one));
  return `${label} ${values.join(", ")} ${unit}`.trim();
}

// fields: [{name, label, unit, options: Map of titles by value}] in the order of the form.
export function captionOf(fields, parameters) {
  return fields
    .filter(({ name }) => isTold(name, parameters))
    .map((field) => saidField(field, usedOf(field.name, parameters)))
    .join(" · ");
}
