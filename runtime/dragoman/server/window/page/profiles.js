/* Profiles: whether each can be used, what to do if it cannot, and what it contains. */
import { ui } from "./kit.js";
import { call, messageOf } from "./server.js";

const { el } = ui;
const INTERVAL_MS = 3000;
const PRICED = ["input", "cache_read", "output"];
/** @typedef {import("./types.js").Model} Model */

/** @type {any} */
let root;
let chosen = "",
  timer = 0,
  drawn = "";

/** The state of a profile: its kind, for the mark, and a word. */
const state = (/** @type {any} */ p) => {
  const open = Object.values(p.breakers).filter((b) => b.state === "open").length;
  const cooling = Object.values(p.accounts || {}).filter((a) => a.seconds > 0).length;
  if (p.problem) return ["off", "unusable"];
  if (open) return ["down", "breaker open"];
  if (Object.keys(p.breakers).length) return ["open", "breaker half open"];
  if (cooling) return ["open", cooling === Object.keys(p.accounts).length ? "all accounts cool down" : "an account cools down"];
  return ["ready", "ready"];
};
/** @type {Record<string, any>} */
const MARKS = { ready: "●", open: "◐", off: "○", down: "×" };
const mark = (/** @type {any} */ kind) => el(`span.state.${kind}`, { "aria-hidden": "true" }, MARKS[kind]);
/** The requests that a profile has answered, or failed to answer before another profile took them.
 * @param {string} name @returns {import("./types.js").Row[]} */
const requests = (name) => ui.store.rows.filter((r) => r.profile === name || r.failed_profiles.includes(name));
const failures = (/** @type {string} */ name) => requests(name).filter((r) => r.error || r.failed_profiles.includes(name));

const item = (/** @type {any} */ p) => {
  const [kind, word] = state(p),
    seen = requests(p.name),
    failed = failures(p.name).length;
  return el(
    "a.p-item",
    { href: `#/profiles/${p.name}`, "aria-current": p.name === chosen ? "true" : null },
    mark(kind),
    el("span.p-name", el("b", p.name), p.default ? el("i", "default") : null),
    el("span.p-of", [p.title, ...p.protocols.slice(0, 1)].join(" · ")),
    el("span.p-state", word),
    el("span.p-num", seen.length ? ui.count(seen.length) : "–", failed ? el("i.bad", ` ${failed} failed`) : null),
  );
};
const facts = (/** @type {any} */ pairs) =>
  el(
    "dl.facts",
    pairs.filter((/** @type {any} */ [, v]) => v).map((/** @type {any} */ [k, v]) => [el("dt", k), el("dd", v)]),
  );
const grid = (/** @type {string} */ cls, /** @type {any} */ titles, /** @type {any} */ rows) =>
  el(
    "div.scroll",
    { tabindex: "0", role: "region", "aria-label": titles[0] },
    el(`table.${cls}`, el("thead", el("tr", titles.map((/** @type {any} */ t, /** @type {number} */ i) => el(i > 1 ? "th.n" : "th", { scope: "col" }, t)))), el("tbody", rows)),
  );
