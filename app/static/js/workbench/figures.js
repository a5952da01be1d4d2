// The key figures above the map, each with what it is a share of.
import { number, title, unitName, withUnit } from "../shared/format.js";
import { create, text } from "../shared/page.js";

export function figure(label, said, note) {
  const box = create("div", { className: "figure" });
  box.append(create("dt", { text: label }), create("dd", { text: said }));
  if (note) box.append(create("dd", { className: "note", text: note }));
  return box;
}

function coverageFigures({ total }) {
  const outside = total.population === null || total.covered_population === null
    ? null : total.population - total.covered_population;
  const hectares = (m2) => number(m2 / 1e4, 1);
  const list = [
    figure(text("kpiPopulation"), withUnit("population_share", total.population_share),
      text("kpiOf", { part: number(total.covered_population), whole: number(total.population) })),
    figure(text("kpiUnserved"), number(outside), text("people")),
    figure(text("kpiArea"), withUnit("area_share", total.area_share),
      text("kpiOfArea", { part: hectares(total.covered_area_m2), whole: hectares(total.area_m2) })),
  ];
  if (total.residential_share !== undefined) {
    list.push(figure(text("kpiResidential"), withUnit("residential_share", total.residential_share),
      text("kpiResidentialNote")));
  }
  list.push(
    figure(text("kpiFacilities"), number(total.facilities_counted),
      text("kpiOutside", { count: number(total.facilities_outside) })),
    figure(text("kpiNearest"), withUnit("nearest_m", total.nearest_m_p50),
      text("kpiP90", { distance: withUnit("nearest_m", total.nearest_m_p90) })),
  );
  return list;
}

function greenFigures({ total }) {
  const { ledger } = total;
  const perPerson = (name, people) => figure(title(name), withUnit(name, total[name]),
    text("kpiPeople", { count: number(total[people]) }));
  return [
    figure(title("green_area_m2"), `${number(total.green_area_m2 / 1e4, 2)} ${unitName("ha")}`,
      text("kpiOverlap", { area: number(ledger.overlap_m2 / 1e4, 2) })),
    figure(title("green_ratio"), withUnit("green_ratio", total.green_ratio)),
    perPerson("green_per_resident_m2", "population_resident"),
    perPerson("green_per_registered_m2", "population_registered"),
  ];
}

function gapFigures({ total }) {
  return [
    figure(text("kpiRules"), number(total.rules), text("kpiUnits", { count: number(total.units) })),
    figure(text("notMet"), number(total.not_met)),
    figure(text("met"), number(total.met)),
    figure(text("noData"), number(total.not_measurable)),
  ];
}

const FIGURES = { coverage: coverageFigures, green: greenFigures, gaps: gapFigures };

export function drawFigures(tab, body) {
  document.getElementById("figures").replaceChildren(...FIGURES[tab](body));
}
