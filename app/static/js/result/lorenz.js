// A Lorenz curve: which share of the people has which share of what is measured.
import { create } from "../shared/element.js";
import { text } from "../shared/page.js";

const NS = "http://www.w3.org/2000/svg";
const [SIZE, LEFT, TOP, BOTTOM, RIGHT] = [300, 52, 14, 48, 24];
const [WIDTH, HEIGHT] = [LEFT + SIZE + RIGHT, TOP + SIZE + BOTTOM];
const QUARTERS = [0, 0.25, 0.5, 0.75, 1];

const x = (share) => LEFT + share * SIZE;
const y = (share) => TOP + (1 - share) * SIZE;

function drawn(tag, attributes, content) {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (content !== undefined) made.textContent = content;
  return made;
}

function gridLines() {
  return QUARTERS.flatMap((share) => {
    const said = `${share * 100}%`;
    return [
      drawn("line", { class: "grid", x1: x(0), x2: x(1), y1: y(share), y2: y(share) }),
      drawn("text", { x: x(0) - 7, y: y(share) + 4, "text-anchor": "end" }, said),
      drawn("text", { x: x(share), y: y(0) + 17, "text-anchor": "middle" }, said),
    ];
  });
}

function axisTitles() {
  const turned = `rotate(-90 12 ${y(0.5)})`;
  return [
    drawn("text", { x: x(0.5), y: HEIGHT - 10, "text-anchor": "middle" }, text("lorenzPeople")),
    drawn(
      "text",
      { x: 12, y: y(0.5), "text-anchor": "middle", transform: turned },
      text("lorenzShare"),
    ),
  ];
}

function curve(lorenz) {
  const points = lorenz.map(([people, part]) => `${x(people).toFixed(1)},${y(part).toFixed(1)}`);
  const line = points.join(" ");
  return [
    drawn("polygon", { class: "spread", points: `${line} ${x(1)},${y(1)} ${x(0)},${y(0)}` }),
    drawn("line", { class: "even", x1: x(0), y1: y(0), x2: x(1), y2: y(1) }),
    drawn("polyline", { class: "curve", points: line }),
  ];
}

export function drawCurve(root, lorenz) {
  if (!lorenz?.length) return;
  const svg = drawn("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    width: WIDTH,
    height: HEIGHT,
    role: "img",
    "aria-label": text("lorenz"),
  });
  svg.append(...gridLines(), ...curve(lorenz), ...axisTitles());
  const note = create("figcaption", { className: "note", text: text("lorenzNote") });
  root.prepend(
    create("h2", { text: text("lorenz") }),
    create("figure", { className: "curve" }, svg, note),
  );
}
