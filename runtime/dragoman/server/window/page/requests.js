/* Requests: what goes through, newest first. A row is painted only while it is in view, and only where it changed. */
import { ui } from "./kit.js";

const { el, put } = ui;
/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").Row} Row */
/** @type {any} */
let root;
/** @type {any} the virtual list */
let list;
/** @type {any} the filter */
let input;
/** @type {Row[]} */
let hits = [];
/** @type {((r: Row) => boolean) | null} */
let test = null;
/** @type {string | null} */
let chosen = null;
/** @type {any} the place that scrolls */
let box;
/** @type {(change: Change) => void} */
let note;
let tick = 0,
  shownFrom = 0,
  gone = 0;

const COLUMNS = [
  ["time", "Time", ""],
  ["who", "Client", ""],
  ["profile", "Profile", ""],
  ["model", "Model requested → sent", ""],
  ["status", "Status", ""],
  ["first", "First token", "time to the first token"],
  ["took", "Duration", "from the arrival of the request to the last byte; the pale part is the time to the first token"],
  ["in", "Input", "tokens of the prompt, those from the cache included"],
  ["cached", "Cached", "tokens of the prompt that were read from the provider's cache"],
  ["out", "Output", "tokens of the answer, reasoning included"],
  ["reasoning", "Reasoning", "tokens of reasoning"],
  ["cost", "Cost", "unknown unless the provider reports it"],
  ["losses", "Losses", "fields that could not be translated"],
];
/* The bar's scale: a square root, so that 300 ms and 30 s are both to be seen. */
const SPAN = 10000;
const far = (/** @type {any} */ ms) => Math.min(100, Math.sqrt(Math.max(0, ms) / SPAN) * 100);

const make = () => {
  const row = el("div.row", { role: "row" });
  row.cells = {};
  for (const [name] of COLUMNS) row.append((row.cells[name] = el(`div.c.c-${name}`, { role: "gridcell" })));
  const { who, model, took, time } = row.cells;
  time.append(el("span"), el("i"));
  who.append(el("b"), el("span"));
  model.append(el("span.requested"), el("span.to", " → "), el("span.sent"));
  took.append(el("span.bar", el("i.wait"), el("i.run")), el("span.n"));
  row.append((row.message = el("div.c.message", { role: "gridcell" })));
  row.addEventListener("click", () => choose(row.key));
  row.addEventListener("dblclick", () => ui.go(`requests/${row.key}`));
  return row;
};
const paint = (/** @type {any} */ row, /** @type {number} */ i) => {
  const r = hits[hits.length - 1 - i],
    c = row.cells;
  const v = `${r.id}.${r.version || 0}.${chosen === r.id}.${r.in_progress ? Math.round((ui.now() - r.time) / 100) : ""}`;
  if (row.v === v) return;
  row.v = v;
  row.key = r.id;
  row.id = `r-${r.id}`;
  const took = r.in_progress ? ui.now() - r.time : r.duration;
  row.className = `row${r.error ? " failed" : ""}${r.in_progress ? " live" : ""}${r.disconnected ? " left" : ""}${chosen === r.id ? " on" : ""}`;
  row.setAttribute("aria-selected", chosen === r.id);
  row.setAttribute("aria-rowindex", i + 2);
  put(c.time.firstChild, ui.clock(r.time));
  put(c.time.lastChild, "." + String(new Date(r.time).getMilliseconds()).padStart(3, "0"));
  put(c.who.firstChild, r.client[0]);
  put(c.who.lastChild, r.client[1]);
  put(c.profile, r.failed_profiles.length ? `↷ ${r.profile}` : r.profile);
  c.profile.title = r.failed_profiles.length ? `after ${r.failed_profiles.join(", ")}` : "";
  const sent = r.model === r.requested ? "" : r.model || (r.error ? "" : "");
  put(c.model.children[0], r.requested || "none");
  put(c.model.children[1], sent ? " → " : "");
  put(c.model.children[2], sent);
  c.model.title = sent ? `${r.requested} → ${r.model}` : r.requested || "";
  put(c.status, r.in_progress ? (r.first_token ? "streaming" : "waiting") : r.disconnected ? "closed" : `${r.status || ""}${r.attempts > 1 ? " ↻" : ""}`);
  put(c.first, ui.ms(r.first_token));
  c.took.firstChild.firstChild.style.width = `${far(r.first_token ?? took)}%`;
  c.took.firstChild.lastChild.style.cssText = `left:${far(r.first_token ?? took)}%;width:${Math.max(r.first_token ? 0.8 : 0, far(took) - far(r.first_token ?? took))}%`;
  put(c.took.lastChild, ui.ms(took));
  const message = r.error
    ? `${r.error[0]}: ${r.error[1]}`
    : r.kind === "count"
      ? "token count"
      : "";
  row.classList.toggle("noted", Boolean(message));
  put(row.message, message);
  row.message.title = message;
  const number = (/** @type {any} */ x) => (message ? "" : x ? ui.count(x) : r.in_progress ? "" : "–");
  put(c.in, number(r.tokens.input));
  put(c.cached, number(r.tokens.cached));
  put(c.out, r.disconnected && !r.tokens.output ? "?" : number(r.tokens.output));
  put(c.reasoning, number(r.tokens.reasoning));
  put(c.cost, message || r.in_progress ? "" : ui.money(r.cost));
  c.cost.classList.toggle("unknown", r.cost === null);
  put(c.losses, r.losses.length ? `†${r.losses.length}` : "");
  row.setAttribute(
    "aria-label",
    `${ui.clock(r.time)}, ${r.client[0]}, profile ${r.profile}, ${r.requested}${sent ? " sent as " + sent : ""}, ${r.in_progress ? "in progress" : r.status}${message ? ", " + message : ""}, ${ui.ms(took)}, ${ui.plural(r.losses.length, "loss", "losses")}`,
  );
};
const height = () => (box.clientWidth < 640 ? 62 : 28);

