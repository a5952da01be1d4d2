// The three tabs: coverage, green, gaps. Each fills its table and says how the map is painted.
import { classify, classifyMet } from "../map/classes.js";
import { column, quantity, title, unit, unitName, withUnit } from "../shared/format.js";
import { config, create, language, text } from "../shared/page.js";
import { DataTable, fieldColumn, nameColumn } from "../shared/table.js";

const ALL_RULES = "unmetRules";

function painted(rows, state, { measure, describe }) {
  const kind = config.measures[measure];
  const classes = classify(rows.map((row) => row[measure]), {
    breaks: kind.breaks, ramp: config.ramps[kind.ramp],
    share: column(measure).share, decimals: column(measure).decimals ?? 0,
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    by: state.by, title: title(measure), unit: unit(measure), ...classes,
    colorOf: (id) => classes.colorOf(byId.get(id)?.[measure]),
    describe: (id) => (byId.has(id) ? describe(byId.get(id)) : []),
  };
}

function lines(names) {
  return (row) => names.filter((name) => row[name] !== undefined)
    .map((name) => [title(name), withUnit(name, row[name])]);
}

function tabulate(tab, { root, names, caption, rows, total, context }) {
  const columns = [
    nameColumn((row) => context.names[context.state.by].get(row.id) ?? row.name),
    ...names.filter((name) => rows.some((row) => name in row)).map(fieldColumn),
  ];
  tab.table = new DataTable(document.getElementById(root), {
    columns, caption, sort: tab.table?.sort ?? tab.sort,
    onSelect: (row) => context.view.select(row.id),
  });
  tab.table.show(rows, total);
}

const COVERAGE = [
  "population_share", "area_share", "residential_share", "nearest_m", "facilities_inside",
  "population", "covered_population", "area_m2", "covered_area_m2",
];

export function paintCoverage(rows, state) {
  return painted(rows, state, { measure: state.measure, describe: lines(COVERAGE) });
}

const coverage = {
  source: "coverage",
  sort: { name: "population_share", down: false },
  measures: () => [
    "population_share", "area_share", "residential_share", "nearest_m", "facilities_inside",
    "population",
  ],
  show(body, context) {
    tabulate(coverage, {
      root: "panel-coverage", names: COVERAGE, caption: text("tabCoverage"), rows: body.rows,
      total: body.total, context,
    });
    return paintCoverage(body.rows, context.state);
  },
};

const green = {
  source: "green",
  sort: { name: "green_per_resident_m2", down: false },
  measures: () => [
    "green_per_resident_m2", "green_per_registered_m2", "green_ratio", "green_area_m2",
    "population_resident", "population_registered",
  ],
  show(body, context) {
    const names = [
      "green_per_resident_m2", "green_per_registered_m2", "green_ratio", "green_area_m2",
      "population_resident", "population_registered", "area_m2",
    ];
    tabulate(green, {
      root: "panel-green", names, caption: text("tabGreen"), rows: body.rows, total: body.total,
      context,
    });
    return painted(body.rows, context.state, {
      measure: context.state.measure, describe: lines(names),
    });
  },
};

function ruleTitle(row) {
  return row[`rule_${language}`] || row.rule_zh || row.rule;
}

// A clause is cited in both languages, "附录 B / appendix B; 2.0.2": the names, then the numbers.
function clauseOf({ clause }) {
  const [zh, rest, ...more] = (clause ?? "").split(" / ");
  if (rest === undefined || more.length) return clause;
  const [en, ...numbers] = rest.split("; ");
  return [language === "zh" ? zh : en, ...numbers].join("; ");
}

function verdict(met) {
  return met === true ? text("met") : met === false ? text("notMet") : text("noData");
}

function byRule(rows) {
  const rules = new Map();
  for (const row of rows) {
    const rule = rules.get(row.rule) ?? {
      id: row.rule, rule: row.rule, title: ruleTitle(row), clause: row.clause,
      certainty: row.certainty, required: row.required, unit: row.unit,
      comparison: row.comparison, met: 0, notMet: 0, unknown: 0,
    };
    if (row.met === true) rule.met += 1;
    else if (row.met === false) rule.notMet += 1;
    else rule.unknown += 1;
    rules.set(row.rule, rule);
  }
  return [...rules.values()];
}

function required(row) {
  if (row.required === null || row.required === undefined) return text("noThreshold");
  const signs = { ">=": "≥", "<=": "≤", ">": ">" };
  return `${signs[row.comparison] ?? ""} ${quantity(row.required, row.unit)}`.trim();
}

function ruleTable(rules, context) {
  const words = (name, label, get) => ({ name, title: label, unit: "", numeric: false, get });
  const count = (name, label) => ({ name, title: label, unit: "", get: (r) => r[name] });
  return new DataTable(document.getElementById("gap-table"), {
    caption: text("tabGaps"), sort: { name: "notMet", down: true },
    columns: [
      words("title", title("rule"), (r) => r.title),
      words("clause", title("clause"), clauseOf),
      words("certainty", title("certainty"), (r) => text(r.certainty)),
      { ...count("required", title("required")), show: required },
      { ...count("notMet", text("notMet")), className: (r) => (r.notMet ? "bad" : "") },
      count("met", text("met")), count("unknown", text("noData")),
    ],
    onSelect: (rule) => { context.state.rule = rule.rule; context.refresh(); },
  });
}

function unitTable(rows, context) {
  return new DataTable(document.getElementById("gap-table"), {
    caption: text("tabGaps"), sort: { name: "shortfall", down: true },
    columns: [
      nameColumn((row) => context.names[context.state.by].get(row.id) ?? row.name),
      { name: "measured", unit: "", get: (r) => r.measured, show: (r) => quantity(r.measured, r.unit) },
      { name: "required", unit: "", get: (r) => r.required, show: required },
      { name: "shortfall", unit: "", get: (r) => r.shortfall, show: (r) => quantity(r.shortfall, r.unit) },
      {
        name: "met", unit: "", numeric: false, get: (r) => verdict(r.met),
        className: (r) => (r.met === false ? "bad" : r.met === null ? "missing" : "good"),
      },
      { name: "reason", unit: "", numeric: false, get: (r) => r[`reason_${language}`] || "" },
    ],
    onSelect: (row) => context.view.select(row.id),
  });
}

function chooseRule(rules, context) {
  const bar = document.getElementById("gap-rule");
  const select = create("select", { "aria-label": title("rule") });
  select.append(create("option", { value: "", text: text("allRules") }));
  for (const rule of rules) select.append(create("option", { value: rule.rule, text: rule.title }));
  select.value = context.state.rule ?? "";
  select.addEventListener("change", () => {
    context.state.rule = select.value || null;
    context.refresh();
  });
  bar.replaceChildren(create("label", { text: `${title("rule")} ` }, select));
  const current = rules.find((rule) => rule.rule === context.state.rule);
  if (current) {
    const note = `${clauseOf(current)} · ${text(current.certainty)} · ${text("required")} ${required(current)}`;
    bar.append(create("span", { className: "note", text: note }));
  }
}

const gaps = {
  source: "gaps",
  measures: ({ rule }) => [rule ? "met" : ALL_RULES],
  show(body, context) {
    const rules = byRule(body.rows);
    const { state } = context;
    if (!rules.some((rule) => rule.rule === state.rule)) state.rule = null;
    chooseRule(rules, context);
    if (state.rule) return gaps.showRule(body.rows.filter((r) => r.rule === state.rule), context);
    gaps.table = null;
    ruleTable(rules, context).show(rules);
    return unmetCounts(body.rows, state);
  },
  showRule(rows, context) {
    gaps.table = unitTable(rows, context);
    gaps.table.show(rows);
    const byId = new Map(rows.map((row) => [row.id, row]));
    const classes = classifyMet(rows.map((row) => row.met));
    return {
      by: context.state.by, title: rows[0] ? ruleTitle(rows[0]) : text("tabGaps"),
      unit: rows[0] ? `${text("required")} ${required(rows[0])}` : "", ...classes,
      colorOf: (id) => classes.colorOf(byId.get(id)?.met ?? null),
      describe: (id) => describeGap(byId.get(id)),
    };
  },
};

function describeGap(row) {
  if (!row) return [];
  return [
    [title("measured"), quantity(row.measured, row.unit)], [title("required"), required(row)],
    [title("shortfall"), quantity(row.shortfall, row.unit)], [title("met"), verdict(row.met)],
    [title("clause"), clauseOf(row)],
  ];
}

function unmetCounts(rows, state) {
  const units = new Map();
  for (const row of rows) {
    const unitRows = units.get(row.id) ?? { unmet: [], measured: 0 };
    if (row.met === false) unitRows.unmet.push(ruleTitle(row));
    if (row.met !== null) unitRows.measured += 1;
    units.set(row.id, unitRows);
  }
  const countOf = (one) => (one && one.measured ? one.unmet.length : null);
  const classes = classify([...units.values()].map(countOf), {
    ramp: config.ramps.bad, share: false, decimals: 0,
  });
  return {
    by: state.by, title: text(ALL_RULES), unit: unitName("rule"), ...classes,
    colorOf: (id) => classes.colorOf(countOf(units.get(id))),
    describe: (id) => (units.get(id)?.unmet ?? []).map((name) => [text("notMet"), name]),
  };
}

export const VIEWS = { coverage, green, gaps };
