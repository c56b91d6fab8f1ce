/* Specs: a playground for a provider's spec with a request, and any spec file at a line, read only. */
import { ui } from "./kit.js";
import { call, messageOf } from "./server.js";

const { el, put } = ui;
const DELAY_MS = 600; // between a key and the translation
const SLOW_SECONDS = 3; // of a translation whose reason is shown
const USUAL = { model: "model", max_tokens: 1024, top_k: 40, messages: [{ role: "user", content: "Hello" }] };
const CLIENT = "anthropic_messages";
const MAX_OFFERED = 30; // requests of the list
/** @typedef {import("./types.js").Step} Step */
/** @type {any} */
let root;
/** @type {any} the editor: its text, its colours, its numbers, and the request */
let area, /** @type {any} */ ink, /** @type {any} */ gutter, /** @type {any} */ input;
/** @type {any} the explanation of the saved spec, and the request that it is of */
let base = null,
  basis = "";
/** @type {any} the explanation that is shown */
let latest = null;
/** @type {{line: number, column: number, text: string}[]} */
let problems = [];
/** @type {Step[]} */
let steps = [];
let provider = "",
  client = CLIENT,
  saved = "",
  timer = 0,
  ticking = 0,
  running = 0;
/** Edited texts that are not saved, by provider.
 * @type {Map<string, string>} */
const drafts = new Map();
/** @type {Map<any, number[]>} lines of the result -> the lines of the spec that made them */
let made = new Map();

/* ------------------------------------------------------------------------------------------------ one spec file */
const reader = async (/** @type {any} */ into, /** @type {string} */ name, /** @type {any} */ line) => {
  let text = "",
    problem = "";
  try {
    text = (await call(`specs?file=${encodeURIComponent(name)}`)).text;
  } catch (error) {
    problem = messageOf(error);
  }
  if (root !== into) return;
  const lines = text.split("\n").map((t, i) => el(`div.r-line${i + 1 === line ? ".on" : ""}`, el("span.nr", String(i + 1)), el("code", ui.yaml(t))));
  const found = /providers\/([a-z0-9_-]+)\.yaml$/.exec(name);
  into.replaceChildren();
  ui.fill(into, [
    el(
      "div.reader",
      el("h1.hidden", name),
      el("p.r-file", el("a.back", { href: "#/specs" }, "← Playground"), el("code", ui.specs(name)), el("span.faint", "read only"), found ? el("a.button", { href: `#/specs?provider=${found[1]}` }, "Edit in the playground") : null),
      problem ? el("div.empty", el("h2", "The file is not available"), el("p", problem)) : el("div.r-text", { tabindex: "0", role: "region", "aria-label": name }, lines),
    ),
  ]);
  into.querySelector(".r-line.on")?.scrollIntoView({ block: "center" });
};

