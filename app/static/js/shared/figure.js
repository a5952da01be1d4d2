// Key figures as boxes: a label, what is said, and what it is a share of.
import { create } from "./element.js";

function box({ label, said, note }) {
  const made = create("div", { className: "figure" });
  made.append(create("dt", { text: label }), create("dd", { text: said }));
  if (note) made.append(create("dd", { className: "note", text: note }));
  return made;
}

export function drawFigures(figures) {
  const list = document.getElementById("figures");
  list.replaceChildren(...figures.map(box));
  list.hidden = !figures.length;
}