/* -------------------------------------------------------------------------------------------- the filter box */
const ink = () => {
  const under = root.querySelector(".filter .ink");
  under.replaceChildren();
  let at = 0;
  for (const term of ui.terms(input.value)) {
    under.append(input.value.slice(at, term.at));
    const known = !term.key || ui.filterKeys[term.key];
    const key = term.key ? input.value.slice(term.at, term.at + term.raw.indexOf(":") + 1) : "";
    if (key) under.append(el(known ? "span.f-key" : "span.f-bad", key));
    under.append(el("span.f-value", term.raw.slice(key.length)));
    at = term.at + term.raw.length;
  }
  under.append(input.value.slice(at));
  under.scrollLeft = input.scrollLeft;
};
const filter = (/** @type {string} */ text) => {
  test = ui.filter(text);
  hits = test ? ui.store.rows.filter(test) : ui.store.rows.slice();
  ink();
  counted();
  if (box) {
    box.scrollTop = 0;
    ui.soon(list.draw);
  }
  traffic();
};
const counted = () => {
  const all = ui.store.rows.length;
  put(root.querySelector(".hits"), test ? `${ui.count(hits.length)} of ${ui.count(all)}` : ui.plural(all, "request"));
  root.querySelector(".grid").setAttribute("aria-rowcount", hits.length + 1);
  const empty = root.querySelector(".empty");
  empty.hidden = hits.length > 0 || ui.state.status === "loading";
  if (!empty.hidden) nothing(empty);
  root.querySelector(".loading").hidden = ui.state.status !== "loading";
};
const nothing = (/** @type {any} */ empty) => {
  const kind = test ? `filter ${input.value}` : "none";
  if (empty.dataset.kind === kind) return;
  empty.dataset.kind = kind;
  empty.replaceChildren();
  if (test) {
    ui.fill(empty, [
      el("h2", "No request matches"),
      el("p", "None of the kept requests matches the filter. "),
      ui.filterProblems(input.value).map((/** @type {string} */ problem) => el("p", problem)),
      el(
        "button.quiet",
        {
          onclick: () => {
            input.value = "";
            filter("");
          },
        },
        "Clear the filter",
      ),
    ]);
    return;
  }
  ui.fill(empty, [
    el("h2", "No requests yet"),
    el("p", "Configure a client with this address. Its requests appear here while they are in progress."),
    el(
      "dl",
      el("dt", "Claude Code"),
      el("dd", el("code", `ANTHROPIC_BASE_URL=${location.origin} ANTHROPIC_AUTH_TOKEN=any claude`)),
      el("dt", "Claude Code, started by Dragoman"),
      el("dd", el("code", "dragoman run PROFILE")),
      el("dt", "Without a key"),
      el(
        "dd",
        el(
          "code",
          `curl -N ${location.origin}/demo/v1/messages -H 'content-type: application/json' -d '{"model":"demo","max_tokens":99,"stream":true,"messages":[{"role":"user","content":"Hello"}]}'`,
        ),
      ),
    ),
  ]);
};
const suggest = () => {
  const menu = root.querySelector(".hints");
  const head = input.value.slice(0, input.selectionStart),
    last = (/(\S*)$/.exec(head)?.[1] ?? "").replace(/^-/, "");
  menu.replaceChildren();
  const [key, value] = last.includes(":") ? last.split(":", 2) : [last, null];
  let /** @type {any[]} */ options = [];
  if (value === null)
    options = Object.entries(ui.filterKeys)
      .filter(([k]) => k.startsWith(key))
      .map(([k, { help }]) => [k + ":", help]);
  else if (ui.filterKeys[key]) {
    const known = ui.filterKeys[key],
      counts = new Map();
    for (const r of ui.store.rows)
      for (const v of known.offer ? known.offer(r) : ui.valuesOf(known, r))
        if (v) counts.set(v, (counts.get(v) || 0) + 1);
    options = [...counts]
      .filter(([v]) => v.toLowerCase().includes(value.toLowerCase()))
      .sort((a, b) => b[1] - a[1])
      .slice(0, 9)
      .map(([v, n]) => [`${key}:${v}`, ui.plural(n, "request")]);
  }
  menu.hidden = !options.length || document.activeElement !== input;
  ui.fill(
    menu,
    options.map(([text, help], i) =>
      el(
        "button",
        {
          role: "option",
          id: `hint-${i}`,
          tabindex: "-1",
          onmousedown: (/** @type {any} */ e) => {
            e.preventDefault();
            take(text);
          },
        },
        el("code", text),
        el("span", help),
      ),
    ),
  );
  input.setAttribute("aria-expanded", !menu.hidden);
  input.removeAttribute("aria-activedescendant");
};
const take = (/** @type {string} */ text) => {
  const at = input.selectionStart,
    head = input.value.slice(0, at).replace(/(-?)\S*$/, `$1${text}`);
  input.value = head + (text.endsWith(":") ? "" : " ") + input.value.slice(at);
  input.selectionStart = input.selectionEnd = head.length + (text.endsWith(":") ? 0 : 1);
  filter(input.value);
  suggest();
};
const onKey = (/** @type {any} */ e) => {
  const menu = root.querySelector(".hints"),
    options = [...menu.children],
    at = options.findIndex((o) => o.classList.contains("on"));
  if ((e.key === "ArrowDown" || e.key === "ArrowUp") && !menu.hidden) {
    e.preventDefault();
    options[at]?.classList.remove("on");
    const next = options[(at + (e.key === "ArrowDown" ? 1 : -1) + options.length) % options.length];
    next.classList.add("on");
    input.setAttribute("aria-activedescendant", next.id);
  } else if ((e.key === "Tab" || e.key === "Enter") && at >= 0 && !menu.hidden) {
    e.preventDefault();
    take(options[at].firstChild.textContent);
  } else if (e.key === "Enter") {
    menu.hidden = true;
    input.blur();
  } else if (e.key === "Escape") {
    e.stopPropagation();
    if (!menu.hidden) menu.hidden = true;
    else {
      input.value = "";
      filter("");
      input.blur();
    }
  }
};

