/* Usage of this process since its start: requests, tokens and cost by profile, model or client. */
import { ui } from "./kit.js";
import { call } from "./server.js";

const { el } = ui;
const INTERVAL_MS = 3000;
/** @type {any} */
let root;
let by = "profile",
  found = { started: 0, rows: [] },
  timer = 0;

const NUMBERS = [
  ["requests", "Requests"],
  ["failed", "Failed"],
  ["uncached_input_tokens", "Input, not cached"],
  ["cache_read_tokens", "Read from cache"],
  ["cache_write_tokens", "Written to cache"],
  ["output_tokens", "Output"],
  ["reasoning_tokens", "Reasoning"],
];
const sum = (/** @type {any} */ rows, /** @type {string} */ key) => rows.reduce((/** @type {number} */ n, /** @type {any} */ row) => n + row[key], 0);
const tokens = (/** @type {any} */ rows) => NUMBERS.slice(2, 6).reduce((n, [key]) => n + sum(rows, key), 0);
const cost = (/** @type {any} */ rows) => {
  const unpriced = sum(rows, "unpriced_tokens");
  if (!unpriced) return ui.money(sum(rows, "cost"));
  return unpriced < tokens(rows) ? `${ui.money(sum(rows, "cost"))} and unknown` : "unknown";
};
const draw = () => {
  if (!root) return;
  const groups = new Map();
  for (const row of found.rows) groups.set(row[by], [...(groups.get(row[by]) || []), row]);
  const sorted = [...groups].sort(([, a], [, b]) => tokens(b) - tokens(a)),
    most = Math.max(1, ...sorted.map(([, rows]) => tokens(rows)));
  const line = (/** @type {string} */ name, /** @type {any} */ rows, /** @type {any} */ bar) =>
    el(
      "tr",
      el("th", { scope: "row" }, name || "none", bar ? el("div.w-bar", el("i.t-run", { style: `left:0;width:${(tokens(rows) / most) * 100}%` })) : null),
      NUMBERS.map(([key]) => el("td.n", sum(rows, key) ? ui.count(sum(rows, key)) : "–")),
      el("td.n", cost(rows)),
    );
  const into = root.querySelector(".u-body");
  into.replaceChildren();
  ui.fill(into, [
    el("p.faint", `Since ${new Date(found.started).toLocaleString("en-GB")}, when this process started. Models that no profile declares are counted as “other”.`),
    found.rows.length
      ? el(
          "div.scroll",
          { tabindex: "0", role: "region", "aria-label": "Usage" },
          el(
            "table.usage-table",
            el("thead", el("tr", [by[0].toUpperCase() + by.slice(1), ...NUMBERS.map(([, title]) => title), "Cost"].map((t, i) => el(i ? "th.n" : "th", { scope: "col" }, t)))),
            el("tbody", sorted.map(([name, rows]) => line(name, rows, true))),
            el("tfoot", line("total", found.rows, false)),
          ),
        )
      : el("div.empty", el("h2", "No requests yet"), el("p", "Token counts appear here when the first request has ended.")),
  ]);
};
const poll = async () => {
  try {
    found = await call("usage");
    draw();
  } catch {
    /* the banner states that the connection is lost */
  }
};
ui.views.usage = {
  title: "Usage",
  mount(into) {
    root = into;
    root.className = "view usage";
    ui.fill(root, [
      el(
        "div.u-bar",
        el("h1", "Usage"),
        ui.choice(
          "Group by",
          by,
          ["profile", "model", "client"].map((name) => [name, `by ${name}`]),
          (/** @type {string} */ name) => {
            by = name;
            draw();
          },
        ),
      ),
      el("div.u-body"),
    ]);
    draw();
    poll();
    timer = setInterval(poll, INTERVAL_MS);
  },
  leave() {
    clearInterval(timer);
    root = null;
  },
  keys: { Escape: () => ui.go("requests") },
};
