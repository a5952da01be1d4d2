// A Lorenz curve: which share of the people has which share of what is measured.
import { create, text } from "../shared/page.js";

const NS = "http://www.w3.org/2000/svg";
const [SIZE, LEFT, TOP, BOTTOM, RIGHT] = [300, 52, 14, 48, 24];
const QUARTERS = [0, 0.25, 0.5, 0.75, 1];

function drawn(tag, attributes, content) {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (content !== undefined) made.textContent = content;
  return made;
}

export function drawCurve(root, equity) {
  if (!equity?.lorenz?.length) return;
  const x = (share) => LEFT + share * SIZE;
  const y = (share) => TOP + (1 - share) * SIZE;
  const [width, height] = [LEFT + SIZE + RIGHT, TOP + SIZE + BOTTOM];
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": text("lorenz") });
  for (const share of QUARTERS) {
    svg.append(
      drawn("line", { class: "grid", x1: x(0), x2: x(1), y1: y(share), y2: y(share) }),
      drawn("text", { x: x(0) - 7, y: y(share) + 4, "text-anchor": "end" }, `${share * 100}%`),
      drawn("text", { x: x(share), y: y(0) + 17, "text-anchor": "middle" }, `${share * 100}%`),
    );
  }
  const points = equity.lorenz.map(([people, part]) => `${x(people).toFixed(1)},${y(part).toFixed(1)}`).join(" ");
  svg.append(
    drawn("polygon", { class: "spread", points: `${points} ${x(1)},${y(1)} ${x(0)},${y(0)}` }),
    drawn("line", { class: "even", x1: x(0), y1: y(0), x2: x(1), y2: y(1) }),
    drawn("polyline", { class: "curve", points }),
    drawn("text", { x: x(0.5), y: height - 10, "text-anchor": "middle" }, text("lorenzPeople")),
    drawn("text", { x: 12, y: y(0.5), "text-anchor": "middle", transform: `rotate(-90 12 ${y(0.5)})` }, text("lorenzShare")),
  );
  root.prepend(create("h2", { text: text("lorenz") }), create("figure", { className: "curve" }, svg,
    create("figcaption", { className: "note", text: text("lorenzNote") })));
}
