// Chosen sites beside those that stay, over the communities that they serve.
import { config, text } from "../../shared/page.js";
import { titled } from "../measures.js";
import { MARKS, OverUnits } from "./shapes.js";

const MEASURES = [
  "share_after",
  "share_before",
  "gained",
  "mean_m_after",
  "mean_m_before",
  "people",
];
const INK = "#1d2b36";
const MANY = 150; // sites; more are drawn smaller

function isNew({ properties }) {
  return properties.kind === "new";
}

export class SitesMap extends OverUnits {
  constructor(view, body, onSelect) {
    super(view, body, onSelect);
    this.draw(body.features);
    this.styleSites();
    view.handlers.onSelect = () => {};
    const fresh = body.features.filter(isNew).length;
    const kept = body.features.length - fresh;
    this.marks = [["ring", MARKS.fresh.color, text("newSite"), fresh]];
    if (kept) this.marks.push(["point", this.keptColor, text("keptSite"), kept]);
  }

  get keptColor() {
    return config.layers[this.body.parameters.facility]?.style.color ?? INK;
  }

  styleSites() {
    const radius = this.body.features.length > MANY ? 3.5 : 5;
    const kept = { color: "#ffffff", weight: 1, fillColor: this.keptColor, fillOpacity: 1 };
    this.layer.eachLayer((layer) => {
      const isFresh = isNew(layer.feature);
      layer.setRadius(isFresh ? MARKS.fresh.radius : radius);
      layer.setStyle(isFresh ? MARKS.fresh : kept);
      if (isFresh) layer.bringToFront();
    });
  }

  measures() {
    return titled(MEASURES, this.body.total.communities ?? []);
  }

  paint(measure) {
    this.paintUnits(measure, this.body.total.communities);
  }
}