/* -------------------------------------------------------------------------------------------------- the editor */
const paint = () => {
  ink.replaceChildren();
  gutter.replaceChildren();
  area.value.split("\n").forEach((/** @type {any} */ line, /** @type {number} */ i) => {
    const bad = problems.filter((p) => p.line === i + 1),
      mark = bad.length ? ".bad" : "";
    const row = el(`div.e-line${mark}`, { data: { line: i + 1 } }, bad.length ? underlined(line, bad[0].column - 1) : ui.yaml(line));
    if (!line) row.append("\u200b");
    for (const p of bad) row.append(el("span.e-text", p.text));
    ink.append(row);
    gutter.append(el(`div${mark}`, String(i + 1)));
  });
  follow();
};
/* A line whose word at a position is underlined. */
const underlined = (/** @type {string} */ line, /** @type {number} */ from) => {
  const word = /^[\w$.*?-]+/.exec(line.slice(from))?.[0] ?? line.slice(from, from + 1);
  return [ui.yaml(line.slice(0, from)), el("u", word), ui.yaml(line.slice(from + word.length))];
};
const follow = () => {
  ink.style.transform = `translate(${-area.scrollLeft}px, ${-area.scrollTop}px)`;
  gutter.style.transform = `translateY(${-area.scrollTop}px)`;
};
const differing = (/** @type {any} */ a, /** @type {any} */ b) => {
  const out = new Map();
  const walk = (/** @type {any} */ x, /** @type {any} */ y, /** @type {string} */ path) => {
    for (const k of Object.keys(x ?? {})) {
      const p = path ? `${path}.${k}` : k;
      if (x[k] !== null && typeof x[k] === "object") {
        if (y?.[k] === undefined) out.set(p, "+");
        walk(x[k], y?.[k], p);
      } else if (y?.[k] === undefined) out.set(p, "+");
      else if (y[k] !== x[k]) out.set(p, "≈");
    }
  };
  walk(a, b, "");
  return out;
};
const light = (/** @type {any} */ lines) => {
  for (const x of ink.querySelectorAll(".lit")) x.classList.remove("lit");
  for (const n of lines) ink.querySelector(`[data-line="${n}"]`)?.classList.add("lit");
};
/* The caret's line lights what it makes. */
const caret = () => {
  if (!root || !area) return;
  const before = area.value.slice(0, area.selectionStart).split("\n"),
    at = before.length;
  put(root.querySelector(".g-caret"), `${at}:${before[at - 1].length + 1}`);
  for (const [row, lines] of made) row.classList.toggle("lit", lines.includes(at));
};
const lossOf = (/** @type {any} */ loss, /** @type {string} */ kind) => {
  const step = steps[loss.step],
    title = { new: "lost since the spec was changed", back: "no longer lost" }[kind] || "";
  return el(
    `li${kind ? `.${kind}` : ""}`,
    { title },
    el("code", loss.path),
    el("span", kind === "back" ? "no longer lost" : loss.reason),
    step?.file ? el("span.g-made", `${ui.specs(step.file)}:${step.line}`) : null,
  );
};
const losses = (/** @type {any} */ found) => {
  const has = (/** @type {any} */ all, /** @type {any} */ one) => all.some((/** @type {any} */ l) => l.path === one.path && l.reason === one.reason),
    mended = (base?.losses ?? []).filter((/** @type {any} */ l) => !has(found.losses, l));
  return [
    ...found.losses.map((/** @type {any} */ l) => lossOf(l, base && !has(base.losses, l) ? "new" : "")),
    ...mended.map((/** @type {any} */ l) => lossOf({ path: l.path }, "back")),
  ];
};
/* The place of a step in few letters, because it stands beside the value. */
const short = (/** @type {Step} */ step) => `${ui.specs(step.file).replace(/^(protocols|providers|quirks)\//, "").replace(/\.yaml$/, "")}:${step.line}`;
const result = (/** @type {any} */ found) => {
  const pane = root.querySelector(".g-out .g-body"),
    links = new Map(found.links.map((/** @type {any} */ link) => [link[0], link[3].map((/** @type {number} */ n) => found.steps[n])])),
    changed = base ? differing(found.result, base.result) : new Map();
  steps = found.steps;
  latest = found;
  made = new Map();
  put(root.querySelector(".g-out header b"), ui.state.protocols?.[found.protocol] ?? "Request to the provider");
  put(root.querySelector(".g-out header code"), found.url ? `${found.method} ${found.url.replace(/^https?:\/\//, "")}` : "");
  const box = el("div.g-json", { tabindex: "0", role: "region", "aria-label": "The request to the provider" });
  const line = (/** @type {any} */ depth, /** @type {string | null} */ path, /** @type {any} */ parts) => {
    const own = (links.get(path) || []).filter((/** @type {any} */ s) => s.file),
      mine = own.filter((/** @type {any} */ s) => s.file === `${provider}.yaml`).map((/** @type {any} */ s) => s.line),
      last = own[own.length - 1];
    const row = el(
      `div.g-line${changed.has(path) ? ".diff" : ""}${last?.file === `${provider}.yaml` ? ".own" : ""}`,
      { data: { path }, style: `--d:${depth}`, onmouseenter: () => light(mine), onmouseleave: () => light([]) },
      el("span.g-sign", changed.get(path) || ""),
      el("span.g-text", parts),
      el("span.g-made", last ? { title: `${last.file}:${last.line}` } : null, last ? short(last) : ""),
    );
    if (mine.length) made.set(row, mine);
    box.append(row);
  };
  const walk = (/** @type {any} */ v, /** @type {string} */ path, /** @type {string | null} */ key, /** @type {any} */ depth) => {
    const name = key === null ? [] : [el("span.j-key", key), el("span.j-mark", ": ")];
    if (v !== null && typeof v === "object" && Object.keys(v).length) {
      const list = Array.isArray(v);
      line(depth, path, [...name, el("span.j-mark", list ? "[" : "{")]);
      for (const k of Object.keys(v)) walk(v[k], path ? `${path}.${k}` : k, list ? null : k, depth + 1);
      line(depth, null, [el("span.j-mark", list ? "]" : "}")]);
    } else line(depth, path, [...name, ui.value(v, 120)]);
  };
  walk(found.result, "", null, 0);
  const gone = base ? [...differing(base.result, found.result)].filter(([, sign]) => sign === "+") : [];
  for (const [path] of gone) box.append(el("div.g-line.gone", { style: "--d:1" }, el("span.g-sign", "−"), el("span.g-text", el("span.j-key", path), " is not sent any more")));
  pane.replaceChildren();
  pane.classList.remove("stale");
  ui.fill(pane, [
    box,
    el(
      "div.g-lost",
      el("h3", found.losses.length ? `† ${ui.plural(found.losses.length, "loss", "losses")}` : "No losses"),
      el("ul", losses(found)),
    ),
  ]);
  caret();
  root.dataset.result = String(running);
};
/* The seconds of a translation that is slow are not spoken: the text before them is. */
const waiting = () => {
  const since = Date.now(),
    into = root;
  state("", "translating…");
  ticking = setInterval(() => {
    const seconds = Math.round((Date.now() - since) / 1000);
    if (into === root && seconds >= SLOW_SECONDS) put(root.querySelector(".g-wait"), `${seconds} s: the compiler reads all specs, in a process of its own`);
  }, 1000);
};
const state = (/** @type {any} */ kind, /** @type {string} */ text) => {
  clearInterval(ticking);
  put(root.querySelector(".g-wait"), "");
  const node = root.querySelector(".g-state");
  node.className = `g-state ${kind}`;
  put(node, text);
};
const run = async () => {
  const into = root,
    number = ++running,
    text = area.value;
  let request;
  try {
    request = JSON.parse(input.value);
  } catch (error) {
    state("bad", `The request is not JSON: ${messageOf(error)}`);
    return;
  }
  waiting();
  const play = (/** @type {string} */ spec) => call("play", { method: "POST", body: { provider, spec, client, request } });
  const current = () => root === into && number === running;
  try {
    const asked = input.value,
      found = await play(text);
    if (!current()) return;
    if (asked !== basis) {
      const usual = text === saved ? found : await play(saved); // changes are marked against the saved spec
      if (!current()) return;
      [base, basis] = [usual.problems ? null : usual, asked];
    }
    problems = found.problems ?? [];
    paint();
    const list = root.querySelector(".g-problems");
    list.hidden = !problems.length;
    list.replaceChildren(...problems.map((p) => el("li", el("button.link", { onclick: () => to(p) }, `${p.line}:${p.column}`), el("span", p.text))));
    root.querySelector(".g-out .g-body").classList.toggle("stale", problems.length > 0 && latest !== null);
    if (problems.length) state("bad", `${ui.plural(problems.length, "problem")}; ${latest ? "the result is that of the last spec that compiled" : "there is no result"}`);
    else {
      result(found);
      state("good", found.refused ? "compiles; the request is refused" : text === saved ? "compiles, as it is saved" : "compiles, not saved");
    }
  } catch (error) {
    if (current()) state("bad", messageOf(error));
  }
};
const soon = () => {
  clearTimeout(timer);
  timer = setTimeout(run, DELAY_MS);
};
const to = (/** @type {any} */ p) => {
  const at = area.value
    .split("\n")
    .slice(0, p.line - 1)
    .reduce((/** @type {number} */ n, /** @type {any} */ line) => n + line.length + 1, p.column - 1);
  area.focus();
  area.setSelectionRange(at, at);
  const row = ink.querySelector(`[data-line="${p.line}"]`);
  if (row) area.scrollTop = Math.max(0, row.offsetTop - area.clientHeight / 2);
  caret();
};
/* Go to the next problem below or above the caret, and from the last to the first. */
const next = (/** @type {boolean} */ down) => {
  const [line, column] = root.querySelector(".g-caret").textContent.split(":").map(Number),
    sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column),
    order = down ? sorted : sorted.reverse(),
    beyond = order.find((p) => (down ? p.line > line || (p.line === line && p.column > column) : p.line < line || (p.line === line && p.column < column)));
  if (order.length) to(beyond ?? order[0]);
};
/* Show the text of the editor, and keep it while it is not saved. */
const edited = () => {
  if (area.value === saved) drafts.delete(provider);
  else drafts.set(provider, area.value);
  root.querySelector(".revert").disabled = area.value === saved;
  problems = [];
  paint();
};
const revert = () => {
  area.value = saved;
  edited();
  run();
};
const keep = async () => {
  try {
    const found = await call("specs", { method: "PUT", body: { provider, text: area.value } });
    saved = area.value;
    basis = "";
    edited();
    put(root.querySelector(".g-spec header code"), found.file);
    ui.toast(`${found.file} was written; restart the proxy to use it`);
    run();
  } catch (error) {
    ui.toast(messageOf(error));
  }
};
/* The requests whose bodies are kept, newest first, as options of a list. `shown`: the id of the one in the editor. */
const offered = (/** @type {string} */ shown) => {
  const rows = ui.store.rows.filter((r) => r.kind !== "count" && r.attempts).slice(-MAX_OFFERED).reverse();
  const known = ui.store.byId.get(shown);
  if (known && !rows.includes(known)) rows.push(known);
  return [
    el("option", { value: "" }, "a short request"),
    rows.map((r) => el("option", { value: r.id, selected: r.id === shown }, `${ui.clock(r.time)} ${r.profile} ${r.requested}`)),
  ];
};
/* Put a request into its editor: a kept one, or the usual one. Raises the error of the server. */
const take = async (/** @type {string} */ id) => {
  const found = id ? await call(`requests/${id}`) : null;
  if (id && typeof found.client?.body !== "object") throw new Error("the body of this request is not kept");
  client = found?.names[0] || CLIENT;
  return JSON.stringify(found?.client.body ?? USUAL, null, 2);
};
const change = async (/** @type {string} */ id) => {
  const into = root;
  try {
    const text = await take(id);
    if (root !== into) return;
    input.value = text;
    put(root.querySelector(".g-in header b"), ui.state.protocols?.[client] ?? client);
    run();
  } catch (error) {
    if (root === into) state("bad", messageOf(error));
  }
};
const playground = async (/** @type {any} */ into, /** @type {any} */ query) => {
  let providers = [],
    problem = "";
  provider = query.get("provider") || ui.profiles[0]?.provider || "demo";
  let request = "",
    file = "",
    missing = "";
  base = latest = null;
  basis = "";
  problems = [];
  made = new Map();
  try {
    request = await take(query.get("request") ?? "").catch((error) => ((missing = messageOf(error)), take("")));
    providers = (await call("specs")).providers;
    ({ text: saved, file } = await call(`specs?file=${provider}`));
  } catch (error) {
    problem = messageOf(error);
  }
  if (root !== into) return;
  into.replaceChildren();
  if (problem) {
    ui.fill(into, [el("div.empty", el("h2", "The specs are not available"), el("p", problem))]);
    return;
  }
  ui.fill(into, [
    el("h1.hidden", "Playground"),
    el(
      "section.g-spec",
      el(
        "header",
        el("code", { title: file }, ui.specs(file)),
        el(
          "label",
          el("span.hidden", "Provider"),
          el("select", { onchange: (/** @type {any} */ e) => ui.go(`specs?provider=${e.target.value}`) }, providers.map((/** @type {string} */ name) => el("option", { value: name, selected: name === provider }, name))),
        ),
        el("button.quiet.revert", { onclick: revert, title: "undo what is not saved" }, "Revert"),
        el("button.quiet", { onclick: keep, title: "write it into your folder of specs" }, "Save"),
      ),
      el(
        "div.editor",
        el("div.e-gutter", { "aria-hidden": "true" }, (gutter = el("div"))),
        el(
          "div.e-box",
          (ink = el("div.e-ink", { "aria-hidden": "true" })),
          (area = el("textarea", {
            spellcheck: "false",
            autocapitalize: "off",
            autocomplete: "off",
            wrap: "off",
            "aria-label": "The provider's spec",
            oninput: () => {
              edited();
              soon();
            },
            onscroll: follow,
            onkeyup: caret,
            onclick: caret,
            onkeydown: (/** @type {any} */ e) => {
              if (e.ctrlKey && e.key === "Enter") run();
              if (e.altKey && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
                e.preventDefault();
                next(e.key === "ArrowDown");
              }
              if (e.key === "Escape") area.blur();
            },
          })),
        ),
      ),
    ),
    el(
      "section.g-in",
      el(
        "header",
        el("b", ui.state.protocols?.[client] ?? client),
        el(
          "label",
          el("span.hidden", "Request"),
          el("select", { onchange: (/** @type {any} */ e) => change(e.target.value) }, offered(query.get("request") ?? "")),
        ),
      ),
      (input = el("textarea.g-request", { spellcheck: "false", "aria-label": "The client's request", oninput: soon })),
    ),
    el("section.g-out", el("header", el("b", "Request to the provider"), el("code.faint")), el("div.g-body")),
    el("ol.g-problems", { "aria-label": "Problems", hidden: true }),
    el("footer.g-foot", el("span.g-caret.faint"), el("span.g-state", { role: "status" }), el("span.g-wait.faint", { "aria-hidden": "true" })),
  ]);
  area.value = drafts.get(provider) ?? saved;
  input.value = request;
  edited();
  if (missing) ui.toast(missing);
  run();
};

ui.views.specs = {
  title: "Specs",
  mount(into, { query }) {
    root = into;
    const file = query.get("file");
    root.className = file ? "view specs reading" : "view specs";
    if (file) reader(into, file, Number(query.get("line")));
    else playground(into, query);
  },
  leave() {
    clearTimeout(timer);
    clearInterval(ticking);
    root = null;
  },
  keys: { Escape: () => ui.go("requests") },
};
