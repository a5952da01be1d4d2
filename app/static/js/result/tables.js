// What the page of a result says in words and numbers: caption, key figures, tables, totals.
import { figure } from "../workbench/figures.js";
import { column, number, title, value, withUnit } from "../shared/format.js";
import { config, create, language, pick, text } from "../shared/page.js";
import { DataTable, fieldColumn } from "../shared/table.js";

const MOST_ROWS = 500;
const FEWEST_FACTS = 2;
// More characters than this take a wide column.
const LONG = 22;
const { columns: chosen, figures: wanted, each, worst, rules } = config.result;
const other = language === "en" ? "_zh" : "_en";
const own = language === "en" ? "_en" : "_zh";
// What the mean of a distribution is a mean of.
const MEASURED = [
  "nearest_m", "access_per_1000", "facilities_per_1000", "green_per_person_m2",
  "green_per_capita_catchment", "opportunities",
];
const VERDICTS = {
  met: ["met", "notMet", "noData"], consistent: ["consistent", "inconsistent", "undecided"],
};
const SILENT = new Set(["id", "name", "candidate", "lorenz"]);
// Columns that hold codes of ours; what stands in any other is text of the data, shown as it is.
const CODED = new Set([
  "kind", "status", "fix", "certainty", "way", "edit", "rule", "main_gap", "layer", "supply",
]);
const isRows = (v) => Array.isArray(v) && v.length > 0 && typeof v[0] === "object" && !Array.isArray(v[0]);
const isMap = (v) => v !== null && typeof v === "object" && !Array.isArray(v);

const shownFigures = new Set();
let unitNames = null;
let communityNames = null;
let communityTitles = null;
let meanOf = "nearest_m";

// Units are called as on the map, which knows their names in both languages.
export function nameRows(names, by, titles) {
  unitNames = names?.[by] ?? null;
  communityNames = names?.community ?? null;
  communityTitles = titles ?? null;
}

export function nameOf(row) {
  const names = row.community_id === undefined ? unitNames : communityNames;
  return (row.name && names?.get(row.community_id ?? row.id)) ?? row[`name${own}`] ?? row.name_zh ?? row.name
    ?? row[`title${own}`] ?? `#${row.id}`;
}

export function titleOf(name) {
  const base = name.replace(/_(zh|en)$/, "");
  if (config.columns[base]) return title(base);
  if (config.columns[name]) return title(name);
  const rule = rules[name] ?? rules[name.replace(/^gap_/, "").replaceAll("_", "-")];
  return rule ? pick(rule) : base;
}

// A value in words: verdicts, codes, rules and layers by their titles; numbers without unit.
export function said(name, raw) {
  const words = VERDICTS[name];
  if (words && typeof raw !== "number") return text(words[raw === true ? 0 : raw === false ? 1 : 2]);
  if (typeof raw === "string" && !CODED.has(name)) return raw;
  if (typeof raw === "string") {
    return config.texts[`value:${raw}`] ?? pick(rules[raw] ?? config.layers[raw]?.title) ?? raw;
  }
  return value(name === "mean" ? meanOf : name, raw);
}

export function saidFully(name, raw) {
  return typeof raw === "number" ? withUnit(name === "mean" ? meanOf : name, raw) : said(name, raw) || raw;
}

// Texts that exist in both languages are shown in one; ids only where there is no name.
export function columnsOf(rows) {
  const names = Object.keys(rows[0] ?? {});
  return names.filter((n) => !n.endsWith(other) && !names.includes(`${n}${own}`)
    && !(n === "id" && names.some((one) => /^(name|title)/.test(one))));
}

// Of "one|other" the first that is known.
function firstOf(choice, known) {
  return choice.split("|").find(known);
}

// The columns that a reader sees first, as far as they hold anything.
function firstColumns(rows) {
  const held = (n) => n in rows[0] && rows.some((row) => row[n] !== null);
  const kept = chosen.map((choice) => firstOf(choice, (n) => held(`${n}${own}`) || held(n)))
    .filter(Boolean).map((n) => (held(`${n}${own}`) ? `${n}${own}` : n));
  return kept.length ? kept : columnsOf(rows);
}

function tableColumn(rows, name) {
  const numeric = rows.some((row) => typeof row[name] === "number");
  const base = name.replace(/_(zh|en)$/, "");
  const long = rows.some((row) => typeof row[name] === "string" && row[name].length > LONG) ? ["long"] : [];
  return {
    ...fieldColumn(name), title: titleOf(name), numeric,
    className: (row) => (base in VERDICTS && row[name] === false ? "bad" : numeric ? "" : ["words", ...long]),
    show: (row) => {
      if (base === "name") return nameOf(row);
      if (base === "community") return communityTitles?.get(row[name]) ?? row[name];
      if (each && row[name] === null) return "–";
      return isMap(row[name]) || Array.isArray(row[name]) ? JSON.stringify(row[name]) : said(name, row[name]) || row[name];
    },
  };
}

