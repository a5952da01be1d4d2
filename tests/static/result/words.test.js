import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import {
  communityName,
  facilityTitle,
  learnNames,
  meanTitle,
  nameOf,
  said,
  saidFully,
  titleOf,
} from "../../../app/static/js/result/words.js";
import { speak } from "../page.js";

afterEach(() => {
  speak("en");
  learnNames([]);
});

const NAMES = {
  community: new Map([[1, "Dongsi community"]]),
  subdistrict: new Map([[1, "Dongsi subdistrict"]]),
};

test("a unit is called as on the map, which knows both languages", () => {
  learnNames([], { names: NAMES, by: "subdistrict" });
  assert.equal(nameOf({ id: 1, name: "东四" }), "Dongsi subdistrict");
  assert.equal(nameOf({ id: 2, name: "建国门" }), "建国门");
});

test("a row that lies in a community is called as that community", () => {
  learnNames([], { names: NAMES, by: "subdistrict" });
  assert.equal(nameOf({ id: 9, community_id: 1, name: "东四社区" }), "Dongsi community");
  assert.equal(communityName({ id: 1, name: "东四社区" }), "Dongsi community");
  assert.equal(communityName({ id: 2, name: "other" }), "other");
});

test("without a map a row is called in the reader's language, else as it is, else by its id", () => {
  assert.equal(nameOf({ id: 1, name: "东四", name_en: "Dongsi" }), "Dongsi");
  assert.equal(nameOf({ id: 1, title_en: "Rule", title_zh: "规则" }), "Rule");
  assert.equal(nameOf({ id: 1, name_zh: "东四" }), "东四");
  assert.equal(nameOf({ id: 0 }), "#0");
  speak("zh");
  assert.equal(nameOf({ id: 1, name_zh: "东四", name_en: "Dongsi" }), "东四");
});

// Kind of fault: a page in English that calls a facility by its Chinese name beside its English one.
test("a facility is called as on the map: of the layer of its row, else of the one asked for", () => {
  const layers = {
    clinics: new Map([[3, "North clinic"]]),
    schools: new Map([[3, "North school"]]),
  };
  learnNames([], { of: (id) => layers[id], layer: "schools" });
  assert.equal(facilityTitle({ id: "clinics" }, 3, "北里"), "North clinic");
  assert.equal(facilityTitle({ id: 1 }, 3, "北里"), "North school");
  assert.equal(facilityTitle({ id: "clinics" }, 4, "南里"), "南里");
  assert.equal(facilityTitle({ id: "markets" }, 4, null), "#4");
});

test("a unit in a cell is called by its title where the map has one", () => {
  learnNames([], { titles: { community: new Map([["东四社区", "Dongsi community"]]) } });
  assert.equal(said("community", "建国门社区"), "建国门社区");
  assert.equal(said("community", "东四社区"), "Dongsi community");
});

test("a column is called by its title, that of its rule, or its name", () => {
  assert.equal(titleOf("population"), "Population");
  assert.equal(titleOf("name_zh"), "Name");
  assert.equal(titleOf("clinic-near"), "Clinic within 300 m");
  assert.equal(titleOf("gap_clinic_near"), "Clinic within 300 m");
  assert.equal(titleOf("reason_en"), "reason");
  speak("zh");
  assert.equal(titleOf("gap_clinic_near"), "卫生站 300 米");
});

test("verdicts are words, their counts are numbers", () => {
  assert.deepEqual(
    [true, false, null, 12].map((raw) => said("met", raw)),
    ["met", "not met", "no data", "12"],
  );
  assert.deepEqual(
    [true, false, null].map((raw) => said("consistent", raw)),
    ["consistent", "inconsistent", "cannot be decided"],
  );
});

test("codes of ours are words, and text of the data stays as it is", () => {
  assert.equal(said("kind", "new"), "new");
  assert.equal(said("rule", "clinic-near"), "Clinic within 300 m");
  assert.equal(said("layer", "parks"), "Parks");
  assert.equal(said("status", "never heard of"), "never heard of");
  assert.equal(said("name", "new"), "new");
  speak("zh");
  assert.equal(said("kind", "new"), "新增");
  assert.equal(said("name", "new"), "new");
});

test("numbers stand without their unit in a table, and with it in a sentence", () => {
  assert.deepEqual([said("nearest_m", 412.4), saidFully("nearest_m", 412.4)], ["412", "412 m"]);
  assert.equal(saidFully("population_share", 0), "0.0%");
  assert.equal(saidFully("name", "东四"), "东四");
  assert.equal(saidFully("nearest_m", null), "no data");
});

test("a mean is written as what it is the mean of", () => {
  learnNames([{ id: 1, access_per_1000: 2 }]);
  assert.equal(meanTitle(), "Access per 1,000 people, mean");
  assert.equal(saidFully("mean", 1.23456), "1.235 per 1,000 people");
  learnNames([{ id: 1 }]);
  assert.equal(saidFully("mean", 1.23456), "1 m");
});
