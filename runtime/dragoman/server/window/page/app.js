/* The shell: the rows that are known, the address bar, the keys, and the states of the connection. */
import { ui } from "./kit.js";
import { call, connect, messageOf, operator, reconnect } from "./server.js";
import "./pages.js";
import "./requests.js";
import "./stream.js";
import "./request.js";
import "./profiles.js";
import "./specs.js";
import "./usage.js";

const { el, put } = ui;
const MAX_ROWS = 5000;
/** @type {Set<(change: Change) => void>} */
const listeners = new Set();
/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").View} View */
/** @type {import("./types.js").Store} */
const store = (ui.store = {
  rows: [],
  byId: new Map(),
  live: new Set(),
  queue: [],
  held: 0,
  on: (f) => listeners.add(f),
  off: (f) => listeners.delete(f),
});
ui.now = () => (ui.state.paused ? ui.state.paused : Date.now());

/* Events are only queued when they come; ten times in a second they are taken in together. */
const MAX_WAITING = 20000;
let due = false,
  drained = 0;
const take = (/** @type {any} */ rows) => {
  store.queue.push(...rows);
  if (due) return;
  due = true;
  setTimeout(
    () =>
      ui.soon(() => {
        due = false;
        drained = performance.now();
        drain();
      }),
    Math.max(0, 100 - (performance.now() - drained)),
  );
};
const drain = () => {
  if (ui.state.paused) {
    const n = new Set(store.queue.map((row) => row.id).filter((id) => !store.byId.has(id))).size;
    if (n !== store.held) {
      store.held = n;
      ui.paused();
    }
    if (store.queue.length > MAX_WAITING) store.queue.splice(0, store.queue.length - MAX_WAITING);
    return;
  }
  if (!store.queue.length) return;
  /** @type {Change} */
  const change = { added: [], changed: [], dropped: 0, reset: false };
  for (const row of store.queue) {
    const old = store.byId.get(row.id);
    if (!old) {
      store.rows.push(row);
      store.byId.set(row.id, row);
      change.added.push(row);
      if (row.in_progress) store.live.add(row);
      continue;
    }
    Object.assign(old, row);
    old.version = (old.version || 0) + 1;
    if (!old.in_progress) store.live.delete(old);
    change.changed.push(old);
  }
  store.queue.length = 0;
  while (store.rows.length > MAX_ROWS) {
    const gone = store.rows.shift();
    if (!gone) break;
    store.byId.delete(gone.id);
    store.live.delete(gone);
    change.dropped++;
  }
  for (const f of listeners) f(change);
  head();
};
ui.pause = () => {
  ui.state.paused = ui.state.paused ? 0 : Date.now();
  store.held = 0;
  ui.paused();
  if (!ui.state.paused) ui.soon(drain);
  ui.say(ui.state.paused ? "paused" : "goes on");
};
ui.paused = () => {
  document.body.classList.toggle("paused", Boolean(ui.state.paused));
  const b = document.querySelector("button.pause");
  if (b) {
    put(b, ui.state.paused ? `Go on${store.held ? ` · ${ui.count(store.held)} wait` : ""}` : "Pause");
    b.classList.toggle("on", Boolean(ui.state.paused));
    b.setAttribute("aria-pressed", String(Boolean(ui.state.paused)));
  }
};
ui.clear = () => {
  const live = [...store.live];
  store.rows = live.slice();
  store.byId = new Map(live.map((r) => [r.id, r]));
  for (const f of listeners) f({ added: [], changed: [], dropped: 1, reset: true });
};
ui.inspect = async (on) => {
  try {
    ui.state.inspect = (await call("inspect", { method: "PUT", body: { on } })).on;
  } catch (error) {
    ui.toast(messageOf(error));
    return;
  }
  head();
  ui.toast(ui.state.inspect ? "Bodies of new requests are kept: the latest 200, in memory" : "Bodies are not kept any more");
  show();
};

/* ------------------------------------------------------------------------------------------------ connection */
let since = Date.now(),
  counting = 0;