/* ------------------------------------------------------------------------------------------------- traffic */
const traffic = () => {
  const strip = root && root.querySelector(".traffic");
  if (!strip) return;
  const n = Math.max(60, Math.min(180, Math.floor(strip.clientWidth / 7))),
    step = 5000;
  const end = Math.ceil(ui.now() / step) * step,
    start = end - n * step;
  const good = new Uint16Array(n),
    bad = new Uint16Array(n);
  for (let i = hits.length - 1; i >= 0; i--) {
    const r = hits[i],
      k = Math.floor((r.time - start) / step);
    if (k < 0) break;
    if (k < n) (r.error ? bad : good)[k]++;
  }
  let most = 4;
  for (let k = 0; k < n; k++) most = Math.max(most, good[k] + bad[k]);
  const W = strip.clientWidth || 1000,
    H = 34,
    w = W / n,
    y = (/** @type {any} */ x) => (x / most) * (H - 4);
  let g = "",
    b = "";
  for (let k = 0; k < n; k++) {
    const x = (k * w + 1).toFixed(1),
      ww = Math.max(1, w - 2).toFixed(1);
    if (good[k]) g += `M${x} ${H}h${ww}v${-y(good[k]).toFixed(1)}h-${ww}z`;
    if (bad[k]) b += `M${x} ${(H - y(good[k])).toFixed(1)}h${ww}v${-y(bad[k]).toFixed(1)}h-${ww}z`;
  }
  const svg = strip.firstChild;
  svg.setAttribute("viewBox", `0 0 ${W} ${H}`);
  svg.querySelector(".good").setAttribute("d", g || "M0 0");
  svg.querySelector(".bad").setAttribute("d", b || "M0 0");
  const marks = strip.querySelector(".marks");
  const lines = [];
  for (let t = Math.ceil(start / 60000) * 60000; t < end - 20000; t += n * step > 600000 ? 120000 : 60000) {
    const x = ((t - start) / (end - start)) * 100;
    if ((x / 100) * W > 14 && (x / 100) * W < W - 250) lines.push([x, ui.clock(t).slice(0, 5)]);
  }
  const key = lines.map((l) => l[1] + l[0].toFixed(0)).join();
  if (marks.dataset.key !== key) {
    marks.dataset.key = key;
    marks.replaceChildren(...lines.map(([x, text]) => el("span", { style: `left:${x.toFixed(2)}%` }, text)));
  }
  const lastMinute = hits.slice(-2000).filter((r) => ui.now() - r.time < 60000);
  const live = [...ui.store.live].filter((r) => !test || test(r)).length;
  put(
    root.querySelector(".rate"),
    `${ui.count(lastMinute.length)} in the last minute · ${live} in progress · ${ui.count(lastMinute.filter((r) => r.error).length)} failed`,
  );
};

