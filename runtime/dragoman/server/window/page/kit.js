/* Small things that every view uses: elements, formats, the filter language, highlighted YAML and JSON, a virtual list.
   Nothing here writes markup from data: all text goes in as text nodes. */
/** @typedef {import("./types.js").Kit} Kit */
/** @typedef {import("./types.js").Row} Row */

export const ui = /** @type {Kit} */ (/** @type {unknown} */ ({ views: {}, state: {}, profiles: [] }));

ui.el = (spec, ...rest) => {
  const [tag, ...classes] = spec.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  ui.fill(node, rest);
  return node;
};
ui.fill = (node, parts) => {
  for (const part of parts) {
    if (part === null || part === undefined || part === false) continue;
    if (Array.isArray(part)) ui.fill(node, part);
    else if (part instanceof Node) node.append(part);
    else if (typeof part === "object")
      for (const [key, value] of Object.entries(part)) {
        if (value === null || value === undefined || value === false) continue;
        if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
        else if (key === "data") Object.assign(node.dataset, value);
        else if (key === "style") node.style.cssText = value;
        else if (key in node && typeof value !== "string") node[key] = value;
        else node.setAttribute(key, value === true ? "" : value);
      }
    else node.append(String(part));
  }
  return node;
};
ui.svg = (tag, attributes, ...children) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
};

/* -------------------------------------------------------------------------------------------------- formats */
const grouped = new Intl.NumberFormat("en-GB");
ui.ms = (x) => {
  if (x === null || x === undefined) return "";
  if (x < 1) return `${x.toFixed(2)} ms`;
  if (x < 10) return `${x.toFixed(1)} ms`;
  if (x < 1000) return `${Math.round(x)} ms`;
  if (x < 10000) return `${(x / 1000).toFixed(2)} s`;
  if (x < 60000) return `${(x / 1000).toFixed(1)} s`;
  return `${Math.floor(x / 60000)} m ${String(Math.floor((x % 60000) / 1000)).padStart(2, "0")} s`;
};
ui.count = (x) => (x === null || x === undefined ? "" : grouped.format(x));
ui.short = (x) =>
  x < 10000 ? grouped.format(x) : x < 1e6 ? `${(x / 1e3).toFixed(x < 1e5 ? 1 : 0)}k` : `${(x / 1e6).toFixed(x < 1e7 ? 2 : 1)}M`;
ui.money = (x) =>
  x === null || x === undefined ? "unknown" : x === 0 ? "0" : x < 0.00005 ? "<$0.0001" : x < 0.1 ? `$${x.toFixed(4)}` : `$${x.toFixed(2)}`;
