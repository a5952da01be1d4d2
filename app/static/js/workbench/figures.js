// The key figures above the map: {label, said, note}, the note saying what it is a share of.
import { number, title, unitName, withUnit } from "../shared/format.js";
import { text } from "../shared/page.js";

const HECTARE = 1e4; // square meters

function notCovered({ population, covered_population: covered }) {
  return population === null || covered === null ? null : population - covered;
}

function coverageFigures({ total }) {
  const hectares = (m2) => number(m2 / HECTARE, 1);
  const share = (name, label, note) => ({ label, said: withUnit(name, total[name]), note });
  const people = {
    part: number(total.covered_population),
    whole: number(total.population),
  };
  const ground = { part: hectares(total.covered_area_m2), whole: hectares(total.area_m2) };
  const residential = share(
    "residential_share",
    text("kpiResidential"),
    text("kpiResidentialNote"),
  );
  return [
    share("population_share", text("kpiPopulation"), text("kpiOf", people)),
    { label: text("kpiUnserved"), said: number(notCovered(total)), note: text("people") },
    share("area_share", text("kpiArea"), text("kpiOfArea", ground)),
    ...(total.residential_share === undefined ? [] : [residential]),
    {
      label: text("kpiFacilities"),
      said: number(total.facilities_counted),
      note: text("kpiOutside", { count: number(total.facilities_outside) }),
    },
    {
      label: text("kpiNearest"),
      said: withUnit("nearest_m", total.nearest_m_p50),
      note: text("kpiP90", { distance: withUnit("nearest_m", total.nearest_m_p90) }),
    },
  ];
}

function greenFigures({ total }) {
  const hectares = (m2) => number(m2 / HECTARE, 2);
  const perPerson = (name, people) => ({
    label: title(name),
    said: withUnit(name, total[name]),
    note: text("kpiPeople", { count: number(total[people]) }),
  });
  return [
    {
      label: title("green_area_m2"),
      said: `${hectares(total.green_area_m2)} ${unitName("ha")}`,
      note: text("kpiOverlap", { area: hectares(total.ledger.overlap_m2) }),
    },
    { label: title("green_ratio"), said: withUnit("green_ratio", total.green_ratio) },
    perPerson("green_per_resident_m2", "population_resident"),
    perPerson("green_per_registered_m2", "population_registered"),
  ];
}

function gapFigures({ total }) {
  return [
    {
      label: text("kpiRules"),
      said: number(total.rules),
      note: text("kpiUnits", { count: number(total.units) }),
    },
    { label: text("notMet"), said: number(total.not_met) },
    { label: text("met"), said: number(total.met) },
    { label: text("noData"), said: number(total.not_measurable) },
  ];
}

const FIGURES = { coverage: coverageFigures, green: greenFigures, gaps: gapFigures };

export function figuresOf(tab, body) {
  return FIGURES[tab](body);
}