const trouble = (/** @type {any} */ p) => {
  const breakers = Object.entries(p.breakers);
  if (!p.problem && !breakers.length) return null;
  return el(
    "div.remedybox.down",
    p.problem ? el("p", el("b", "This profile cannot be used: "), p.problem) : null,
    breakers.map(([model, b]) =>
      el(
        "div",
        el("p", el("b", `${model}: circuit breaker ${b.state.replace("_", " ")}. `), b.state === "open" ? `The next probe is sent in ${ui.ms(b.seconds * 1000)}. ` : "The next request is a probe. ", `Last failure: ${b.cause}.`),
        el("p", el("code", `dragoman breaker clear ${p.name}/${model}`), " ", el("button.link", { onclick: () => ui.copy(`dragoman breaker clear ${p.name}/${model}`, "The command") }, "copy")),
      ),
    ),
  );
};
/** Results of `dragoman check` by profile: under way, a message, or the checks. */
const checked = new Map();
const check = async (/** @type {string} */ name, /** @type {any} */ offline) => {
  if (checked.get(name)?.running) return;
  checked.set(name, { running: true });
  draw();
  try {
    checked.set(name, await call(`profiles/${encodeURIComponent(name)}/check`, { method: "POST", body: { offline } }));
  } catch (error) {
    checked.set(name, { message: messageOf(error) });
  }
  ui.say(`The checks of ${name} are done.`);
  draw();
};
/** @type {Record<string, any>} */
const VERDICTS = { ok: ["ready", "ok"], warning: ["open", "warning"], failed: ["down", "failed"], skipped: ["off", "skipped"] };
const checks = (/** @type {any} */ p) => {
  const found = checked.get(p.name);
  return el(
    "section.checks",
    el("h2", "Checks"),
    el(
      "p",
      el("button", { disabled: Boolean(found?.running), onclick: () => check(p.name, false), title: "X" }, found?.running ? "Checking" : "Check"),
      " ",
      el("button.quiet", { disabled: Boolean(found?.running), onclick: () => check(p.name, true) }, "Offline"),
      el("span.faint", " from name resolution to a tool call; the requests cost a few thousand tokens. Offline sends nothing."),
    ),
    found?.message ? el("p.bad", found.message) : null,
    found?.checks
      ? grid(
          "check",
          ["check", "result", "time"],
          found.checks.map((/** @type {any} */ c) => {
            const [kind, word] = VERDICTS[c.state];
            return el(
              "tr",
              el("th", { scope: "row" }, mark(kind), ` ${c.check}`),
              el("td", el("span", { class: c.state === "failed" ? "bad" : "" }, word), c.detail ? ` · ${c.detail}` : "", c.remedy ? el("p.remedy", c.remedy) : null),
              el("td.n", ui.ms(c.seconds * 1000)),
            );
          }),
        )
      : null,
  );
};
/** @typedef {{because: string, see: string, when: Record<string, unknown>, place: string}} Quirk */
/** The quirks of providers, by name; null while they are read.
 * @type {Map<string, Quirk[] | null>} */
