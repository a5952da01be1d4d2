// Measure a distance or an area by clicking on the map; Escape or the button ends it.
import { create } from "../shared/element.js";
import { text } from "../shared/page.js";
import { saidMeasure } from "./measuring.js";

const LINE = { color: "#b8005c", weight: 2, dashArray: "5 4", fillOpacity: 0.08 };

class Measuring {
  constructor(map, shield) {
    Object.assign(this, { map, shield, points: [], active: false });
    this.line = L.polygon([], { ...LINE, interactive: false });
    this.readout = create("output", { className: "measure-readout", hidden: "" });
    map.on("click", (event) => this.add(event.latlng));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.active) this.end();
    });
  }

  begin() {
    this.line.setLatLngs([]).addTo(this.map);
    this.readout.textContent = text("measureHint");
    this.turn(true);
  }

  end() {
    this.points = [];
    this.line.remove();
    this.turn(false);
  }

  // While it measures, clicks are taken from what lies on the map.
  turn(active) {
    this.active = active;
    this.readout.hidden = !active;
    this.map.getContainer().classList.toggle("measuring", active);
    this.shield(active);
  }

  add(at) {
    if (!this.active) return;
    this.points.push(at);
    this.line.setLatLngs(this.points);
    if (this.points.length < 2) return;
    this.readout.textContent = saidMeasure(this.points, (a, b) => this.map.distance(a, b));
  }
}

function buttonOf(measuring) {
  const button = create("a", {
    href: "#",
    role: "button",
    title: text("measure"),
    "aria-label": text("measure"),
  });
  button.append(create("span", { className: "icon-ruler", "aria-hidden": "true" }));
  L.DomEvent.on(button, "click", (event) => {
    L.DomEvent.stop(event);
    if (measuring.active) measuring.end();
    else measuring.begin();
  });
  return button;
}

export function addMeasureTool(map, shield) {
  const measuring = new Measuring(map, shield);
  const Tool = L.Control.extend({
    onAdd() {
      const bar = create("div", { className: "leaflet-bar measure-tool" });
      bar.append(buttonOf(measuring), measuring.readout);
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    },
  });
  new Tool({ position: "topleft" }).addTo(map);
}