const connection = (/** @type {any} */ status, /** @type {any} */ wait, /** @type {any} */ message) => {
  if (status === "on") since = Date.now();
  const before = ui.state.status;
  ui.state.status = status;
  document.body.dataset.status = status;
  const banner = /** @type {HTMLElement} */ (document.getElementById("banner"));
  banner.replaceChildren();
  banner.hidden = status === "on";
  clearInterval(counting);
  if (status === "off" || status === "error") {
    const left = el("b", `${wait} s`);
    const until = Date.now() + wait * 1000;
    counting = setInterval(() => put(left, `${Math.max(0, Math.ceil((until - Date.now()) / 1000))} s`), 500);
    ui.fill(banner, [
      el(
        "p",
        el("b", status === "off" ? "Not connected. " : `The server returned an error: ${message}. `),
        before === "loading" ? "" : `The page shows the state of ${ui.clock(since)}. `,
        "The next attempt is in ",
        left,
        ".",
      ),
      el("button.quiet", { onclick: reconnect }, "Try now"),
    ]);
  } else if (status === "locked")
    ui.fill(banner, [
      el("p", el("b", "A key is required. "), `${message}.`),
      el(
        "form",
        {
          onsubmit: (/** @type {any} */ e) => {
            e.preventDefault();
            operator.key = banner.querySelector("input")?.value ?? "";
            reconnect();
          },
        },
        el("label.hidden", { for: "operator-key" }, "Operator key"),
        el("input", { id: "operator-key", type: "password", autocomplete: "off", placeholder: "operator key" }),
        el("button.quiet", "Open"),
      ),
    ]);
  head();
};
const snapshot = (/** @type {any} */ found) => {
  Object.assign(ui.state, { inspect: found.inspect, version: found.version, listen: found.listen, limits: found.limits, started: found.started, protocols: found.protocols });
  ui.profiles = found.profiles;
  store.rows = found.rows;
  store.queue = [];
  store.byId = new Map(found.rows.map((/** @type {any} */ row) => [row.id, row]));
  store.live = new Set(found.rows.filter((/** @type {any} */ row) => row.in_progress));
  ui.state.status = "on";
  put(document.querySelector("#line .version"), found.version);
  for (const f of listeners) f({ added: [], changed: [], dropped: 1, reset: true });
  if (!begun) {
    begun = true;
    show();
  }
  head();
};
let begun = false;

