// A table that sorts by any column; rows and map point at each other by id.
import { create } from "./element.js";
import { column, isMissing, title, unit, value } from "./format.js";
import { sortedRows } from "./order.js";
import { text } from "./page.js";

export class DataTable {
  // columns: [{name, get(row), show(row), title, unit, numeric, className(row)}]
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
    return by ? sortedRows(this.rows, by.get, this.sort.down) : [...this.rows];
  }

  draw() {
    const table = create("table", { className: "data" });
    table.append(create("caption", { text: this.caption, className: "visually-hidden" }));
    table.append(create("thead", {}, this.head()));
    table.append(create("tbody", {}, ...this.sorted().map((row) => this.line(row))));
    if (this.total) table.append(create("tfoot", {}, create("tr", {}, ...this.cells(this.total))));
    this.root.replaceChildren(table);
    this.mark();
  }

  head() {
    return create("tr", {}, ...this.columns.map((c) => this.headCell(c)));
  }

  headCell(c) {
    const active = this.sort.name === c.name;
    const suffix = c.unit ?? unit(c.name);
    const arrow = this.sort.down ? "▼" : "▲";
    const order = this.sort.down ? "descending" : "ascending";
    const button = create("button", { type: "button" });
    button.append(create("span", { text: c.title ?? title(c.name) }));
    if (suffix) button.append(create("small", { text: ` ${suffix}` }));
    button.append(
      create("span", { className: "arrow", text: active ? arrow : "", "aria-hidden": "true" }),
    );
    button.addEventListener("click", () => this.sortBy(c));
    return create(
      "th",
      {
        scope: "col",
        className: c.numeric === false ? "" : "number",
        "aria-sort": active ? order : "none",
      },
      button,
    );
  }

  sortBy(c) {
    const same = this.sort.name === c.name;
    this.sort = { name: c.name, down: same ? !this.sort.down : c.numeric !== false };
    this.draw();
    this.root.querySelector(`thead th:nth-child(${this.columns.indexOf(c) + 1}) button`)?.focus();
  }

  cells(row) {
    return this.columns.map((c, i) => this.cell(c, row, i === 0 ? "th" : "td"));
  }

  line(row) {
    const line = create("tr", { "data-id": row.id }, ...this.cells(row));
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
    if (isMissing(raw)) cell.classList.add("missing");
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

// The column of names; the row of totals, which has no id, is called so.
export function nameColumn(nameOf) {
  const get = (row) => (row.id === undefined ? text("total") : nameOf(row));
  return { name: "name", numeric: false, title: title("name"), unit: "", get, show: get };
}

export function fieldColumn(name) {
  return { name, get: (row) => row[name] };
}