function tableOf(root, rows, { caption: said, onSelect, names, sort }) {
  const table = new DataTable(root, {
    caption: said, onSelect, selectable: Boolean(onSelect),
    sort: sort ?? { name: "", down: false }, // as the answer has them
    columns: names.map((name) => tableColumn(rows, name)),
  });
  table.show(rows.slice(0, MOST_ROWS));
  return table;
}

export function rowTable(root, rows, onSelect) {
  const few = firstColumns(rows);
  const all = columnsOf(rows);
  const holder = create("div", { className: "scroll rows" });
  const bar = create("p", { className: "bar" }, create("span", { className: "note", text: text("rowCount", { count: number(rows.length) }) }));
  const first = firstOf(worst.replace("-", ""), (n) => few.includes(n));
  const order = first ? { name: first, down: worst.startsWith("-") } : null;
  const draw = (names) => tableOf(holder, rows, { caption: document.title, onSelect, names, sort: order });
  let table = draw(few);
  if (all.length > few.length) {
    const button = create("button", { type: "button", className: "tool", "aria-pressed": "false", text: text("allColumns") });
    button.addEventListener("click", () => {
      const whole = button.getAttribute("aria-pressed") === "false";
      button.setAttribute("aria-pressed", whole);
      button.textContent = text(whole ? "fewColumns" : "allColumns");
      table = draw(whole ? all : few);
    });
    bar.append(button);
  }
  if (rows.length > MOST_ROWS) {
    bar.append(create("span", { className: "note", text: text("moreRows", { count: number(rows.length) }) }));
  }
  root.replaceChildren(bar, holder);
  return { select: (id, options) => table.select(id, options) };
}

// The members of a total: plain facts, pairs of before and after, and tables.
function parts(total) {
  const found = { facts: new Map(), pairs: [], lists: [] };
  const pair = (base, before, after) => found.pairs.push({ base, before, after });
  const collect = (members) => {
    for (const [name, raw] of Object.entries(members)) {
      const base = name.replace(/_before$/, "");
      if (name.endsWith(other) || SILENT.has(name) || (name.endsWith("_after") && name.replace(/_after$/, "_before") in members)) continue;
      if (base !== name && `${base}_after` in members) {
        const after = members[`${base}_after`];
        if (isMap(raw)) for (const one of Object.keys(raw)) pair(one, raw[one], after[one]);
        else if (raw !== null || after !== null) pair(base, raw, after);
      } else if (name === "weights" && isMap(raw)) {
        found.lists.push([name, Object.entries(raw).map(([rule, weight]) => ({ rule, weight }))]);
      } else if (isRows(raw)) found.lists.push([name, raw]);
      else if (isMap(raw)) collect(raw);
      else if (!Array.isArray(raw)) found.facts.set(name, raw);
    }
  };
  collect(total);
  return found;
}

function titleOfPair(base) {
  const name = `${base}_before`;
  if (!config.columns[name]) return titleOf(base);
  return title(name).replace(/^现状/, "").replace(/,? before$/, "");
}

function change(base, { before, after }) {
  const name = config.columns[`${base}_before`] ? `${base}_before` : base;
  if (typeof before !== "number" || typeof after !== "number") return "";
  const difference = after - before;
  const sign = difference > 0 ? "+" : difference < 0 ? "−" : "±";
  if (column(name).share) return text("points", { change: `${sign}${number(Math.abs(difference) * 100, 1)}` });
  return `${sign}${saidFully(name, Math.abs(difference))}`;
}

function pairTable(pairs) {
  const rows = pairs.map((one) => ({ id: one.base, ...one }));
  const named = (one) => (config.columns[`${one.base}_before`] ? `${one.base}_before` : one.base);
  const cell = (name, key, show) => ({ name, title: text(key), unit: "", get: (row) => row[name], show });
  const root = create("div", { className: "scroll" });
  new DataTable(root, {
    caption: text("beforeAfter"), selectable: false, sort: { name: "", down: false },
    columns: [
      { ...cell("base", "figure", (row) => titleOfPair(row.base)), numeric: false },
      cell("before", "before", (row) => saidFully(named(row), row.before)),
      cell("after", "after", (row) => saidFully(named(row), row.after)),
      { name: "change", title: text("change"), unit: "", get: (row) => change(row.base, row), show: (row) => change(row.base, row) },
    ],
  }).show(rows);
  return [create("h2", { text: text("beforeAfter") }), root];
}