/* --------------------------------------------------------------------------------- what is known of the chosen */
const choose = (/** @type {string | null} */ id, quiet = false) => {
  chosen = id;
  const i = hits.findIndex((r) => r.id === id);
  if (i >= 0) list.show(hits.length - 1 - i);
  box.setAttribute("aria-activedescendant", i >= 0 ? `r-${id}` : "");
  foot();
  ui.soon(() => {
    if (i >= 0) list.show(hits.length - 1 - i);
    list.draw();
  });
  if (!quiet && i >= 0) ui.say(document.getElementById(`r-${id}`)?.getAttribute("aria-label") || "");
};
const foot = () => {
  const r = chosen && ui.store.byId.get(chosen);
  const pane = root.querySelector(".foot");
  pane.classList.toggle("shut", !r);
  pane.replaceChildren();
  if (!r) {
    const keys = [
      ["↑", ""],
      ["↓", " select "],
      ["↵", " open "],
      ["/", " filter "],
      ["P", " pause "],
      ["?", " all keys"],
    ];
    pane.append(el("p.keys", keys.map(([key, text]) => [el("kbd", key), text])));
    return;
  }
  ui.fill(pane, [
    el(
      "section.f-what",
      el("h3", ui.clock(r.time), el("span", r.client.join(" ")), el("a.button", { href: `#/requests/${r.id}` }, "Open", el("kbd", "↵"))),
      ui.timeline(r, null),
    ),
    el(
      "section.f-lost",
      el("h3", r.losses.length ? ui.plural(r.losses.length, "loss", "losses") : "No losses"),
      r.losses.length
        ? el(
            "ul",
            r.losses.map(([path, why]) => el("li", el("code", path), el("span", why))),
          )
        : el("p.faint", r.attempts ? "All fields were translated." : "Nothing was sent to the provider."),
    ),
    el(
      "section.f-text",
      r.error
        ? [el("h3.bad", r.error[0]), el("p", r.error[1])]
        : [
            el("h3", "Tokens"),
            el(
              "dl.facts",
              Object.entries(r.tokens).map(([name, n]) => [el("dt", name), el("dd", ui.count(n))]),
            ),
          ],
    ),
  ]);
};
/* One line of time: what happened when, in words under a scale that is linear. */
ui.timeline = (r, d) => {
  const t = { first_token: r.first_token ?? undefined, last: r.in_progress ? undefined : r.duration, ...d?.times };
  const last = Math.max(t.last || 0, r.in_progress ? ui.now() - r.time : 0, 1),
    at = (/** @type {any} */ x) => (x / last) * 100;
  const bar = el("div.t-bar");
  const part = (/** @type {string} */ cls, /** @type {any} */ a, /** @type {any} */ b) =>
    a !== undefined &&
    b !== undefined &&
    b > a &&
    bar.append(el(`i.${cls}`, { style: `left:${at(a)}%;width:${Math.max(0.3, at(b) - at(a))}%` }));
  const sent = t.sent ?? 0,
    byte = t.first_byte ?? t.first_token ?? last,
    token = t.first_token ?? byte;
  part("t-own", 0, sent);
  part("t-wait", sent, byte);
  part("t-hold", byte, token);
  part("t-run", token, last);
  for (const x of d?.tries ?? []) if (x.end !== null) part("t-fail", x.start, x.end);
  const marks = [
    ["translated", t.translated],
    ["first byte", t.first_byte],
    ["first token", t.first_token],
    ["last byte", t.last],
  ].filter(([, x]) => x !== undefined && x !== null);
  const mark = (/** @type {string} */ name, /** @type {any} */ value) => el("div", el("dt", name), el("dd", value));
  return el(
    "div.timeline",
    bar,
    el(
      "dl",
      marks.map(([name, x]) => mark(name, ui.ms(x))),
      r.attempts > 1 ? mark("attempts", r.attempts) : null,
      r.finish_reason ? mark("finish reason", r.finish_reason) : null,
    ),
  );
};

