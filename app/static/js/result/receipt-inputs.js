// What a result rests on, as its receipt tells it: layers first, then standards.
import { layerTitle } from "../shared/page.js";

const SHORT = 12; // characters of a fingerprint that tell two apart

export function shortPrint(sha256) {
  return sha256?.slice(0, SHORT) ?? "–";
}

function ofLayer({ layer, version, feature_count: count, sha256 }) {
  return { id: layer, title: layerTitle(layer) || layer, version, count, sha256 };
}

function ofStandard({ standard, sha256 }) {
  return { id: standard, title: standard, version: null, count: null, sha256 };
}

export function inputsOf({ layers, standards }) {
  return [...layers.map(ofLayer), ...standards.map(ofStandard)];
}

// What a check has found, from the answer of the API: {said, bad} with the key of a text.
export function verdictOf(response, found) {
  if (!response.ok) {
    return { said: found.detail, key: "failed", values: { status: response.status }, bad: true };
  }
  return found.reproduced ? { key: "receiptSame", bad: false } : { key: "receiptOther", bad: true };
}