export function showTotal(body, rows) {
  meanOf = MEASURED.find((name) => rows[0] && name in rows[0]) ?? "nearest_m";
  const { facts, pairs, lists } = parts(body.total);
  const made = [];
  if (pairs.length) made.push(...pairTable(pairs));
  const list = create("dl");
  for (const [name, raw] of facts) {
    if (!config.columns[name] && !rules[name]) continue;
    if (name in VERDICTS || shownFigures.has(name)) continue;
    list.append(create("div", {}, create("dt", { text: titleOf(name) }), create("dd", { text: saidFully(name, raw) })));
  }
  if (list.childElementCount >= FEWEST_FACTS) made.push(create("h2", { text: text("total") }), list);
  for (const [name, inner] of lists) {
    const root = create("div", { className: "scroll" });
    made.push(create("h2", { text: titleOf(name) }), root);
    const named = name === "communities" ? inner.map((row) => ({ ...row, name: communityNames?.get(row.id) ?? row.name })) : inner;
    const names = columnsOf(inner).filter((n) => inner.some((row) => row[n] !== null));
    tableOf(root, named, { caption: titleOf(name), names });
  }
  if (body.notes.length) {
    made.push(create("h2", { text: text("notes") }), create("ul", { className: "notes" },
      ...body.notes.map((note) => create("li", { text: pick(note) }))));
  }
  document.getElementById("total").replaceChildren(...made);
}

function noteOf(name, total) {
  const [low, high] = [`${name}_low`, `${name}_high`].map((n) => total.get(n));
  if (typeof low === "number" && saidFully(name, low) !== saidFully(name, high)) {
    return text("between", { low: saidFully(name, low), high: saidFully(name, high) });
  }
  const whole = total.get("population");
  if (/^(covered|uncovered)_population$|^without_access$|^without_green$/.test(name) && whole) {
    return text("kpiPeople", { count: number(whole) });
  }
  return "";
}

export function keyFigures(body, rows) {
  meanOf = MEASURED.find((name) => rows[0] && name in rows[0]) ?? "nearest_m";
  const { facts, pairs } = parts(body.total);
  const boxes = each ? rows.map((row) => figure(nameOf(row), saidFully(each, row[each]), "area_m2" in row ? withUnit("area_m2", row.area_m2) : "")) : [];
  const isKnown = (n) => facts.has(n) && facts.get(n) !== null;
  for (const choice of wanted) {
    const name = firstOf(choice, isKnown) ?? choice;
    const base = name.split("_before/")[0];
    const found = name.includes("/") ? pairs.find((one) => one.base === base) : null;
    if (found) {
      const member = `${base}_before`;
      // The unit is said once, but for percent.
      const before = (column(member).share ? saidFully : said)(member, found.before);
      boxes.push(figure(titleOfPair(base), `${before} → ${saidFully(member, found.after)}`, change(base, found)));
    } else if (isKnown(name)) {
      const label = name === "mean" ? text("meanOf", { what: title(meanOf) })
        : name in VERDICTS ? text(VERDICTS[name][0]) : titleOf(name);
      const kind = facts.get(name);
      shownFigures.add(name);
      // Counts of verdicts share their name with the verdict itself.
      boxes.push(figure(label, name in VERDICTS ? number(kind) : saidFully(name, kind), noteOf(name, facts)));
    }
  }
  const list = document.getElementById("figures");
  list.replaceChildren(...boxes);
  list.hidden = !boxes.length;
}

// Which question the result answers, in the words of the form and with the values that were used.
export function caption(parameters) {
  const told = [];
  for (const control of document.getElementById("form").elements) {
    const used = parameters[control.name];
    if (!control.name || used === null || used === undefined || used === "" || !config.result.first.includes(control.name) || control.name === "edits" || (control.name === "speed" && !parameters.minutes)) continue;
    const label = document.querySelector(`label[for="${control.id}"]`);
    const unit = label.querySelector("small")?.textContent ?? "";
    const option = [...(control.options ?? [])].find((one) => one.value === String(used));
    if (control.name === "by") told.push(text("perUnit", { unit: option.textContent }));
    else if (option) told.push(option.textContent);
    else if (control.name === "share") told.push(`${label.firstChild.textContent.trim()} ${number(used * 100)}%`);
    else told.push(`${label.firstChild.textContent.trim()} ${[used].flat().map((one) => (typeof one === "number" && !/^(lon|lat)$/.test(control.name) ? number(one, Number.isInteger(one) ? 0 : 2) : one)).join(", ")} ${unit}`.trim());
  }
  if (told.length) document.getElementById("caption").textContent = told.join(" · ");
}
