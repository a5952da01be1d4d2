// Chosen sites beside those that stay, over the communities that they serve.
import { config, text } from "../../shared/page.js";
import { titled } from "../measures.js";
import { MARKS, OverUnits, POINTS } from "./shapes.js";

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
    const { color, shape } = this.look;
    if (kept) this.marks.push(["symbol", color, text("keptSite"), kept, shape]);
  }

  // How facilities of this kind look; a kind that the area has none of is not told.
  get look() {
    return config.layers[this.body.parameters.facility]?.style ?? { color: INK, shape: "circle" };
  }

  pointOf(feature, at) {
    if (isNew(feature)) return super.pointOf(feature, at);
    return window.shequ.marker(at, { pane: POINTS, shape: this.look.shape });
  }

  styleSites() {
    const radius = this.body.features.length > MANY ? 3.5 : 5;
    const kept = { color: "#ffffff", weight: 1, fillColor: this.look.color, fillOpacity: 1 };
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
