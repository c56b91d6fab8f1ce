/* The stream of one request: what the provider sent and what the client received, by time. Events are compared by their
   shape only, so that the view fits every protocol. */
import { ui } from "./kit.js";
import { leaves } from "./links.js";

const { el, put } = ui;

/** Split text into server-sent events, and keep what is incomplete. Text that is no event is one line each. */
export const splitter = () => {
  let rest = "";
  return (/** @type {string} */ text) => {
    const blocks = (rest + text).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    return blocks.filter((block) => block.trim()).map(event);
  };
};
const event = (/** @type {any} */ block) => {
  let name = "";
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    const at = line.indexOf(":"),
      value = line.slice(at + 1).replace(/^ /, "");
    if (line.slice(0, at) === "event") name = value;
    else if (line.slice(0, at) === "data") data.push(value);
  }
  const text = data.length ? data.join("\n") : block;
  let body = null;
  try {
    body = JSON.parse(text);
  } catch {
    /* a final word, a comment or a damaged event */
  }
  return { raw: block, name, text, body };
};

/** The shape of an event: its name and the paths of its values, with those that hold text left out. */
const shape = (/** @type {any} */ one) => one.name + [...leaves(one.body)].map(([path, value]) => `${path}:${typeof value}`).join();

/** The path of the text that differs between two events of one shape; null if another value differs. */
const varying = (/** @type {any} */ a, /** @type {any} */ b) => {
  const other = new Map(leaves(b.body));
  /** @type {string | null} */
  let found = null;
  for (const [path, value] of leaves(a.body)) {
    if (other.get(path) === value) continue;
    if (typeof value !== "string") return null;
    if (found !== null && found !== path) return null;
    found = path;
  }
  return found;
};

/** Join neighbouring events that differ in one text: [{events, path, text}]. */
export const runs = (/** @type {any} */ events) => {
  /** @type {{events: any[], path: string | null}[]} */
  const out = [];
  for (const one of events) {
    const last = out[out.length - 1];
    if (last && one.body !== null && shape(last.events[0]) === shape(one)) {
      const path = varying(last.events[last.events.length - 1], one);
      if (path !== null && (last.path === null || last.path === path)) {
        last.path = path;
        last.events.push(one);
        continue;
      }
    }
    out.push({ events: [one], path: null });
  }
  return out.map(({ events, path }) => ({ events, path, text: path === null ? "" : events.map((e) => new Map(leaves(e.body)).get(path)).join("") }));
};

const cut = (/** @type {string} */ text, /** @type {any} */ most) => (text.length > most ? `${text.slice(0, most)}…` : text);

/** Rows of the view: neighbouring parts whose events on both sides continue the same runs are one row. */
export const rows = (/** @type {any} */ parts) => {
  const left = splitter(),
    right = splitter(),
    /** @type {any[]} */
    out = [];
  for (const [time, received, written] of parts) {
    const from = left(received),
      to = right(written);
    if (!from.length && !to.length) continue;
    const last = out[out.length - 1];
    if (last) {
      const [a, b] = [runs([...last.from, ...from]), runs([...last.to, ...to])];
      if (a.length === runs(last.from).length && b.length === runs(last.to).length) {
        last.from.push(...from);
        last.to.push(...to);
        last.end = time;
        continue;
      }
    }
    out.push({ time, end: time, from, to });
  }
  return out;
};

/** The number of events that the client received.
 * @param {[number, string, string][]} parts */
export const events = (parts) => {
  const split = splitter();
  return parts.reduce((n, [, , written]) => n + split(written).length, 0);
};

const MAX_TEXT = 600; // characters of an event
const MAX_SINGLE = 200; // events of one run
/** A button that shows the joined text of a run event by event. */
const many = (/** @type {any} */ { events, path, text }, /** @type {any} */ into) => {
  const values = () => events.slice(0, MAX_SINGLE).map((/** @type {any} */ one) => el("span", JSON.stringify(new Map(leaves(one.body)).get(path))));
  return el(
    "button.link.many",
    {
      "aria-expanded": "false",
      title: "each event",
      onclick: (/** @type {any} */ e) => {
        e.stopPropagation();
        const open = into.classList.toggle("single");
        e.currentTarget.setAttribute("aria-expanded", String(open));
        into.replaceChildren(...(open ? values() : [cut(text, MAX_TEXT)]));
      },
    },
    `× ${events.length}`,
  );
};
const side = (/** @type {any} */ events, /** @type {any} */ none) => {
  const groups = runs(events);
  if (!groups.length) return el("span.faint", none);
  return groups.map((group) => {
    const first = group.events[0],
      text = el("p.text", cut(group.path ? group.text : first.body === null ? first.text : JSON.stringify(first.body), MAX_TEXT));
    return [el("div.s-head", el("b", first.name || "event"), group.path ? el("span.faint", group.path) : null, group.events.length > 1 ? many(group, text) : null), text];
  });
};

