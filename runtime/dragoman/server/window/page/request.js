/* One request: client and provider side by side, with its stream, its headers and its times. */
import { curl, replay, resend, save } from "./actions.js";
import { links } from "./links.js";
import { ui } from "./kit.js";
import { call, messageOf } from "./server.js";
import { events, stream } from "./stream.js";

const { el } = ui;
/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").Recording} Recording */
/** @typedef {import("./types.js").Row} Row */
/** @type {any} */
let root;
/** @type {any} what is kept of the request: a Recording, or null */
let d;
/** @type {any} the Row of the request */
let r;
/** @type {any} the two bodies, aligned */
let pages;
/** @type {((change: Change) => void) | null} */
let note = null;
let why = "",
  tab = "",
  order = "aligned",
  show = "all";
const TABS = [
  ["translation", "Translation", "T"],
  ["stream", "Stream", "S"],
  ["headers", "Headers", "H"],
  ["timing", "Timing", "M"],
];

/* ------------------------------------------------------------------------------------- the foot: how it was made */
/** @type {Record<string, any>} */
const PHASES = { read: "read", pass: "pass", write: "write", loss: "loss from" };
const step = (/** @type {any} */ s, title = "") =>
  el(
    `section.step.${s.phase}`,
    el("h4", el("b", title || PHASES[s.phase] || s.phase), " ", s.file ? ui.place(s) : null),
    el("code.line", ui.yaml(s.text || "")),
    s.name ? el("p.doc", el("b", s.name), s.doc ? ` · ${s.doc}` : "") : s.rule ? el("p.doc", `rule ${s.rule}`) : null,
    ui.because(s),
  );
const steps = (/** @type {any} */ numbers) => (numbers || []).map((/** @type {number} */ n) => d.explained.steps[n]).filter(Boolean);
const value = (/** @type {any} */ body, /** @type {string} */ path) => {
  const v = path.split(".").reduce((/** @type {any} */ x, /** @type {any} */ k) => x?.[k], body);
  return v === undefined ? null : ui.value(v, 90);
};
const path = (/** @type {any} */ p, /** @type {string} */ side) => el("button.link.path", { title: "show it", onclick: () => pages?.reveal(p, side) }, p);
const hint = () =>
  el(
    "p.keys",
    [
      ["↑", ""],
      ["↓", " field "],
      ["L", " next loss "],
      ["N", " next change "],
      ["↵", " fold "],
      ["[", ""],
      ["]", " other request"],
    ].map(([key, text]) => [el("kbd", key), text]),
  );
const foot = (/** @type {any} */ about) => {
  const pane = root?.querySelector(".foot");
  if (!pane) return;
  pane.replaceChildren();
  pane.classList.toggle("shut", !about);
  pane.classList.toggle("none", tab === "headers" || tab === "timing");
  if (!about) {
    pane.append(hint());
    return;
  }
  const { link, loss, silent, left, right, sign } = about;
  const from = about.from.length ? about.from : left ? [left] : [];
  const to = right || (link && link[0]);
  const lossy = loss && (!link || sign === "†");
  const result = lossy
    ? el("span.why.lost", loss.reason)
    : link
      ? el("div", path(to, "r"), value(d.sent.body, to))
      : el("span.why", silent?.reason || "no counterpart");
  const made = lossy ? [loss.step] : link ? link[3] : silent ? [silent.step] : [];
  const found = steps(made);
  ui.fill(pane, [
    el(
      "div.f-pair",
      el(
        "div.f-from",
        from.length ? from.slice(0, 3).map((/** @type {any} */ p) => el("div", path(p, "l"), value(d.client.body, p))) : el("span.faint", "no field of the client"),
        from.length > 3 ? el("span.faint", `and ${from.length - 3} more`) : null,
      ),
      el("span.f-sign", { title: ui.signs[sign] || "" }, lossy ? "†" : link ? link[2] : "·"),
      el("div.f-to", result),
    ),
    el("div.steps", found.length ? found.map((/** @type {any} */ s) => step(s)) : el("p.faint", why)),
  ]);
  if (loss && !lossy) for (const s of steps([loss.step])) pane.querySelector(".steps").append(step(s, "with a loss from"));
};

