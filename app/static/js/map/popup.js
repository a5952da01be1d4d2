// What a click shows: names and values as text nodes, never as markup.
import { create } from "../shared/element.js";
import { isMissing, number, unitName, value } from "../shared/format.js";
import { config, pick } from "../shared/page.js";

// The title of the popup says these already.
const IN_TITLE = new Set(["name", "name_en", "id"]);

// A year is written without the comma of thousands.
const YEAR = /^year(_|$)/;

// Columns of one's own may be called as a column of results is, and mean something else.
function ownValue(name, raw) {
  if (typeof raw !== "number" || isMissing(raw)) return value("", raw);
  return YEAR.test(name) ? String(raw) : number(raw, Number.isInteger(raw) ? 0 : 2);
}

function shownValue(column, raw) {
  const choice = column.choices?.[raw];
  if (choice) return pick(choice);
  const isOwn = column.own || YEAR.test(column.name);
  const said = isOwn ? ownValue(column.name, raw) : value(column.name, raw);
  const unit = unitName(column.unit, raw);
  return unit && typeof raw === "number" && !isMissing(raw) ? `${said} ${unit}` : said;
}

// The columns of a layer that a feature fills, as [title, value]; layers that have the same column
// share what is told of it.
export function attributeLines(layer, properties) {
  return layer.columns
    .map((index) => config.layerColumns[index])
    .filter((c) => !IN_TITLE.has(c.name))
    .filter((c) => properties[c.name] !== undefined && properties[c.name] !== "")
    .map((c) => [pick(c.title), shownValue(c, properties[c.name])]);
}

export function popupContent(name, kind, lines) {
  const box = create("article", { className: "popup", lang: config.language });
  box.append(create("h3", { text: name }));
  if (kind) box.append(create("p", { className: "kind", text: kind }));
  const list = create("dl");
  for (const [label, said] of lines) {
    list.append(create("dt", { text: label }), create("dd", { text: said }));
  }
  box.append(list);
  return box;
}