ui.clock = (t) => new Date(t).toTimeString().slice(0, 8);
ui.bytes = (n) => (n < 1024 ? `${n} B` : n < 1048576 ? `${(n / 1024).toFixed(1)} kB` : `${(n / 1048576).toFixed(1)} MB`);
ui.plural = (n, one, many) => `${grouped.format(n)} ${n === 1 ? one : many || one + "s"}`;
ui.specs = (file) => file.replace(/^specs\//, "");

/* --------------------------------------------------------------------------------------- the filter language
   Terms are joined by AND; `-` turns one round; `a|b` is either; `*` stands for anything, `?` for one letter; numbers take > < >= <=
   with units (ms s k M); a bare word searches all fields. */
ui.filterKeys = {
  profile: { help: "the profile that answered", of: (r) => r.profile, exact: true },
  model: { help: "requested or sent", each: (r) => [r.requested, r.model || ""] },
  status: { help: "429, 4xx, >=400, live", of: (r) => (r.in_progress ? "live" : String(r.status)), number: (r) => r.status, exact: true },
  loss: {
    help: "path or reason of a loss",
    each: (r) => r.losses.map((l) => l.join(" ")),
    offer: (r) => r.losses.map((l) => l[0]),
    any: (r) => r.losses.length > 0,
  },
  client: { help: "the client program", each: (r) => [r.client[0], r.client.join(" ")], offer: (r) => [r.client[0].replace(/ /g, "*")] },
  error: { help: "type or message", of: (r) => (r.error || []).join(" "), offer: (r) => (r.error || []).slice(0, 1), any: (r) => Boolean(r.error) },
  is: {
    help: "live, failed, retried, count, disconnected",
    each: (r) =>
      [r.in_progress && "live", r.error && "failed", r.attempts > 1 && "retried", r.kind === "count" && "count", r.disconnected && "disconnected"].filter(
        (word) => typeof word === "string",
      ),
    exact: true,
  },
  took: { help: ">2s, <300ms", number: (r) => r.duration },
  first: { help: "time to the first token", number: (r) => r.first_token },
  in: { help: "tokens of the prompt: >10k", number: (r) => r.tokens.input },
  out: { help: "tokens of the answer", number: (r) => r.tokens.output },
  cost: { help: ">0.01, unknown", of: (r) => (r.cost === null ? "unknown" : ""), number: (r) => r.cost },
};
/* The texts of a row that a key compares with. */
ui.valuesOf = (key, r) => (key.each ? key.each(r) : [key.of ? key.of(r) : ""]);
ui.terms = (text) => {
  const out = [];
  for (const m of text.matchAll(/(-?)(?:([a-z]+):)?("[^"]*"?|[^\s"]+)|(\s+)/gi)) {
    if (m[4]) continue;
    out.push({
      raw: m[0],
      at: m.index,
      not: m[1] === "-",
      key: (m[2] || "").toLowerCase(),
      value: m[3].replace(/^"|"$/g, ""),
      quoted: m[3][0] === '"',
    });
  }
  return out;
};
const globbed = (/** @type {any} */ value, whole = false) => {
  const body = value
    .replace(/[.+^${}()[\]\\]/g, "\\$&")
    .replace(/\?/g, ".")
    .replace(/\*/g, ".*");
  return new RegExp(whole ? `^(?:${body})$` : body, "i");
};
const amount = (/** @type {any} */ text) => {
  const m = /^([<>]=?|=)?\s*([\d.]+)(ms|s|m|k|M)?$/.exec(text);
  if (!m) return null;
  return { op: m[1] || "=", n: Number(m[2]) * ({ ms: 1, s: 1000, m: 60000, k: 1000, M: 1e6 }[m[3]] || 1) };
};
const compared = (/** @type {any} */ a, /** @type {any} */ op, /** @type {any} */ b) => (op === ">" ? a > b : op === "<" ? a < b : op === ">=" ? a >= b : op === "<=" ? a <= b : a === b);
ui.filter = (text) => {
  const tests = ui
    .terms(text)
    .filter((/** @type {any} */ term) => term.key || !ui.filterKeys[term.value.slice(0, -1).toLowerCase()] || !term.value.endsWith(":"))
    .map((/** @type {any} */ term) => {
      const known = ui.filterKeys[term.key],
        limit = amount(term.value);
      let test;
      if (!term.key || !known) {
        const look = globbed((term.key ? term.key + ":" : "") + term.value);
        test = (/** @type {Row} */ r) =>
          look.test(`${r.id} ${r.profile} ${r.requested} ${r.model} ${r.client.join(" ")} ${r.status} ${(r.error || []).join(" ")}`);
      } else if (known.number && limit && (!known.exact || /^[<>=]/.test(term.value))) {
        const { op, n } = limit,
          number = known.number;
        test = (/** @type {Row} */ r) => number(r) !== null && number(r) !== undefined && compared(number(r), op, n);
      } else if (known.any && (term.value === "*" || term.value === "")) test = known.any;
      else {
        const looks = term.value
          .split("|")
          .filter(Boolean)
          .map((/** @type {any} */ v) => globbed(term.key === "status" ? v.replace(/x/gi, "?") : v, known.exact || v.includes("*")));
        test = (/** @type {Row} */ r) => ui.valuesOf(known, r).some((/** @type {string} */ have) => looks.some((/** @type {any} */ look) => look.test(have)));
      }
      return term.not ? (/** @type {Row} */ r) => !test(r) : test;
    });
  return tests.length ? (/** @type {Row} */ r) => tests.every((/** @type {any} */ t) => t(r)) : null;
};