/** Returns a function that returns the explanation of the response, which is asked for once. */
const answer = (/** @type {any} */ shown) => () => (shown.answered ??= call(`requests/${shown.id}/explain?of=answer`));

/* ------------------------------------------------------------------------------------------------ translation */
const size = (/** @type {any} */ message) => ui.bytes(JSON.stringify(message.body).length);
const sides = (/** @type {any} */ left, /** @type {any} */ right) => el("div.p-head", el("div", left), el("i"), el("div", right));
const from = () => [el("b", d.protocols[0] || "client"), el("code", `${d.client.method} ${d.client.url}`), el("span", size(d.client))];
const to = () => [
  el("b", d.protocols[1] || "provider"),
  el("code", `${d.sent.method} ${d.sent.url.replace(/^https?:\/\//, "")}`),
  el("span", size(d.sent)),
];
const raw = (/** @type {any} */ body) => (typeof body === "string" ? el("pre.raw", body) : ui.json(body));
const translation = (/** @type {any} */ into) => {
  if (!d?.client) return hollow(into);
  if (!d.sent || typeof d.client.body !== "object" || typeof d.sent.body !== "object") return unsent(into);
  pages = ui.pages(d.client.body, d.sent.body, d.explained, foot);
  const lost = d.explained.losses;
  /** @type {Record<string, number>} */
  const counts = {};
  for (const [p, , sign] of d.explained.links) {
    const v = p.split(".").reduce((/** @type {any} */ x, /** @type {any} */ k) => x?.[k], d.sent.body);
    if (typeof v !== "object") counts[sign] = (counts[sign] || 0) + 1;
  }
  const legend = ["=", "→", "≈", "+", "†"].map((sign) => [sign, sign === "†" ? lost.length : counts[sign] || 0]);
  ui.fill(into, [
    el(
      "div.p-bar",
      ui.choice(
        "Order",
        order,
        [
          ["aligned", "Aligned", "fields of the client beside what they became"],
          ["sent", "As sent", "both in the order of their bytes"],
        ],
        (/** @type {any} */ v) => {
          order = v;
          pages.align(v === "aligned");
        },
      ),
      ui.choice(
        "Show",
        show,
        [
          ["all", "Everything"],
          ["changed", "Changes"],
          ["lost", "Losses"],
        ],
        (/** @type {any} */ v) => {
          show = v;
          pages.show(v);
        },
      ),
      el(
        "div.choice",
        el("button", { onclick: () => pages.all(true) }, "Fold"),
        el("button", { onclick: () => pages.usual() }, "Default"),
        el("button", { onclick: () => pages.all(false) }, "Unfold"),
      ),
      el(
        "p.legend",
        legend.map(([sign, n]) => el("span", { title: ui.signs[sign] }, el("b", sign), ` ${n} ${ui.words[sign]}`)),
      ),
    ),
    sides(from(), to()),
    lost.length
      ? el(
          "p.lostline",
          el("b", `† ${ui.plural(lost.length, "loss", "losses")}`),
          lost.map((/** @type {any} */ l) =>
            el("button.link", { title: l.reason, onclick: () => l.sources[0] !== undefined && pages.reveal(l.sources[0]) }, l.path),
          ),
        )
      : null,
    pages.page,
  ]);
  pages.align(order === "aligned");
  if (show !== "all") pages.show(show);
  foot(null);
};
const hollow = (/** @type {any} */ into) => {
  ui.fill(into, [
    el(
      "div.empty",
      el("h2", ui.state.inspect ? "The bodies are not available" : "Bodies are not kept"),
      el(
        "p",
        ui.state.inspect
          ? `Bodies of the latest ${ui.state.limits.bodies} requests are kept, in memory only.`
          : "The server keeps times, models, token counts and losses only. It can keep the bodies of new requests in memory.",
      ),
      ui.state.inspect ? null : el("button", { onclick: () => ui.inspect(true) }, "Keep the bodies of new requests"),
    ),
  ]);
  foot(null);
};
const unsent = (/** @type {any} */ into) => {
  ui.fill(into, [
    r.error ? el("div.note", el("p", el("b", r.error[0]), ` · ${r.error[1]}`)) : null,
    sides(from(), d.sent ? to() : [el("b", "answered by Dragoman")]),
    el("div.twin", raw(d.client.body), d.sent ? raw(d.sent.body) : d.answer ? raw(d.answer.body) : el("p.faint", "nothing")),
  ]);
  foot(null);
};

