// What would mend each failing community: sites, zones and streets, over the communities.
import { text } from "../../shared/page.js";
import { titleOf } from "../words.js";
import { isLine, MARKS, OverUnits } from "./shapes.js";

const MEASURES = ["missing_m", "share_before", "people", "sites_needed"];
const SITE = { ...MARKS.fresh, radius: 6, weight: 3 };

function styleOf({ properties, geometry }) {
  if (isLine(geometry)) return MARKS.link;
  const isZone = properties.fix === "zone" || geometry.type.endsWith("Polygon");
  return isZone ? MARKS.zone : SITE;
}

export class FixesMap extends OverUnits {
  constructor(view, body, onSelect) {
    super(view, body, onSelect);
    this.draw(body.features);
    this.layer.setStyle(styleOf);
    const rowOf = (unitId) => body.features.find((f) => f.properties.community_id === unitId);
    view.handlers.onSelect = (unitId) => this.onSelect(rowOf(unitId)?.properties.id);
    this.marks = this.marksOf(body.features.filter((f) => f.geometry));
  }

  marksOf(drawn) {
    const count = (fix) => drawn.filter((f) => f.properties.fix === fix).length;
    return [
      ["ring", MARKS.fresh.color, text("newSite"), count("sites")],
      ["zone", MARKS.zone.color, text("fixZone"), count("zone")],
      ["line", MARKS.link.color, text("fixLink"), count("link")],
    ].filter(([, , , shown]) => shown > 0);
  }

  measures() {
    return MEASURES.map((name) => [name, titleOf(name)]);
  }

  paint(measure) {
    const units = new Map();
    for (const { properties } of this.body.features) {
      units.set(properties.community_id, { ...properties, id: properties.community_id });
    }
    this.paintUnits(measure, [...units.values()]);
  }
}
