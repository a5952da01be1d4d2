// What a click shows: names and values as text nodes, never as markup.
import { create } from "../shared/element.js";
import { isMissing, unitName, value } from "../shared/format.js";
import { config, pick } from "../shared/page.js";

// The title of the popup says these already.
const IN_TITLE = new Set(["name", "name_en", "id"]);

function shownValue(column, raw) {
  const choice = column.choices?.[raw];
  if (choice) return pick(choice);
  const said = value(column.name, raw);
  const unit = unitName(column.unit);
  return unit && typeof raw === "number" && !isMissing(raw) ? `${said} ${unit}` : said;
}

// The columns of a layer that a feature fills, as [title, value].
export function attributeLines(layer, properties) {
  return layer.columns
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