/* ---------------------------------------------------------------------------------------------------- headers */
const MEANING = { "=": "forwarded", "→": "forwarded under another name", "≈": "changed", "+": "added", "·": "not forwarded" };
const MIN_RENAMED = 6; // characters of a value: shorter ones, such as the mask, are equal by chance
const merged = (/** @type {any} */ list) => {
  const found = new Map();
  for (const [name, text] of list) {
    const key = name.toLowerCase();
    found.set(key, found.has(key) ? `${found.get(key)}, ${text}` : text);
  }
  return found;
};
/** Pairs of a name on the left and one on the right: the same one, or one with the same value; "" without a counterpart.
 * @param {Map<string, string>} left @param {Map<string, string>} right @returns {[string, string][]} */
const paired = (left, right) => {
  const only = [...right.keys()].filter((name) => !left.has(name));
  const renamed = (/** @type {string} */ value) => {
    const at = value.length < MIN_RENAMED ? -1 : only.findIndex((name) => right.get(name) === value);
    return at < 0 ? "" : only.splice(at, 1)[0];
  };
  const pairs = [...left].map(([name, value]) => /** @type {[string, string]} */ ([name, right.has(name) ? name : renamed(value)]));
  const rank = (/** @type {[string, string]} */ [a, b]) => (!b ? 3 : !a ? 2 : a === b ? 0 : 1);
  return [...pairs, ...only.map((name) => /** @type {[string, string]} */ (["", name]))].sort((a, b) => rank(a) - rank(b));
};
const table = (/** @type {string} */ title, /** @type {any} */ left, /** @type {any} */ right, /** @type {any} */ leftName, /** @type {any} */ rightName, /** @type {any} */ back) => {
  const [l, q] = [merged(left), merged(right)];
  const cell = (/** @type {string} */ name, /** @type {any} */ map) => el("div", { role: "cell" }, name ? [el("span.h-name", name), el("span.h-value", map.get(name))] : null);
  return el(
    "section.h-part",
    el("h2", title),
    el(
      "div.h-table",
      { role: "table", "aria-label": title },
      el(
        "div.h-row.h-top",
        { role: "row" },
        el("b", { role: "columnheader" }, leftName),
        el("i", { role: "columnheader", "aria-label": "relation" }),
        el("b", { role: "columnheader" }, rightName),
      ),
      paired(l, q).map(([from, to]) => {
        const sign = from && to ? (from !== to ? "→" : l.get(from) === q.get(to) ? "=" : "≈") : Boolean(to) === !back ? "+" : "·";
        return el(
          `div.h-row${sign === "+" ? ".new" : sign === "·" ? ".gone" : ""}`,
          { role: "row" },
          cell(from, l),
          el("i", { role: "cell", title: MEANING[sign] }, sign),
          cell(to, q),
        );
      }),
    ),
  );
};
const headers = (/** @type {any} */ into) => {
  if (!d?.client) return hollow(into);
  ui.fill(into, [
    el(
      "div.heads",
      table("Request", d.client.headers, d.sent?.headers ?? [], "from the client", d.sent ? "to the provider" : "nothing was sent", false),
      table("Response", d.answer?.headers ?? [], d.response?.headers ?? [], "to the client", d.response ? "from the provider" : "no response", true),
      el("p.faint", "Credentials are masked in the server."),
    ),
  ]);
  foot(null);
};

