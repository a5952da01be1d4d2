// The rules of a standard as rows of gaps tell them: one row a rule and unit.
import { quantity, title } from "../shared/format.js";
import { config, text } from "../shared/page.js";

const SIGNS = { ">=": "≥", "<=": "≤", ">": ">" };
const COUNTS = { true: "met", false: "notMet", null: "unknown" };

export function ruleTitle(row) {
  return row[`rule_${config.language}`] || row.rule_zh || row.rule;
}

// A clause is cited in both languages, "附录 B / appendix B; 2.0.2": the names, then the numbers.
export function clauseOf({ clause }) {
  const [zh, rest, ...more] = (clause ?? "").split(" / ");
  if (rest === undefined || more.length) return clause;
  const [en, ...numbers] = rest.split("; ");
  return [config.language === "zh" ? zh : en, ...numbers].join("; ");
}

export function verdict(met) {
  if (met === true) return text("met");
  return met === false ? text("notMet") : text("noData");
}

export function required({ required: threshold, comparison, unit }) {
  if (threshold === null || threshold === undefined) return text("noThreshold");
  return `${SIGNS[comparison] ?? ""} ${quantity(threshold, unit)}`.trim();
}

function emptyRule(row) {
  const { rule, clause, certainty, unit, comparison } = row;
  return {
    id: rule,
    ...{ rule, clause, certainty, unit, comparison, required: row.required },
    title: ruleTitle(row),
    ...{ met: 0, notMet: 0, unknown: 0, reason: "" },
  };
}

// Count, for each rule, the units that meet it, that do not, and of which nothing is known, with
// the first reason why not.
export function byRule(rows) {
  const rules = new Map();
  for (const row of rows) {
    if (!rules.has(row.rule)) rules.set(row.rule, emptyRule(row));
    const rule = rules.get(row.rule);
    rule[COUNTS[row.met] ?? "unknown"] += 1;
    if (row.met === null) rule.reason ||= row[`reason_${config.language}`] ?? "";
  }
  return [...rules.values()];
}

// The titles of the rules that each unit does not meet; null where nothing could be measured.
export function unmetByUnit(rows) {
  const units = new Map();
  for (const row of rows) {
    const found = units.get(row.id) ?? null;
    const more = row.met === false ? [ruleTitle(row)] : [];
    units.set(row.id, row.met === null ? found : [...(found ?? []), ...more]);
  }
  return units;
}

export function describeGap(row) {
  if (!row) return [];
  return [
    [title("measured"), quantity(row.measured, row.unit)],
    [title("required"), required(row)],
    [title("shortfall"), quantity(row.shortfall, row.unit)],
    [title("met"), verdict(row.met)],
    [title("clause"), clauseOf(row)],
  ];
}
