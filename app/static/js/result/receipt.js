// The receipt of a result: the data, the standards and the program behind it, and a way to check.
import { number } from "../shared/format.js";
import { config, create, language, pick, text } from "../shared/page.js";
import { DataTable } from "../shared/table.js";

const SHORT = 12;

function fact(label, said) {
  return create("div", {}, create("dt", { text: label }), create("dd", { text: said }));
}

function layerTable(receipt) {
  const words = (name, key, get) => ({ name, title: text(key), unit: "", numeric: false, get });
  const sources = [
    ...receipt.layers.map((one) => ({
      id: one.layer, title: pick(config.layers[one.layer]?.title) || one.layer,
      version: one.version, count: one.feature_count, sha256: one.sha256,
    })),
    ...receipt.standards.map((one) => ({
      id: one.standard, title: one.standard, version: null, count: null, sha256: one.sha256,
    })),
  ];
  const root = create("div", { className: "scroll" });
  new DataTable(root, {
    caption: text("receipt"), selectable: false, sort: { name: "", down: false },
    columns: [
      words("title", "receiptInput", (row) => row.title),
      { name: "version", title: text("receiptVersion"), unit: "", get: (row) => row.version, show: (row) => (row.version === null ? "–" : number(row.version)) },
      { name: "count", title: text("receiptCount"), unit: "", get: (row) => row.count, show: (row) => (row.count === null ? "–" : number(row.count)) },
      { ...words("sha256", "receiptPrint", (row) => row.sha256), show: (row) => row.sha256?.slice(0, SHORT) ?? "–" },
    ],
  }).show(sources);
  return root;
}

async function check(receipt, said) {
  said.textContent = text("computing");
  try {
    const response = await fetch(`${config.api}/replay?lang=${language}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ receipt }),
    });
    const found = await response.json();
    if (!response.ok) said.textContent = found.detail ?? text("failed", { status: response.status });
    else said.textContent = text(found.reproduced ? "receiptSame" : "receiptOther");
    said.classList.toggle("bad", !(response.ok && found.reproduced));
  } catch {
    said.textContent = text("unreachable");
  }
}

function save(receipt) {
  const file = new Blob([JSON.stringify(receipt, null, 1)], { type: "application/json" });
  const link = create("a", { href: URL.createObjectURL(file), download: `${receipt.analysis}-${receipt.area}-receipt.json` });
  link.click();
  URL.revokeObjectURL(link.href);
}

export function drawReceipt(root, { receipt }) {
  const when = new Date(receipt.computed_at).toLocaleString(language === "zh" ? "zh-CN" : "en-GB");
  const said = create("span", { className: "note", role: "status" });
  const replay = create("button", { type: "button", className: "tool", text: text("receiptCheck") });
  replay.addEventListener("click", () => check(receipt, said));
  const download = create("button", { type: "button", className: "tool", text: text("receiptSave") });
  download.addEventListener("click", () => save(receipt));
  const list = create("dl", {},
    fact(text("receiptWhen"), when), fact(text("receiptCrs"), receipt.crs),
    fact(text("receiptSoftware"), `${receipt.software} ${receipt.software_version}`),
    fact(text("receiptResult"), receipt.result_sha256.slice(0, SHORT)));
  root.replaceChildren(create("h2", { text: text("receipt") }),
    create("p", { className: "note", text: text("receiptNote") }), list, layerTable(receipt),
    create("p", { className: "bar" }, replay, download, said));
}
