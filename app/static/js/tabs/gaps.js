// Gaps: which rules of a standard are not met, and for one rule in which units.
import { classify, classifyMet } from "../map/classes.js";
import { create } from "../shared/element.js";
import { quantity, title, unitName } from "../shared/format.js";
import { config, text } from "../shared/page.js";
import { DataTable } from "../shared/table.js";
import {
  byRule,
  clauseOf,
  describeGap,
  required,
  ruleTitle,
  unmetByUnit,
  verdict,
} from "./rules.js";
import { unitNameColumn } from "./unit-table.js";

const ALL_RULES = "unmetRules";
const VERDICT_CLASSES = new Map([
  [true, "good"],
  [false, "bad"],
  [null, "missing"],
]);

function ruleTable(rules, context) {
  const words = (name, get) => ({ name, title: title(name), unit: "", numeric: false, get });
  const count = (name, label) => ({ name, title: label, unit: "", get: (r) => r[name] });
  const why = { ...words("reason", (r) => r.reason), className: () => ["words", "long"] };
  const reason = rules.some((r) => r.reason) ? [why] : [];
  // Where nothing is judged there is nothing to count: the reasons get the room.
  const counts = rules.some((r) => r.met + r.notMet)
    ? [
        { ...count("notMet", text("notMet")), className: (r) => (r.notMet ? "bad" : "") },
        count("met", text("met")),
        count("unknown", text("noData")),
      ]
    : [];
  const table = new DataTable(document.getElementById("gap-table"), {
    caption: text("tabGaps"),
    sort: { name: counts.length ? "notMet" : "", down: true },
    columns: [
      { ...words("title", (r) => r.title), title: title("rule") },
      ...(counts.length ? [] : reason),
      words("clause", clauseOf),
      words("certainty", (r) => text(r.certainty)),
      { ...count("required", title("required")), show: required },
      ...counts,
      ...(counts.length ? reason : []),
    ],
    onSelect: ({ rule }) => chooseRule(rule, context),
  });
  table.show(rules);
}

function unitTable(rows, context) {
  const number = (name) => ({
    name,
    unit: "",
    get: (r) => r[name],
    show: (r) => quantity(r[name], r.unit),
  });
  const words = (name, get) => ({ name, unit: "", numeric: false, get });
  const table = new DataTable(document.getElementById("gap-table"), {
    caption: text("tabGaps"),
    sort: { name: "shortfall", down: true },
    columns: [
      unitNameColumn(context),
      number("measured"),
      { ...number("required"), show: required },
      number("shortfall"),
      {
        ...words("met", (r) => verdict(r.met)),
        className: (r) => VERDICT_CLASSES.get(r.met),
      },
      words("reason", (r) => r[`reason_${config.language}`] || ""),
    ],
    onSelect: (row) => context.view.select(row.id),
  });
  table.show(rows);
  return table;
}

function chooseRule(rule, context) {
  context.state.rule = rule;
  context.refresh();
}

function offerRules(rules, context) {
  const select = create("select", { "aria-label": title("rule") });
  select.append(create("option", { value: "", text: text("allRules") }));
  for (const one of rules) select.append(create("option", { value: one.rule, text: one.title }));
  select.value = context.state.rule ?? "";
  select.addEventListener("change", () => chooseRule(select.value || null, context));
  const bar = document.getElementById("gap-rule");
  bar.replaceChildren(create("label", { text: `${title("rule")} ` }, select));
  const current = rules.find((one) => one.rule === context.state.rule);
  if (!current) return;
  const note = [clauseOf(current), text(current.certainty), saidRequired(current)].join(" · ");
  bar.append(create("span", { className: "note", text: note }));
}

function saidRequired(row) {
  return `${text("required")} ${required(row)}`;
}

function paintRule(rows, by) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const classes = classifyMet(rows.map((row) => row.met));
  return {
    by,
    title: ruleTitle(rows[0]),
    unit: saidRequired(rows[0]),
    ...classes,
    colorOf: (id) => classes.colorOf(byId.get(id)?.met ?? null),
    describe: (id) => describeGap(byId.get(id)),
  };
}

function paintUnmet(rows, by) {
  const unmet = unmetByUnit(rows);
  const countOf = (titles) => titles?.length ?? null;
  const classes = classify([...unmet.values()].map(countOf), {
    ramp: config.ramps.bad,
    share: false,
    decimals: 0,
  });
  return {
    by,
    title: text(ALL_RULES),
    unit: unitName("rule"),
    ...classes,
    colorOf: (id) => classes.colorOf(countOf(unmet.get(id))),
    describe: (id) => (unmet.get(id) ?? []).map((name) => [text("notMet"), name]),
  };
}

export const gaps = {
  source: "gaps",
  panel: "gap-table",
  measures: ({ rule }) => [rule ? "met" : ALL_RULES],
  show(body, context) {
    const rules = byRule(body.rows);
    const { state } = context;
    if (!rules.some((one) => one.rule === state.rule)) state.rule = null;
    offerRules(rules, context);
    if (!state.rule) {
      gaps.table = null;
      ruleTable(rules, context);
      return paintUnmet(body.rows, state.by);
    }
    const rows = body.rows.filter((row) => row.rule === state.rule);
    gaps.table = unitTable(rows, context);
    return paintRule(rows, state.by);
  },
};