const known = new Map();
const learn = async (/** @type {string} */ provider) => {
  known.set(provider, null);
  known.set(provider, await call(`quirks?provider=${encodeURIComponent(provider)}`).catch(() => []));
  draw();
};
const quirks = (/** @type {string} */ provider) => {
  if (!known.has(provider)) learn(provider);
  const found = known.get(provider);
  if (!found?.length) return null;
  const line = (/** @type {Quirk} */ quirk) => {
    const [file, number] = quirk.place.split(":");
    return el(
      "li",
      el("span", quirk.because, ui.condition(quirk.when)),
      /^https:/.test(quirk.see) ? el("a.see", { href: quirk.see, rel: "noreferrer noopener", target: "_blank" }, "source") : null,
      ui.place({ file, line: Number(number) }),
    );
  };
  return el("section", el("h2", ui.plural(found.length, "quirk")), el("ul.quirks", found.map(line)));
};
const median = (/** @type {any} */ values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const detail = (/** @type {any} */ p) => {
  const seen = requests(p.name),
    failed = failures(p.name),
    own = seen.filter((r) => r.profile === p.name),
    first = own.map((r) => r.first_token).filter((x) => x !== null),
    last = failed[failed.length - 1],
    [kind, word] = state(p);
  const numbers = [
    ["requests", ui.count(seen.length)],
    ["failed", ui.count(failed.length)],
    ["first token, median", first.length ? ui.ms(median(first)) : "–"],
    ["input tokens", ui.short(own.reduce((n, r) => n + r.tokens.input, 0))],
    ["output tokens", ui.short(own.reduce((n, r) => n + r.tokens.output, 0))],
    ["with losses", ui.count(own.filter((r) => r.losses.length).length)],
  ];
  return el(
    "article.p-detail",
    el("header", el("h1", p.name, el("span", ` ${p.title}`)), el("p.p-facts", el("span", mark(kind), word), p.url ? el("code", p.url) : null, el("span", p.protocols.join(", ")))),
    trouble(p),
    checks(p),
    el("dl.numbers", numbers.map(([k, v]) => el("div", el("dt", k), el("dd", v)))),
    p.accounts
      ? el(
          "section",
          el("h2", "Accounts"),
          grid(
            "accounts",
            ["account", "state", "requests"],
            Object.entries(p.accounts).map(([name, a]) =>
              el("tr", el("th", { scope: "row" }, name), el("td", a.seconds ? [el("span.warn", `available in ${ui.ms(a.seconds * 1000)}`), ` · ${a.cause}`] : "available"), el("td.n", ui.count(a.requests))),
            ),
          ),
        )
      : null,
    last
      ? el(
          "section",
          el("h2", "Last error", el("span.faint", ` ${ui.clock(last.time)}`)),
          el(
            "p",
            last.profile === p.name ? [el("b.bad", `${last.status} ${last.error?.[0] ?? ""}`), ` ${last.error?.[1] ?? ""} · `] : [el("b.bad", "failed"), `, and profile ${last.profile} took the request · `],
            el("a", { href: `#/requests/${last.id}/${last.profile === p.name ? "translation" : "timing"}` }, "open the request"),
          ),
        )
      : null,
    p.models.length
      ? el(
          "section",
          el("h2", "Models"),
          grid(
            "models",
            ["slots and aliases", "model", "context window", "longest answer", "$ per million: input / cached / output", "requests"],
            p.models.map((/** @type {Model} */ m) =>
              el(
                "tr",
                el("td", m.slots.map((x) => el("span.slot", x))),
                el("td", el("code", m.id)),
                el("td.n", m.window ? ui.count(m.window) : "–"),
                el("td.n", m.answer ? ui.count(m.answer) : "–"),
                el("td.n", "input" in m.prices ? PRICED.map((kind) => m.prices[kind] ?? "–").join(" / ") : "unknown"),
                el("td.n", ui.count(own.filter((r) => r.model === m.id).length)),
              ),
            ),
          ),
        )
      : null,
    el("section", el("h2", "Configuration"), facts([["provider", p.provider], ["login", p.login], ["falls back on", p.fallbacks.join(", ")], ["spec", el("a.place", { href: `#/specs?file=specs/providers/${p.provider}.yaml` }, `providers/${p.provider}.yaml`)]])),
    quirks(p.provider),
  );
};
const draw = () => {
  const all = ui.profiles,
    p = all.find((x) => x.name === chosen),
    key = JSON.stringify([all, chosen, ui.store.rows.length, checked.get(chosen), known.get(p?.provider ?? "")]);
  if (key === drawn || !root) return;
  drawn = key;
  const list = root.querySelector(".p-list"),
    panel = root.querySelector(".p-side"),
    at = panel.scrollTop,
    focused = list.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : "";
  const good = all.filter((x) => state(x)[0] === "ready").length;
  list.replaceChildren(el("p.p-sum", `${good} of ${ui.plural(all.length, "profile")} ready`), ...all.map(item));
  panel.replaceChildren();
  if (p) ui.fill(panel, [el("a.back", { href: "#/profiles" }, "← Profiles"), detail(p)]);
  panel.scrollTop = at;
  if (focused) list.querySelector(`a[href="${CSS.escape(focused).replace(/\\([#/])/g, "$1")}"]`)?.focus();
};
const poll = async () => {
  try {
    ui.profiles = await call("profiles");
    draw();
  } catch {
    /* the banner states that the connection is lost */
  }
};
const note = () => draw();
ui.views.profiles = {
  title: "Profiles",
  mount(into, { parts }) {
    root = into;
    drawn = "";
    const inside = Boolean(parts[1]);
    root.className = `view profiles${inside ? " inside" : ""}`;
    chosen = parts[1] || (matchMedia("(max-width: 760px)").matches ? "" : (ui.profiles[0]?.name ?? ""));
    ui.fill(root, [el("nav.p-list", { "aria-label": "Profiles" }), el("div.p-side")]);
    draw();
    timer = setInterval(poll, INTERVAL_MS);
    poll();
    ui.store.on(note);
  },
  leave() {
    clearInterval(timer);
    ui.store.off(note);
    root = null;
  },
  keys: {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    j: () => move(1),
    k: () => move(-1),
    x: () => chosen && check(chosen, false),
    Escape: () => ui.go("requests"),
  },
};
const move = (/** @type {number} */ by) => {
  const all = ui.profiles,
    i = all.findIndex((p) => p.name === chosen),
    next = all[Math.max(0, Math.min(all.length - 1, i + by))];
  if (next) ui.go(`profiles/${next.name}`);
};