/* ------------------------------------------------------------------------------------------------------ shell */
const NAV = [
  ["requests", "Requests", "1"],
  ["profiles", "Profiles", "2"],
  ["specs", "Specs", "3"],
  ["usage", "Usage", "4"],
];
const head = () => {
  const line = document.getElementById("line");
  if (!line) return;
  const s = ui.state.status;
  put(
    line.querySelector(".where"),
    s === "off"
      ? "not connected"
      : s === "loading"
        ? "connecting"
        : s === "error"
          ? "failed"
          : s === "locked"
            ? "locked"
            : ui.state.listen,
  );
  put(line.querySelector(".inspect"), ui.state.inspect ? `bodies kept: ${ui.state.limits?.bodies ?? ""}` : "bodies not kept");
  line.querySelector(".inspect")?.setAttribute("aria-pressed", String(ui.state.inspect));
  const sick = ui.profiles.filter((p) => p.problem || Object.keys(p.breakers).length).length;
  const badge = /** @type {HTMLElement} */ (document.querySelector("nav [data-view=profiles] i"));
  put(badge, sick ? String(sick) : "");
  badge.title = sick ? `${sick} of ${ui.profiles.length} profiles have a problem` : "";
};
const shell = () => {
  const mark = ui.svg(
    "svg",
    { viewBox: "0 0 22 18", width: "22", height: "18", "aria-hidden": "true", class: "mark" },
    ui.svg("path", { class: "m-l", d: "M10 3.2C8 1.9 5.4 1.4 2 1.5v13c3.4-.1 6 .4 8 1.7z" }),
    ui.svg("path", { class: "m-r", d: "M12 3.2c2-1.3 4.6-1.8 8-1.7v13c-3.4-.1-6 .4-8 1.7z" }),
    ui.svg("path", {
      class: "m-t",
      d: "M4.4 5.4c1.3 0 2.4.2 3.4.6M4.4 8.4c1.3 0 2.4.2 3.4.6M17.6 5.4c-1.3 0-2.4.2-3.4.6M17.6 8.4c-1.3 0-2.4.2-3.4.6M17.6 11.4c-1.3 0-2.4.2-3.4.6",
    }),
  );
  ui.fill(document.getElementById("top"), [
    el("a.name", { href: "#/requests", "aria-label": "Dragoman, requests" }, mark, "Dragoman"),
    el(
      "nav",
      { "aria-label": "Views" },
      NAV.map(([view, label, key]) => el("a", { href: `#/${view}`, data: { view }, title: key }, label, el("i"))),
    ),
    el(
      "div",
      { id: "line" },
      el("button.link.inspect", {
        title: "Whether the server keeps bodies in memory",
        onclick: () => ui.inspect(!ui.state.inspect),
      }),
      el("span.dot", { "aria-hidden": "true" }),
      el("span.where"),
      el("span.version"),
      el(
        "button.link.theme",
        {
          "aria-label": "light or dark",
          title: "light or dark",
          onclick: () => {
            const root = document.documentElement;
            const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
            root.dataset.theme = dark ? "light" : "dark";
          },
        },
        "◐",
      ),
    ),
  ]);
};
/** @type {View | null} */
let view = null;
ui.go = (to) => {
  location.hash = `#/${to}`;
};
const show = () => {
  const [path, search] = location.hash.replace(/^#\/?/, "").split("?");
  const parts = (path || "requests").split("/");
  const name = parts[0] === "requests" && parts[1] ? "request" : ui.views[parts[0]] ? parts[0] : "requests";
  view?.leave?.();
  const main = /** @type {HTMLElement} */ (document.getElementById("main"));
  const into = el("section");
  main.replaceChildren(into);
  view = ui.views[name];
  view.mount(into, { parts, query: new URLSearchParams(search || "") });
  document.title = `${view.title} · Dragoman`;
  for (const a of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("nav a"))) {
    if (a.dataset.view === (name === "request" ? "requests" : name)) a.setAttribute("aria-current", "page");
    else a.removeAttribute("aria-current");
  }
  head();
};
ui.dialog = (title, body, acts) => {
  const box = el(
    "dialog",
    { "aria-label": title },
    el("h2", title),
    el("div.body", body),
    el(
      "div.acts",
      el("button.quiet", { onclick: () => box.close() }, "Cancel"),
      acts.map((/** @type {any} */ [label, act], /** @type {number} */ i) =>
        el(
          i === acts.length - 1 ? "button" : "button.quiet",
          {
            onclick: () => {
              box.close();
              act();
            },
          },
          label,
        ),
      ),
    ),
  );
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
};
/** @type {[string, [string, string][]][]} */
const KEYS = [
  [
    "everywhere",
    [
      ["1 2 3 4", "views"],
      ["?", "this list"],
      ["Esc", "back"],
    ],
  ],
  [
    "requests",
    [
      ["↑ ↓ J K", "select"],
      ["Enter", "open"],
      ["/", "filter"],
      ["F", "filter by its profile"],
      ["P", "pause"],
      ["C", "clear"],
    ],
  ],
  [
    "one request",
    [
      ["T S H M", "translation, stream, headers, timing"],
      ["↑ ↓ J K", "field"],
      ["Enter", "fold"],
      ["L Shift L", "next, last loss"],
      ["N Shift N", "next, last change"],
      ["[ ]", "earlier, later request"],
      ["Y", "copy as curl"],
    ],
  ],
  [
    "profiles",
    [
      ["↑ ↓ J K", "select"],
      ["X", "check"],
    ],
  ],
  [
    "specs",
    [
      ["Ctrl Enter", "translate now"],
      ["Alt ↑ ↓", "next problem"],
      ["Esc", "leave the editor"],
    ],
  ],
];
const help = () => {
  const list = (/** @type {any} */ [k, what]) => [el("dt", k.split(" ").map((/** @type {any} */ x) => el("kbd", x))), el("dd", what)];
  ui.dialog("Keys", [el("div.keylist", KEYS.map(([where, keys]) => el("section", el("h3", where), el("dl", keys.map(list)))))], []);
};
addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || document.querySelector("dialog[open]")) return;
  const target = /** @type {Element} */ (e.target);
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
  if (e.key === "?") {
    help();
    e.preventDefault();
    return;
  }
  const nav = NAV.find((n) => n[2] === e.key);
  if (nav) {
    ui.go(nav[0]);
    return;
  }
  const act = view?.keys?.[e.key] || (e.key.length === 1 && !e.shiftKey && view?.keys?.[e.key.toLowerCase()]);
  if (act) {
    if (e.key === "Enter" && target.closest("button, a")) return;
    act(e);
    e.preventDefault();
  }
});
addEventListener("hashchange", show);

const want = new URLSearchParams(location.search);
const theme = want.get("theme");
if (theme) document.documentElement.dataset.theme = theme;
shell();
connection("loading", 0, "");
/** @type {HTMLElement} */ (document.getElementById("banner")).hidden = true;
show();
connect({ snapshot, rows: take, state: connection });
addEventListener("resize", () => ui.soon(() => view?.resize?.()));