/* ----------------------------------------------------------------------------------------------------- timing */
const timing = (/** @type {any} */ into) => {
  const t = { ...(d?.times ?? { first_token: r.first_token ?? undefined }), last: d?.times?.last ?? r.duration };
  const span = Math.max(t.last, 1),
    x = (/** @type {any} */ v) => (v / span) * 100;
  const tries = d?.tries ?? [];
  const failed = tries.at(-2)?.end <= t.translated ? tries.at(-2).end : null;
  const stages = [
    ["received", "the body of the request has arrived", t.received, "t-own"],
    ["tried before", "attempts that failed, and waits", failed, "t-fail"],
    ["translated", "read, passes, written", t.translated, "t-own"],
    ["sent", "to the provider; the last attempt", t.sent, "t-own"],
    ["first byte", "of the provider's response", t.first_byte, "t-wait"],
    ["first token", "sent to the client", t.first_token, "t-hold"],
    ["last byte", "sent to the client", t.last, "t-run"],
  ].filter((s) => s[2] !== undefined && s[2] !== null);
  const bar = (/** @type {any} */ start, /** @type {any} */ end, /** @type {string} */ cls) => el("div.w-bar", el(`i.${cls}`, { style: `left:${x(start)}%;width:${Math.max(0.25, x(end) - x(start))}%` }));
  ui.fill(into, [
    el(
      "div.times",
      el(
        "section",
        el("h2", "Stages"),
        el(
          "table.w",
          el("thead", el("tr", ["until", "part", "duration", "at"].map((h) => el("th", { scope: "col" }, h)))),
          el(
            "tbody",
            stages.map(([name, help, at, cls], i) => {
              const start = i ? stages[i - 1][2] : 0;
              return el("tr", el("th", { scope: "row" }, name, el("span", help)), el("td", bar(start, at, cls)), el("td.n", ui.ms(at - start)), el("td.n", ui.ms(at)));
            }),
          ),
        ),
      ),
      el(
        "section",
        el("h2", ui.plural(r.attempts, "attempt")),
        r.failed_profiles.length ? el("p", `Failed before: ${r.failed_profiles.join(", ")}.`) : null,
        el(
          "ol.tries",
          tries.map((/** @type {any} */ q, /** @type {number} */ i) =>
            el(
              "li",
              el(`b${q.problem ? ".bad" : ""}`, q.status > 0 ? q.status : "–"),
              el("span", `${q.profile} · ${q.model}`),
              el("span.n", `${ui.ms(q.start)} to ${ui.ms(q.end ?? t.last)}`),
              bar(q.start, q.end ?? t.last, q.problem ? "t-fail" : "t-run"),
              q.problem ? el("p", q.problem) : null,
              q.change || i ? el("p.because", q.change ? `sent again ${q.change}` : "next account or profile") : null,
            ),
          ),
        ),
      ),
    ),
  ]);
  foot(null);
};

/* ---------------------------------------------------------------------------------------------------- actions */
const copy = () => ui.copy(curl(d.sent || d.client, location.origin), d.sent ? "The request to the provider" : "The request of the client");
const preview = async (/** @type {string} */ profile) => {
  try {
    const found = await call(`requests/${r.id}/explain?profile=${encodeURIComponent(profile)}`);
    if (!found.url) throw new Error(`the request is refused: ${JSON.stringify(found.result)}`);
    const sent = { method: found.method, url: found.url, headers: Object.entries(found.headers), body: found.result };
    d = { ...d, sent, explained: found, protocols: [d.protocols[0], `${profile}, not sent`] };
    go("translation");
  } catch (error) {
    ui.toast(messageOf(error));
  }
};
const again = async (/** @type {string} */ profile) => {
  try {
    const id = await resend(d.client, profile);
    // its row arrives later than its answer
    for (let tries = 0; tries < 50 && !ui.store.byId.has(id); tries++) await new Promise((done) => setTimeout(done, 100));
    if (ui.store.byId.has(id)) ui.go(`requests/${id}`);
  } catch (error) {
    ui.toast(messageOf(error));
  }
};

