// A table that sorts by any column; rows and map point at each other by id.
import { column, title, unit, value } from "./format.js";
import { create, language, text } from "./page.js";

const collator = new Intl.Collator(language === "zh" ? "zh-CN" : "en");

function compare(a, b) {
  const missing = (v) => v === null || v === undefined;
  if (missing(a) || missing(b)) return missing(a) - missing(b);
  if (typeof a === "string") return collator.compare(a, String(b));
  return Number(a) - Number(b);
}

export class DataTable {
  // columns: [{name, get(row), show(row), title, unit, numeric, bar}]
  constructor(root, { columns, caption, sort, onSelect, selectable = true }) {
    Object.assign(this, { root, columns, caption, onSelect, selectable });
    this.sort = sort ?? { name: columns[0].name, down: false };
    this.rows = [];
    this.total = null;
    this.selected = null;
  }

  show(rows, total = null) {
    this.rows = rows;
    this.total = total;
    this.draw();
  }

  sorted() {
    const by = this.columns.find((c) => c.name === this.sort.name);
    if (!by) return [...this.rows];
    const known = (row) => by.get(row) !== null && by.get(row) !== undefined;
    return [...this.rows].sort((a, b) => {
      const order = compare(by.get(a), by.get(b));
      return this.sort.down && known(a) && known(b) ? -order : order;
    });
  }

  draw() {
    const table = create("table", { className: "data" });
    table.append(create("caption", { text: this.caption, className: "visually-hidden" }));
    table.append(create("thead", {}, this.head()));
    const body = create("tbody");
    for (const row of this.sorted()) body.append(this.line(row));
    table.append(body);
    if (this.total) {
      const cells = this.columns.map((c, i) => this.cell(c, this.total, i === 0 ? "th" : "td"));
      table.append(create("tfoot", {}, create("tr", {}, ...cells)));
    }
    this.root.replaceChildren(table);
    this.mark();
  }

  head() {
    const row = create("tr");
    for (const c of this.columns) {
      const active = this.sort.name === c.name;
      const label = c.title ?? title(c.name);
      const suffix = c.unit ?? unit(c.name);
      const button = create("button", { type: "button" });
      button.append(create("span", { text: label }));
      if (suffix) button.append(create("small", { text: ` ${suffix}` }));
      button.append(create("span", {
        className: "arrow", text: active ? (this.sort.down ? "▼" : "▲") : "", "aria-hidden": "true",
      }));
      button.addEventListener("click", () => this.sortBy(c));
      const order = this.sort.down ? "descending" : "ascending";
      row.append(create("th", {
        scope: "col", className: c.numeric === false ? "" : "number",
        "aria-sort": active ? order : "none",
      }, button));
    }
    return row;
  }

  sortBy(c) {
    const same = this.sort.name === c.name;
    this.sort = { name: c.name, down: same ? !this.sort.down : c.numeric !== false };
    this.draw();
    this.root.querySelector(`thead th:nth-child(${this.columns.indexOf(c) + 1}) button`)?.focus();
  }

  line(row) {
    const line = create("tr", { "data-id": row.id });
    line.append(...this.columns.map((c, i) => this.cell(c, row, i === 0 ? "th" : "td")));
    if (this.selectable) {
      line.tabIndex = 0;
      line.addEventListener("click", () => this.choose(row));
      line.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          this.choose(row);
        }
      });
    }
    return line;
  }

  cell(c, row, tag) {
    const raw = c.get(row);
    const shown = c.show ? c.show(row) : value(c.name, raw);
    const cell = create(tag, { className: c.numeric === false ? "" : "number" });
    if (tag === "th") cell.scope = "row";
    if (c.className) cell.classList.add(...[c.className(row)].flat().filter(Boolean));
    if (raw === null || raw === undefined) cell.classList.add("missing");
    else if (column(c.name).share) {
      const bar = create("span", { className: "bar", "aria-hidden": "true" });
      bar.style.setProperty("--share", `${Math.min(100, Math.max(0, raw * 100))}%`);
      cell.append(bar);
    }
    cell.append(create("span", { text: shown }));
    return cell;
  }

  choose(row) {
    this.select(row.id);
    this.onSelect?.(row);
  }

  select(id, { scroll = false } = {}) {
    this.selected = id;
    const line = this.mark();
    if (scroll) line?.scrollIntoView({ block: "nearest" });
  }

  mark() {
    let found = null;
    for (const line of this.root.querySelectorAll("tbody tr")) {
      const is = this.selected !== null && line.dataset.id === String(this.selected);
      line.classList.toggle("selected", is);
      if (this.selectable) line.setAttribute("aria-selected", is);
      if (is) found = line;
    }
    return found;
  }
}

export function nameColumn(nameOf, label) {
  return {
    name: "name", numeric: false, title: label ?? title("name"), unit: "",
    get: (row) => (row.id === undefined ? text("total") : nameOf(row)),
    show: (row) => (row.id === undefined ? text("total") : nameOf(row)),
  };
}

export function fieldColumn(name) {
  return { name, get: (row) => row[name] };
}
