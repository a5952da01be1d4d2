// What all maps of results have in common: shapes that tell their row, and marks in the legend.
import { popupContent } from "../../map/popup.js";
import { create } from "../../shared/element.js";
import { unit } from "../../shared/format.js";
import { config, isolated, text } from "../../shared/page.js";
import { linesOf } from "../columns.js";
import { classesOf } from "../measures.js";
import { nameOf, saidFully, titleOf } from "../words.js";

const ACCENT = "#d6006c";
const NOT_ASKED = "#eef1f3";
export const POINTS = "shequ-result-points";
export const MARKS = {
  fresh: { color: ACCENT, fillColor: "#ffffff", fillOpacity: 1, radius: 9, weight: 4 },
  edit: { color: ACCENT, fillColor: "#ffffff", fillOpacity: 0.8, radius: 8, weight: 4 },
  zone: { color: ACCENT, weight: 1.2, fillColor: ACCENT, fillOpacity: 0.1, dashArray: "4 3" },
  link: { color: "#c2410c", weight: 5 },
};

export function isLine(geometry) {
  return geometry.type.endsWith("LineString");
}

// Shapes lie over what colors units, and points over shapes.
function addPanes(map) {
  map.createPane("shequ-result").style.zIndex = 415;
  addPointsPane(map);
}

export function addPointsPane(map) {
  map.createPane(POINTS).style.zIndex = 455;
}

export class Shapes {
  constructor(view, body, onSelect) {
    Object.assign(this, { view, body, onSelect, byId: new Map(), marks: [] });
    addPanes(view.map);
    const { facility } = body.parameters;
    if (facility && config.result.id !== "siting") view.showFacility(facility);
    view.handlers.onSelect = (id) => this.onSelect(id);
  }

  draw(features) {
    this.layer = L.geoJSON(
      { type: "FeatureCollection", features: features.filter((f) => f.geometry) },
      {
        pane: "shequ-result",
        pointToLayer: (feature, at) => this.pointOf(feature, at),
        onEachFeature: ({ properties }, layer) => {
          this.byId.set(properties.id, layer);
          this.bind(layer, properties, () => nameOf(properties));
        },
      },
    ).addTo(this.view.map);
    for (const edit of this.body.total?.edits ?? []) this.place(edit);
  }

  pointOf(_feature, at) {
    return L.circleMarker(at, { pane: POINTS, radius: 6 });
  }

  bind(layer, row, nameIt) {
    layer.bindTooltip(() => create("span", { text: nameIt() }), { sticky: true });
    layer.on("click", (event) => this.clicked(row, event.latlng));
  }

  // The edits of a scenario stand where they are made, with their number.
  place(edit) {
    if (edit.lon === null || edit.lat === null) return;
    const mark = L.circleMarker(window.shequ.at(edit.lat, edit.lon), {
      pane: POINTS,
      ...MARKS.edit,
    });
    this.bind(
      mark,
      edit,
      () => `${edit.number}. ${isolated(edit.name ?? saidFully("edit", edit.edit))}`,
    );
    mark.addTo(this.view.map);
    this.marks = [["ring", MARKS.edit.color, text("editMark")]];
  }

  clicked(row, at) {
    L.popup({ maxWidth: 320 })
      .setLatLng(at)
      .setContent(popupContent(nameOf(row), "", linesOf(row)))
      .openOn(this.view.map);
    this.onSelect(row.id);
  }

  select(id) {
    const layer = this.byId.get(id);
    if (!layer) return;
    const { map } = this.view;
    if (layer.getBounds) map.flyToBounds(layer.getBounds(), { maxZoom: 15.5, duration: 0.4 });
    else map.flyTo(layer.getLatLng(), 15, { duration: 0.4 });
    layer.openTooltip();
  }

  // What the legend says of the measure that the map shows.
  named(measure, classes) {
    return { title: titleOf(measure), unit: unit(measure), marks: this.marks, ...classes };
  }
}

// Units are colored by one list of rows, and the rows of the result lie on top of them.
export class OverUnits extends Shapes {
  paintUnits(measure, rows) {
    const byId = new Map(rows.map((row) => [row.id, row]));
    const classes = classesOf(rows, measure);
    this.view.paint({
      by: "community",
      ...this.named(measure, classes),
      colorOf: (id) => (byId.has(id) ? classes.colorOf(byId.get(id)[measure]) : NOT_ASKED),
      describe: (id) => (byId.has(id) ? linesOf(byId.get(id)) : []),
    });
  }
}