/* What a filter that matches nothing may have meant otherwise: a number that is none, a key that does not exist. */
ui.filterProblems = (text) =>
  ui.terms(text).flatMap((/** @type {any} */ term) => {
    const known = ui.filterKeys[term.key];
    if (term.key && !known) return [`There is no key “${term.key}”: “${term.key}:${term.value}” is searched as a text.`];
    if (known?.number && !known.of && !amount(term.value)) return [`“${term.key}:” compares numbers, as in ${term.key}:>2.`];
    return [];
  });

/* ---------------------------------------------------------------------------------------------- highlighting */
const YAML =
  /(#.*$)|("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(^\s*(?:- )?|[{,]\s*)([\w$?*.\/-]+(?:(?:, | )[\w$?*.\/-]+)*\??)(:)(?=\s|$)|(\$[\w.*-]+)|([{}[\],|]|->|\?\?)|(~)(?=[\s,}\]]|$)|(https?:\/\/\S+)/g;
ui.yaml = (line) => {
  const out = document.createDocumentFragment();
  let at = 0;
  for (const m of line.matchAll(YAML)) {
    out.append(line.slice(at, m.index));
    at = m.index + m[0].length;
    const span = (/** @type {string} */ cls, /** @type {any} */ text) => out.append(ui.el("span." + cls, text));
    if (m[1]) span("y-note", m[1]);
    else if (m[2]) span("y-text", m[2]);
    else if (m[4]) {
      if (/[{,]/.test(m[3])) span("y-mark", m[3]);
      else out.append(m[3]);
      span(m[4].startsWith("$") ? "y-ours" : "y-key", m[4]);
      span("y-mark", m[5]);
    } else if (m[6]) span("y-path", m[6]);
    else if (m[7]) span("y-mark", m[7]);
    else if (m[8]) span("y-gone", m[8]);
    else span("y-link", m[9]);
  }
  out.append(line.slice(at));
  return out;
};
const BASE64 = /^(?:data:([\w/+.-]+);base64,)?[A-Za-z0-9+/=]{200,}$/;
ui.value = (value, most = 400) => {
  if (value === null) return ui.el("span.j-word", "null");
  if (typeof value === "string") {
    const found = BASE64.exec(value);
    if (found)
      return ui.el("span.j-blob", `‹${found[1] || "base64"}, ${ui.bytes(Math.round((value.length - (value.indexOf(",") + 1)) * 0.75))}›`);
    const text = JSON.stringify(value);
    return ui.el("span.j-text", text.length > most ? text.slice(0, most) + "…" : text);
  }
  if (typeof value === "object") {
    const text = JSON.stringify(value);
    return ui.el(
      "span.j-word",
      text.length < 64
        ? text
            .replace(/([{,:[])(?=\S)/g, "$1 ")
            .replace(/(?<=\S)([}\]])/g, " $1")
            .replace(/"(\w+)":/g, "$1:")
            .replace(/^(\{|\[) (\}|\])$/, "$1$2")
        : Array.isArray(value)
          ? `[ ${value.length} ]`
          : `{ ${Object.keys(value).length} }`,
    );
  }
  return ui.el("span.j-word", String(value));
};
/* A whole JSON value as highlighted lines, for raw views. */
ui.json = (value, indent = 2) => {
  const out = ui.el("pre.raw");
  const text = JSON.stringify(value, null, indent);
  for (const m of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|(true|false|null|-?\d[\d.eE+-]*)|([^"tfn\d-]+|.)/g)) {
    if (m[2]) out.append(ui.el("span.j-key", m[1]), m[2]);
    else if (m[1]) out.append(ui.el("span.j-text", m[1].length > 240 ? m[1].slice(0, 200) + '…"' : m[1]));
    else if (m[3]) out.append(ui.el("span.j-word", m[3]));
    else out.append(m[4]);
  }
  return out;
};

/* --------------------------------------------------------------------------------------------- a virtual list
   Rows of one height, of which only those in view exist. `count()`, `key(i)` and `paint(node, i)` are the view's; `make()`
   gives an empty row. A row belongs to a key, not to a place: what scrolls or is pushed down only moves. */
ui.virtual = (box, height, { count, key, make, paint }) => {
  const space = ui.el("div.v-space", { role: "presentation" });
  box.append(space);
  let pool = [];
  const draw = () => {
    const n = count(),
      h = height();
    const size = Math.ceil(box.clientHeight / h) + 9,
      first = Math.max(0, Math.floor(box.scrollTop / h) - 4),
      last = Math.min(n, first + size);
    const tall = `${n * h}px`;
    if (space.style.height !== tall) space.style.height = tall;
    while (pool.length < size) {
      const row = make();
      row.hidden = true;
      pool.push(row);
      space.append(row);
    }
    const used = new Set();
    for (let i = first; i < last; i++) {
      const row = pool[key(i) % pool.length],
        at = `translateY(${i * h}px)`;
      used.add(row);
      if (row.hidden) row.hidden = false;
      if (row.at !== at) row.style.transform = row.at = at;
      paint(row, i);
    }
    for (const row of pool) if (!row.hidden && !used.has(row)) row.hidden = true;
  };
  box.addEventListener("scroll", () => ui.soon(draw), { passive: true });
  new ResizeObserver(() => ui.soon(draw)).observe(box);
  return {
    draw,
    show: (/** @type {number} */ i) => {
      const h = height();
      if (i * h < box.scrollTop) box.scrollTop = i * h;
      else if ((i + 1) * h > box.scrollTop + box.clientHeight) box.scrollTop = (i + 1) * h - box.clientHeight;
    },
  };
};
/* Several requests for the same work within a frame are one. */
const waiting = new Set();
ui.soon = (work) => {
  if (!waiting.size)
    requestAnimationFrame(() => {
      const all = [...waiting];
      waiting.clear();
      for (const one of all) one();
    });
  waiting.add(work);
};
ui.put = (node, text) => {
  if (node.textContent !== text) node.textContent = text;
};
ui.say = (text) => {
  const box = document.getElementById("status");
  if (box) box.textContent = text;
};
ui.copy = async (text, what) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    /* no clipboard outside a secure context; the text stays selectable */
  }
  ui.toast(`${what} was copied`);
};
let toasted = 0;
ui.toast = (text) => {
  const box = document.getElementById("toast");
  if (!box) return;
  box.textContent = text;
  box.classList.add("on");
  clearTimeout(toasted);
  toasted = setTimeout(() => box.classList.remove("on"), 2600);
  ui.say(text);
};
/* Buttons of which one is chosen. `options`: [value, label, help]; `set` is called with the value of the one that is pressed. */
ui.choice = (name, now, options, set) =>
  ui.el(
    "div.choice",
    { role: "radiogroup", "aria-label": name },
    options.map((/** @type {any} */ [key, label, help]) =>
      ui.el(
        "button",
        {
          role: "radio",
          "aria-checked": String(key === now),
          title: help,
          onclick: (/** @type {any} */ e) => {
            set(key);
            for (const b of e.currentTarget.parentNode.children) b.setAttribute("aria-checked", String(b === e.currentTarget));
          },
        },
        label,
      ),
    ),
  );
/* A line of a spec, with where it stands; `quirk` says why it is there. */
ui.place = (step) =>
  ui.el(
    `a.place${step.because ? ".quirk" : ""}`,
    { href: `#/specs?file=${step.file}&line=${step.line}`, title: "open in the editor" },
    `${ui.specs(step.file)}:${step.line}`,
  );
/* The condition of a quirk, as in the spec: its keys with their values. */
ui.condition = (when) => {
  const parts = Object.entries(when ?? {}).map(([key, value]) => `${key} ${[value].flat().join(", ")}`);
  return parts.length ? ui.el("span.when", ` · when ${parts.join("; ")}`) : null;
};
ui.because = (step) =>
  step.because &&
  ui.el(
    "p.because",
    ui.el("span.q", "because "),
    step.because,
    ui.condition(step.when),
    step.see
      ? [" ", ui.el("a.see", { href: step.see, rel: "noreferrer noopener", target: "_blank" }, step.see.replace(/^https?:\/\//, ""))]
      : null,
  );
