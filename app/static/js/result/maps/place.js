// A place that was asked about; a click on the map asks about another one.
import { number } from "../../shared/format.js";
import { config, text } from "../../shared/page.js";
import { addPointsPane, MARKS, POINTS } from "./shapes.js";

const { shequ } = window;
const DECIMALS = 5; // of a degree: about a meter

function askAt(clicked) {
  const at = clicked.wrap();
  const form = document.getElementById("form");
  form.elements.lon.value = at.lng.toFixed(DECIMALS);
  form.elements.lat.value = at.lat.toFixed(DECIMALS);
  form.submit();
}

export class PlaceMap {
  constructor(view, body) {
    const { lon, lat } = body.parameters;
    addPointsPane(view.map);
    L.circleMarker(shequ.at(lat, lon), { pane: POINTS, ...MARKS.fresh }).addTo(view.map);
    for (const { id } of body.rows) {
      if (config.layers[id]?.style.shape) shequ.layer(id).addTo(view.map);
    }
    const said = `${number(lon, DECIMALS)}, ${number(lat, DECIMALS)}`;
    view.result = {
      by: null,
      title: text("place"),
      unit: text("placeHint"),
      classes: [],
      missing: 0,
      marks: [["ring", MARKS.fresh.color, said]],
    };
    view.drawLegend();
    view.map.on("click", (event) => askAt(event.latlng));
    shequ.onClick = (_id, _feature, at) => askAt(at);
  }

  measures() {
    return [];
  }

  // What the rows tell of is a layer, not a shape.
  select() {}
}