ui.views.requests = {
  title: "Requests",
  mount(into, { query }) {
    root = into;
    root.className = "view requests";
    ui.fill(root, [
      el("h1.hidden", "Requests"),
      el(
        "div.bar",
        el(
          "div.filter",
          el("label.hidden", { for: "filter" }, "Filter"),
          el("div.ink", { "aria-hidden": "true" }),
          (input = el("input", {
            id: "filter",
            type: "text",
            autocomplete: "off",
            spellcheck: "false",
            placeholder: "profile:NAME status:4xx model:*large* loss:* took:>2s",
            role: "combobox",
            "aria-expanded": "false",
            "aria-controls": "hints",
            oninput: () => {
              filter(input.value);
              suggest();
            },
            onfocus: suggest,
            onblur: () => {
              if (root) root.querySelector(".hints").hidden = true; // else the view is left
            },
            onkeydown: onKey,
            onscroll: ink,
          })),
          el("kbd", "/"),
          el("div.hints", { id: "hints", role: "listbox", hidden: true }),
        ),
        el("span.hits"),
        el(
          "div.acts",
          el("button.quiet.pause", { onclick: () => ui.pause(), title: "P" }, "Pause"),
          el("button.quiet", { onclick: () => ui.clear(), title: "remove them from this page; the server keeps them" }, "Clear"),
        ),
      ),
      el(
        "div.strip",
        el(
          "div.traffic",
          { role: "img", "aria-label": "requests in each five seconds" },
          ui.svg("svg", { preserveAspectRatio: "none" }, ui.svg("path", { class: "good" }), ui.svg("path", { class: "bad" })),
          el("div.marks"),
        ),
        el("span.rate"),
      ),
      el(
        "div.table",
        // what is no row, such as the button of newer ones, is beside the grid
        el(
          "div.grid",
          { role: "grid", "aria-label": "Requests", "aria-colcount": COLUMNS.length },
          el(
          "div.head",
          { role: "row" },
          COLUMNS.map(([name, title, help]) =>
            el(
              `div.c.c-${name}`,
              { role: "columnheader", title: help || null },
              title,
              name === "took"
                ? el(
                    "span.scale",
                    { "aria-hidden": "true" },
                    [1, 5].map((t) => el("i", { style: `left:${far(t * 1000)}%` }, `${t} s`)),
                  )
                : null,
            ),
          ),
        ),
        (box = el("div.rows", { tabindex: "0", role: "rowgroup" })),
        ),
        el("button.newer", {
          hidden: true,
          onclick: () => {
            box.scrollTop = 0;
          },
        }),
        el("div.empty", { hidden: true }),
        el(
          "div.loading",
          { hidden: true },
          Array.from({ length: 14 }, (_, i) => el("i", { style: `opacity:${1 - i * 0.07}` })),
        ),
      ),
      el("aside.foot", { "aria-label": "The selected request" }),
    ]);
    list = ui.virtual(box, height, { count: () => hits.length, key: (/** @type {number} */ i) => hits.length - 1 - i + gone, make, paint });
    note = (change) => {
      gone += change.reset ? 0 : change.dropped; // keys go on counting when the oldest go
      if (change.reset || change.dropped) {
        hits = test ? ui.store.rows.filter(test) : ui.store.rows.slice();
      } else for (const r of change.added) if (!test || test(r)) hits.push(r);
      if (!change.reset && change.added.length && box.scrollTop > 4) {
        // keep what is being read where it is
        const more = change.added.filter((r) => !test || test(r)).length;
        box.scrollTop += more * height();
        shownFrom += more;
      }
      if (box.scrollTop <= 4) shownFrom = 0;
      const newer = root.querySelector(".newer");
      newer.hidden = !shownFrom;
      put(newer, `${ui.plural(shownFrom, "newer request")} ↑`);
      list.draw();
      counted();
      if (chosen && change.changed.some((r) => r.id === chosen)) foot();
    };
    ui.store.on(note);
    tick = setInterval(() => {
      traffic();
      if (ui.store.live.size) ui.soon(list.draw);
    }, 1000);
    box.addEventListener(
      "scroll",
      () => {
        if (box.scrollTop <= 4) {
          shownFrom = 0;
          root.querySelector(".newer").hidden = true;
        }
      },
      { passive: true },
    );
    input.value = query.get("filter") || "";
    filter(input.value);
    requestAnimationFrame(() => {
      list.draw();
      traffic();
      if (query.get("on")) choose(query.get("on"), true);
      else foot();
      if (query.get("hints")) {
        input.focus();
        suggest();
      }
    });
    foot();
    ui.paused();
  },
  leave() {
    ui.store.off(note);
    clearInterval(tick);
    root = null;
  },
  keys: {
    "/": () => input.focus(),
    p: () => ui.pause(),
    c: () => ui.clear(),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    j: () => move(1),
    k: () => move(-1),
    PageDown: () => move(20),
    PageUp: () => move(-20),
    Home: () => move(-1e9),
    End: () => move(1e9),
    Enter: () => chosen && ui.go(`requests/${chosen}`),
    Escape: () => {
      if (chosen) choose(null, true);
    },
    f: () => {
      const r = chosen && ui.store.byId.get(chosen);
      if (r) {
        input.value = `profile:${r.profile}`;
        filter(input.value);
      }
    },
  },
};
const move = (/** @type {number} */ by) => {
  if (!hits.length) return;
  const at = hits.findIndex((r) => r.id === chosen),
    i = at < 0 ? 0 : hits.length - 1 - at;
  const next = Math.max(0, Math.min(hits.length - 1, at < 0 ? (by > 0 ? 0 : hits.length - 1) : i + by));
  choose(hits[hits.length - 1 - next].id);
};
