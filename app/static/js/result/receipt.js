// The receipt of a result: the data, the standards and the program behind it, and a way to check.
import { create } from "../shared/element.js";
import { number } from "../shared/format.js";
import { config, locale, text } from "../shared/page.js";
import { DataTable } from "../shared/table.js";
import { inputsOf, shortPrint, verdictOf } from "./receipt-inputs.js";

function fact(label, said) {
  return create("div", {}, create("dt", { text: label }), create("dd", { text: said }));
}

function inputTable(receipt) {
  const words = (name, key) => ({ name, title: text(key), unit: "", get: (row) => row[name] });
  const count = (name, key) => ({
    ...words(name, key),
    show: (row) => (row[name] === null ? "–" : number(row[name])),
  });
  const root = create("div", { className: "scroll" });
  const table = new DataTable(root, {
    caption: text("receipt"),
    selectable: false,
    sort: { name: "", down: false },
    columns: [
      { ...words("title", "receiptInput"), numeric: false },
      count("version", "receiptVersion"),
      count("count", "receiptCount"),
      {
        ...words("sha256", "receiptPrint"),
        numeric: false,
        show: (row) => shortPrint(row.sha256),
      },
    ],
  });
  table.show(inputsOf(receipt));
  return root;
}

async function check(receipt, status) {
  status.textContent = text("computing");
  try {
    const response = await fetch(`${config.api}/replay?lang=${config.language}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ receipt }),
    });
    const { said, key, values, bad } = verdictOf(response, await response.json());
    status.textContent = said ?? text(key, values);
    status.classList.toggle("bad", bad);
  } catch {
    status.textContent = text("unreachable");
  }
}

function save(receipt) {
  const file = new Blob([JSON.stringify(receipt, null, 1)], { type: "application/json" });
  const link = create("a", {
    href: URL.createObjectURL(file),
    download: `${receipt.analysis}-${receipt.area}-receipt.json`,
  });
  link.click();
  URL.revokeObjectURL(link.href);
}

function button(label, onClick) {
  const made = create("button", { type: "button", className: "tool", text: label });
  made.addEventListener("click", onClick);
  return made;
}

export function drawReceipt({ receipt }) {
  const status = create("span", { className: "note", role: "status" });
  const facts = create(
    "dl",
    {},
    fact(text("receiptWhen"), new Date(receipt.computed_at).toLocaleString(locale())),
    fact(text("receiptCrs"), receipt.crs),
    fact(text("receiptSoftware"), `${receipt.software} ${receipt.software_version}`),
    fact(text("receiptResult"), shortPrint(receipt.result_sha256)),
  );
  document.getElementById("receipt").replaceChildren(
    create("h2", { text: text("receipt") }),
    create("p", { className: "note", text: text("receiptNote") }),
    facts,
    inputTable(receipt),
    create(
      "p",
      { className: "bar" },
      button(text("receiptCheck"), () => check(receipt, status)),
      button(text("receiptSave"), () => save(receipt)),
      status,
    ),
  );
}
