// Every row is a shape of its own: units, or what lies within each distance.
import { classesOf, distanceClasses, measuresOf } from "../measures.js";
import { isLine, MARKS, Shapes } from "./shapes.js";

export class UnitsMap extends Shapes {
  constructor(view, body, onSelect) {
    super(view, body, onSelect);
    this.rows = body.features.map((f) => f.properties);
    // Large shapes first, so that smaller ones that lie in them stay visible.
    const size = ({ properties }) => properties.radius_m ?? properties.area_m2 ?? 0;
    this.draw([...body.features].sort((a, b) => size(b) - size(a)));
  }

  measures() {
    return measuresOf(this.rows);
  }

  paint(measure) {
    const classes =
      measure === "radius_m" ? distanceClasses(this.rows) : classesOf(this.rows, measure);
    this.layer.setStyle(({ properties, geometry }) => {
      if (isLine(geometry)) return MARKS.link;
      const fillColor = classes.colorOf(properties[measure] ?? null);
      return { color: "#ffffff", weight: 1, fillColor, fillOpacity: 0.82 };
    });
    this.view.result = { by: null, ...this.named(measure, classes) };
    this.view.drawLegend();
  }
}
