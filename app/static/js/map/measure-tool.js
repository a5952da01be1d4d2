// Measure a distance or an area by clicking on the map; Escape or the button ends it.
import { number } from "../shared/format.js";
import { create, text } from "../shared/page.js";

const RADIUS = 6371008.8; // mean Earth radius in metres: lengths are within 0.3 % of the ellipsoid

export function sphericalArea(points) {
  const rad = Math.PI / 180;
  let sum = 0;
  points.forEach((at, i) => {
    const next = points[(i + 1) % points.length];
    sum += (next.lng - at.lng) * rad * (2 + Math.sin(at.lat * rad) + Math.sin(next.lat * rad));
  });
  return Math.abs((sum * RADIUS * RADIUS) / 2);
}

function length(map, points) {
  return points.slice(1).reduce((sum, at, i) => sum + map.distance(points[i], at), 0);
}

function said(map, points) {
  const along = length(map, points);
  const way = along < 1000 ? `${number(along)} m` : `${number(along / 1000, 2)} km`;
  if (points.length < 3) return way;
  const m2 = sphericalArea(points);
  const land = m2 < 10000 ? `${number(m2)} m²` : `${number(m2 / 10000, 2)} ha`;
  return `${way} · ${land}`;
}

export function addMeasureTool(map, shield) {
  const line = L.polygon([], {
    color: "#b8005c", weight: 2, dashArray: "5 4", fillOpacity: 0.08, interactive: false,
  });
  let points = [];
  let active = false;
  const readout = create("output", { className: "measure-readout", hidden: "" });

  function end() {
    active = false;
    points = [];
    line.remove();
    readout.hidden = true;
    map.getContainer().classList.remove("measuring");
    shield(false);
  }

  function begin() {
    active = true;
    line.setLatLngs([]).addTo(map);
    readout.hidden = false;
    readout.textContent = text("measureHint");
    map.getContainer().classList.add("measuring");
    shield(true);
  }

  map.on("click", (event) => {
    if (!active) return;
    points.push(event.latlng);
    line.setLatLngs(points);
    if (points.length > 1) readout.textContent = said(map, points);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && active) end();
  });
  const Tool = L.Control.extend({
    onAdd() {
      const bar = create("div", { className: "leaflet-bar measure-tool" });
      const button = create("a", {
        href: "#", role: "button", title: text("measure"), "aria-label": text("measure"),
      });
      button.append(create("span", { className: "icon-ruler", "aria-hidden": "true" }));
      L.DomEvent.on(button, "click", (event) => {
        L.DomEvent.stop(event);
        if (active) end();
        else begin();
      });
      bar.append(button, readout);
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    },
  });
  new Tool({ position: "topleft" }).addTo(map);
}