const head = () => [
  el(
    "div.r-top",
    el("a.back", { href: "#/requests" }, "← Requests"),
    el("span", ui.clock(r.time)),
    el("span", r.client.join(" ")),
    el("span.faint", r.id),
    el(
      "div.acts",
      el("button.quiet", { disabled: !d?.client, onclick: copy }, "Copy as curl"),
      el("button.quiet", { disabled: !d?.sent, onclick: () => save(d) }, "Save as case"),
      el("button.quiet", { disabled: !d?.client || typeof d.client.body !== "object", onclick: () => replay(preview, again) }, "Replay…"),
      el("a.button", { href: `#/specs?provider=${r.provider}&request=${r.id}` }, "Edit the spec"),
    ),
  ),
  el(
    "h1.r-title",
    el("span.requested", r.requested || "no model"),
    r.model && r.model !== r.requested ? [el("span.to", " → "), el("span.sent", r.model)] : null,
  ),
  el(
    "p.r-facts",
    el("b", [...r.failed_profiles, r.profile].join(", then ") || "no profile"),
    d?.protocols[0] ? el("span", d.same ? `${d.protocols[0]}, forwarded` : d.protocols.join(" → ")) : null,
    el(`span${r.error ? ".bad" : ""}`, r.in_progress ? "in progress" : r.disconnected ? "the client disconnected" : [r.status, r.error?.[0]].filter(Boolean).join(" ")),
    el("span", ui.ms(r.in_progress ? ui.now() - r.time : r.duration)),
    r.tokens.input ? el("span", `${ui.count(r.tokens.input)} input tokens${r.tokens.cached ? ` (${ui.count(r.tokens.cached)} cached)` : ""}`) : null,
    r.tokens.output ? el("span", `${ui.count(r.tokens.output)} output tokens${r.tokens.reasoning ? ` (${ui.count(r.tokens.reasoning)} reasoning)` : ""}`) : null,
    el("span", r.cost === null ? "cost unknown" : ui.money(r.cost)),
    el(`span${r.losses.length ? ".lost" : ""}`, r.losses.length ? `†${r.losses.length}` : "no losses"),
  ),
  ui.timeline(r, d),
];
const go = (/** @type {string} */ name) => {
  history.replaceState(null, "", `#/requests/${r.id}/${name}`);
  pick(name);
};
const pick = (/** @type {string} */ name) => {
  tab = name;
  for (const b of root.querySelectorAll("[role=tab]")) {
    b.setAttribute("aria-selected", String(b.dataset.tab === name));
    b.tabIndex = b.dataset.tab === name ? 0 : -1;
  }
  const into = root.querySelector(".panel");
  into.replaceChildren();
  into.className = `panel is-${name}`;
  into.tabIndex = name === "translation" ? -1 : 0;
  into.setAttribute("aria-labelledby", `tab-${name}`);
  pages = null;
  if (name === "stream") {
    if (!d?.client) return hollow(into);
    stream(into, r, d, root.querySelector(".foot"), { answer: answer(d), step });
    return;
  }
  /** @type {Record<string, (into: any) => void>} */
  const tabs = { translation, headers, timing };
  tabs[name](into);
};
const fill = () => {
  root.replaceChildren();
  /** @type {Record<string, any>} */
  const extra = { stream: d?.stream.length ? el("span", ui.count(events(d.stream))) : null, translation: r.losses.length ? el("span.lost", `†${r.losses.length}`) : null, timing: r.attempts > 1 ? el("span", { title: `${r.attempts} attempts` }, `×${r.attempts}`) : null };
  ui.fill(root, [
    el("header.r-head", head()),
    el(
      "div.tabs",
      { role: "tablist", "aria-label": "Views of the request" },
      TABS.map(([name, label, key]) =>
        el("button", { role: "tab", id: `tab-${name}`, data: { tab: name }, onclick: () => go(name), title: key }, label, extra[name]),
      ),
    ),
    el("div.panel", { role: "tabpanel", tabindex: "-1" }),
    el("aside.foot", { "aria-label": "How the selected field was made", "aria-live": "off" }),
  ]);
};
/* Select the next field of the translation, or the next event of the stream. */
const move = (/** @type {number} */ by) => {
  if (tab !== "stream") return pages?.move(by);
  const rows = [...root.querySelectorAll(".s-row")],
    now = rows.findIndex((row) => row.classList.contains("on"));
  const next = rows[now < 0 ? (by > 0 ? 0 : rows.length - 1) : now + by];
  next?.focus();
  next?.click();
};
const other = (/** @type {number} */ by) => {
  const all = ui.store.rows,
    next = all[all.findIndex((x) => x.id === r.id) - by];
  if (next) ui.go(`requests/${next.id}/${tab}`);
};
const load = async (/** @type {any} */ id) => {
  let found = null;
  why = "The rules behind this field are not available.";
  try {
    found = await call(`requests/${id}`);
  } catch {
    return null;
  }
  if (found.client && found.sent) found.explained = links(found.client.body, found.sent.body, found.row.losses);
  return found;
};
/* The explanation takes seconds: until it arrives, equal values are shown as relations. */
const explain = async (/** @type {any} */ into, /** @type {any} */ shown) => {
  if (!shown?.sent || typeof shown.sent.body !== "object") return;
  if (shown.same && JSON.stringify(shown.client.body) === JSON.stringify(shown.sent.body)) {
    why = "The body is forwarded as it is: no rule applies.";
    return;
  }
  why = "The rules are being looked up.";
  try {
    shown.explained = await call(`requests/${shown.id}/explain`);
  } catch (error) {
    why = messageOf(error);
    return;
  }
  why = "No rule is known for this field.";
  if (root === into && d === shown && tab === "translation") {
    const selected = pages?.chosen();
    pick(tab);
    if (selected) pages?.reveal(...selected);
  }
};

