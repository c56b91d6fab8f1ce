/* Specs: a file of the specs, read only, at a line: where the places of the other views lead. */
import { ui } from "./kit.js";
import { call } from "./server.js";

const { el } = ui;
let root;

const reader = async (into, name, line) => {
  let text = "",
    problem = "";
  try {
    text = (await call(`specs?file=${encodeURIComponent(name)}`)).text;
  } catch (error) {
    problem = error.message;
  }
  if (root !== into) return;
  const lines = text.split("\n").map((t, i) => el(`div.r-line${i + 1 === line ? ".on" : ""}`, el("span.nr", String(i + 1)), el("code", ui.yaml(t))));
  into.replaceChildren();
  ui.fill(into, [
    el(
      "div.reader",
      el("p.r-file", el("a.back", { href: "#/requests" }, "← Requests"), el("code", ui.specs(name)), el("span.faint", problem ? "" : "read only")),
      problem ? el("div.empty", el("h2", "The file is not available"), el("p", problem)) : el("div.r-text", { tabindex: "0", role: "region", "aria-label": name }, lines),
    ),
  ]);
  into.querySelector(".r-line.on")?.scrollIntoView({ block: "center" });
};
ui.views.specs = {
  title: "Specs",
  mount(into, { query }) {
    root = into;
    root.className = "view specs reading";
    reader(into, query.get("file") || "specs/hub.yaml", Number(query.get("line")));
  },
  leave() {
    root = null;
  },
  keys: { Escape: () => ui.go("requests") },
};