/* ---------------------------------------------------------------------------------- the lines that made an event */
const MAX_FIELDS = 80; // of one event

/** Number the provider's events of all rows as the explanation does; the last row has what the end of the stream gave. */
const numbered = (/** @type {any} */ found, /** @type {any} */ explained) => {
  let next = 0;
  for (const row of found) {
    row.numbers = [];
    for (const one of row.from) {
      const known = explained.events[next]?.[0];
      if (one.body !== null && known && JSON.stringify(one.body) === JSON.stringify(known)) row.numbers.push(next++);
    }
  }
  const rest = explained.events.map((/** @type {any} */ _, /** @type {number} */ n) => n).slice(next);
  found.findLast((/** @type {any} */ row) => row.to.length || row.from.length)?.numbers.push(...rest);
};
/** Rows of a table: a field of the client's side, where it comes from, and the line that made it. */
const fields = (/** @type {any} */ links, /** @type {any} */ steps, /** @type {any} */ cut) =>
  links.slice(0, MAX_FIELDS).map((/** @type {any} */ [path, sources, sign, made]) => {
    const used = made.map((/** @type {number} */ n) => steps[n]).filter((/** @type {any} */ s) => s?.file);
    return el(
      "tr",
      el("td", el("code.to", cut(path))),
      el("td", { title: ui.signs[sign] }, sign),
      el("td", sources.map((/** @type {any} */ source) => el("code.from", cut(source)))),
      el("td", used.map((/** @type {any} */ s) => [ui.place(s), el("code.line", ui.yaml(s.text))])),
    );
  });
const table = (/** @type {any} */ rows) =>
  rows.length
    ? el("table.made", el("thead", el("tr", ["client", "", "provider", "line"].map((name) => el("th", { scope: "col" }, name)))), el("tbody", rows))
    : el("p.faint", "No field of the client comes from this.");

/** The lines of one row of the view. */
const linesOf = (/** @type {any} */ row, /** @type {any} */ explained, /** @type {any} */ step) => {
  const read = new Set(row.numbers.flatMap((/** @type {number} */ n) => explained.events[n][1])),
    frames = new Set(row.numbers.flatMap((/** @type {number} */ n) => explained.events[n][2].map((/** @type {any} */ frame) => frame[2])));
  const once = new Map(); // several deltas have the same lines
  for (const n of row.numbers)
    for (const link of explained.links)
      if (link[0].startsWith(`${n}.`)) {
        const key = link[0].replace(/^\d+\.\d+\.?/, "");
        if (key && !once.has(`${key} ${link[3]}`)) once.set(`${key} ${link[3]}`, link);
      }
  return [
    el(
      "div.steps",
      [...read].map((n) => step(explained.steps[n], "read by")),
      [...frames].map((n) => step(explained.steps[n], "written by")),
    ),
    table(fields([...once.values()], explained.steps, (/** @type {string} */ path) => path.replace(/^\d+\.(\d+\.(?=\D))?/, ""))),
  ];
};
/** Show beside each row of the view what the provider's events are: the names of the rows of the spec that read them. */
const lanes = (/** @type {any} */ list, /** @type {any} */ found, /** @type {any} */ explained) => {
  if (!found[0].numbers) numbered(found, explained);
  found.forEach((/** @type {any} */ row, /** @type {number} */ i) => {
    const read = row.numbers.flatMap((/** @type {number} */ n) => explained.events[n][1]);
    const names = read.map((/** @type {number} */ n) => explained.steps[n].rule?.replace(/^row /, "") ?? "");
    put(list.children[i].querySelector(".s-lane"), [...new Set(names)].filter(Boolean).join(", "));
  });
};
/** Fill a place with the explanation when it arrives. */
const explain = (/** @type {any} */ place, /** @type {any} */ d, /** @type {any} */ answer, /** @type {any} */ made) => {
  if (d.same) {
    place.replaceChildren(el("p.faint", "Client and provider have the same protocol: the bytes are forwarded, and no line applies."));
    return;
  }
  place.replaceChildren(el("p.faint", "The lines are being looked up."));
  answer().then(
    (/** @type {any} */ explained) => place.isConnected && place.replaceChildren(...made(explained)),
    (/** @type {any} */ error) => place.isConnected && place.replaceChildren(el("p.faint", error.message)),
  );
};