ui.views.request = {
  title: "Request",
  async mount(into, { parts, query }) {
    root = into;
    root.className = "view request";
    d = null;
    r = ui.store.byId.get(parts[1]);
    if (!r) {
      ui.fill(root, [
        el(
          "div.empty",
          el("h2", ui.state.status === "on" ? "Unknown request" : "Loading"),
          el("p", "The server keeps the latest 5,000 requests."),
          el("a.button", { href: "#/requests" }, "All requests"),
        ),
      ]);
      return;
    }
    note = (change) => {
      if (!change.changed.includes(r) || root !== into) return;
      if (r.in_progress) root.querySelector(".r-head").replaceChildren(...el("div", head()).childNodes);
      else refresh(into, tab);
    };
    ui.store.on(note);
    fill();
    await refresh(into, parts[2] || "translation");
    if (query.get("field")) pages?.reveal(query.get("field"), query.get("side") || "l");
  },
  leave() {
    if (note) ui.store.off(note);
    root = pages = null;
  },
  keys: {
    t: () => go("translation"),
    s: () => go("stream"),
    h: () => go("headers"),
    m: () => go("timing"),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    j: () => move(1),
    k: () => move(-1),
    Enter: () => pages?.fold(),
    l: () => pages?.jump(["†"], 1),
    L: () => pages?.jump(["†"], -1),
    n: () => pages?.jump(["≈", "+"], 1),
    N: () => pages?.jump(["≈", "+"], -1),
    "[": () => other(-1),
    "]": () => other(1),
    y: () => d?.client && copy(),
    Escape: () => {
      if (root.querySelector(".p-row.on")) pages.drop();
      else ui.go("requests");
    },
  },
};
const refresh = async (/** @type {any} */ into, /** @type {string} */ name) => {
  const id = r.id,
    found = await load(id);
  if (root !== into || r.id !== id) return; // another view was opened meanwhile
  d = found;
  fill();
  pick(name);
  if (!r.in_progress) explain(into, found);
};