/** Fill the tab. `answer`: returns the explanation of the response; `step`: shows one line. */
export const stream = (/** @type {any} */ into, /** @type {any} */ r, /** @type {any} */ d, /** @type {any} */ pane, /** @type {any} */ { answer, step }) => {
  pane.classList.remove("none");
  const hint = (/** @type {string} */ text) => {
    pane.classList.add("shut");
    pane.replaceChildren(el("p.keys", text));
  };
  if (!d.stream.length) {
    const whole = d.response || d.answer,
      lines = el("div.s-made");
    ui.fill(into, [
      r.in_progress || !whole
        ? el("div.empty", el("h2", r.in_progress ? "In progress" : "No response"), el("p", r.in_progress ? "The stream is shown when the answer is complete." : "Neither a response nor a stream was kept."))
        : el("div.s-top", el("p", "The response is one body, not a stream. Its fields and the lines that made them are below it.")),
      whole ? el("div.twin", el("div", el("h3", "to the client"), body(d.answer)), el("div", el("h3", "from the provider"), body(d.response))) : null,
      whole ? lines : null,
    ]);
    if (whole && d.response) explain(lines, d, answer, (/** @type {any} */ explained) => [table(fields(explained.links, explained.steps, (/** @type {string} */ path) => path))]);
    hint("The response, as the client and the provider have it.");
    return;
  }
  const found = rows(d.stream),
    list = el("div.s-rows", { role: "list", "aria-label": "Events" });
  const count = (/** @type {string} */ key) => found.reduce((n, row) => n + row[key].length, 0);
  for (const row of found) {
    const node = el(
      "div.s-row",
      { role: "listitem", tabindex: "0" },
      el("div.s-time", (row.time / 1000).toFixed(3), row.end > row.time ? el("span", `+${ui.ms(row.end - row.time)}`) : null),
      el("div.s-to", side(row.to, "nothing yet")),
      el("div.s-lane"),
      el("div.s-from", side(row.from, "")),
    );
    const open = () => {
      for (const one of list.querySelectorAll(".on")) one.classList.remove("on");
      node.classList.add("on");
      pane.classList.remove("shut");
      const bytes = (/** @type {any} */ events) => events.slice(0, 40).map((/** @type {any} */ one) => el("code.bytes", one.raw));
      const lines = el("div.s-made");
      pane.replaceChildren(lines, el("div.f-pair", el("div.f-from", bytes(row.to)), el("span.f-sign", "⇠"), el("div.f-to", bytes(row.from))));
      explain(lines, d, answer, (/** @type {any} */ explained) => {
        if (!found[0].numbers) numbered(found, explained);
        return linesOf(row, explained, step);
      });
    };
    node.addEventListener("click", open);
    node.addEventListener("keydown", (/** @type {any} */ e) => {
      if (e.key === "Enter" && e.target === node) open();
    });
    list.append(node);
  }
  ui.fill(into, [
    el(
      "div.s-top",
      el("p", el("b.to", ui.plural(count("to"), "event")), ` to the client, ${d.protocols[0]}`),
      el("p", el("b.from", ui.plural(count("from"), "event")), ` from the provider, ${d.protocols[1]}`),
      d.whole ? null : el("p.bad", "The stream was too large to keep as a whole."),
    ),
    list,
  ]);
  hint("Select an event with ↑ ↓ for its bytes on both sides.");
  if (!d.same) answer().then((/** @type {any} */ explained) => lanes(list, found, explained), () => undefined);
};
const body = (/** @type {any} */ message) => (!message ? el("p.faint", "nothing") : typeof message.body === "string" ? el("pre.raw", message.body) : ui.json(message.body));
