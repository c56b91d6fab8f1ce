/* Two JSON trees as facing pages: left the client's, right the provider's, a line beside its counterpart, a sign between them.
   `links` say for each path on the right which paths on the left it was made of, and by which lines of the specs. */
import { ui } from "./kit.js";

const { el } = ui;
const LONG_LIST = 6;
const LARGE = 1200; // characters
/** @type {Record<string, any>} */
const SIGNS = {
  "=": "the same value",
  "→": "under another name or at another place",
  "≈": "in another form",
  "+": "added",
  "†": "lost",
  "·": "without meaning for the provider: no loss",
};
ui.signs = SIGNS;
ui.words = { "=": "same", "→": "moved", "≈": "changed", "+": "added", "†": "lost" };

const child = (/** @type {string} */ path, /** @type {any} */ key) => (path ? `${path}.${key}` : String(key));
const at = (/** @type {any} */ value, /** @type {string} */ path) => path.split(".").reduce((/** @type {any} */ v, /** @type {any} */ k) => (v === undefined || v === null ? undefined : v[k]), value);

/* The visible lines of a tree. Every line has a path; a closing bracket has that of what it closes, with "/" behind. */
const lines = (/** @type {any} */ value, /** @type {any} */ folded, /** @type {any} */ order, /** @type {any} */ plain) => {
  const /** @type {any[]} */ out = [];
  const small = (/** @type {any} */ v, /** @type {string} */ path) => {
    const keys = Object.keys(v);
    return (
      keys.length < 4 &&
      keys.every((k) => (v[k] === null || typeof v[k] !== "object") && plain(child(path, k))) &&
      JSON.stringify(v).length < 64
    );
  };
  const walk = (/** @type {any} */ v, /** @type {string} */ path, /** @type {any} */ key, /** @type {any} */ depth, /** @type {any} */ last) => {
    if (v === null || typeof v !== "object" || !Object.keys(v).length || (path && small(v, path))) {
      out.push({ path, key, depth, value: v, leaf: true, last });
      return;
    }
    const list = Array.isArray(v),
      shut = folded.has(path);
    out.push({ path, key, depth, value: v, open: list ? "[" : "{", shut, last });
    if (shut) return;
    let keys = Object.keys(v);
    if (path === "" && order) keys = order(keys);
    keys.forEach((k, i) => walk(v[k], child(path, k), list ? null : k, depth + 1, i === keys.length - 1));
    out.push({ path: path + "/", key: null, depth, close: list ? "]" : "}", last });
  };
  walk(value, "", null, 0, true);
  return out;
};
/* What a folded node holds, in a few words. */
const gist = (/** @type {any} */ v) => {
  if (Array.isArray(v)) return ` ${ui.plural(v.length, "item")} `;
  const short = Object.values(v).filter((x) => typeof x === "string" && x.length && x.length < 40);
  return ` ${short.length ? short.slice(0, 2).join(", ") : ui.plural(Object.keys(v).length, "field")} `;
};

/* The longest increasing run of pairs: what can stand side by side without crossing. */
const uncrossed = (/** @type {any} */ pairs) => {
  const /** @type {any[]} */ tails = [],
    /** @type {any[]} */ back = [];
  pairs.forEach((/** @type {any} */ [, j], /** @type {any} */ n) => {
    let lo = 0,
      hi = tails.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (pairs[tails[mid]][1] < j) lo = mid + 1;
      else hi = mid;
    }
    back[n] = lo ? tails[lo - 1] : -1;
    tails[lo] = n;
  });
  const out = [];
  for (let n = tails.length ? tails[tails.length - 1] : -1; n >= 0; n = back[n]) out.push(pairs[n]);
  return out.reverse();
};

ui.pages = (left, right, { links, losses, silent }, choose) => {
  const right_of = new Map(),
    left_of = new Map(),
    info = new Map();
  for (const link of links) {
    const [path, from, sign, steps, cond] = link;
    info.set(path, link);
    left_of.set(path, from);
    for (const source of from) {
      if (!right_of.has(source)) right_of.set(source, []);
      right_of.get(source).push(path);
    }
  }
  const lost = new Map(),
    quiet = new Map();
  for (const loss of losses) for (const path of loss.sources) lost.set(path, loss);
  for (const one of silent) quiet.set(one.source, one);
  const above = (/** @type {any} */ map, /** @type {string} */ path) => {
    for (let p = path; ; p = p.slice(0, p.lastIndexOf("."))) {
      if (map.has(p)) return map.get(p);
      if (!p.includes(".")) return undefined;
    }
  };

  const below = (/** @type {any} */ map, /** @type {string} */ path) => [...map].find(([p]) => p.startsWith(`${path}.`))?.[1];
  const conditions = new Map(); // fields that only decided that something is there, with what they decided
  for (const link of links) for (const path of link[4] || []) if (!conditions.has(path)) conditions.set(path, link);
  /* The relation of a field, or of the value that it belongs to. */
  const linkOf = (/** @type {any} */ lp, /** @type {any} */ rp) =>
    rp ? above(info, rp) : info.get(leafy(right_of.get(lp) || above(right_of, lp) || [], right)[0]) || above(conditions, lp);
  const plainLeft = (/** @type {any} */ p) => !right_of.has(p) && !lost.has(p) && !quiet.has(p) && !conditions.has(p),
    plainRight = (/** @type {any} */ p) => !info.has(p);
  const foldedLeft = new Set(),
    foldedRight = new Set();
  const deep = (/** @type {any} */ v, /** @type {string} */ path, /** @type {any} */ set, /** @type {any} */ test) => {
    if (v && typeof v === "object")
      for (const k of Object.keys(v)) {
        const p = child(path, k);
        if (v[k] && typeof v[k] === "object" && Object.keys(v[k]).length && test(p, v[k], v)) set.add(p);
        deep(v[k], p, set, test);
      }
  };
  /* Folded at first: the elements of long lists but the last ones, and what is nested deeply and large. */
  const large = (/** @type {string} */ path, /** @type {any} */ v, /** @type {any} */ list) => {
    const at = path.split("."),
      n = Number(at[at.length - 1]);
    if (Array.isArray(list) && list.length > LONG_LIST && n < list.length - 2) return true;
    return at.length > 3 && JSON.stringify(v).length > LARGE;
  };
  const usual = () => {
    foldedLeft.clear();
    foldedRight.clear();
    deep(left, "", foldedLeft, large);
    deep(right, "", foldedRight, large);
  };
  usual();

  const page = el("div.pages", { tabindex: "0", role: "treegrid", "aria-label": "The request of the client, and the request sent to the provider" });
  let /** @type {any[]} */ rows = [],
    chosen = -1,
    hovered = -1,
    aligned = true,
    only = "all";

  const toggle = (/** @type {string} */ side, /** @type {string} */ path) => {
    const set = side === "l" ? foldedLeft : foldedRight,
      other = side === "l" ? foldedRight : foldedLeft;
    const shut = !set.has(path);
    if (shut) set.add(path);
    else set.delete(path);
    const peers = side === "l" ? right_of.get(path) || [] : left_of.get(path) || [];
    for (const peer of peers) {
      const v = at(side === "l" ? right : left, peer);
      if (v && typeof v === "object" && Object.keys(v).length) {
        if (shut) other.add(peer);
        else other.delete(peer);
      }
    }
    draw();
  };

  /* Beneath a folded node: how many of each sign. */
  const beneath = (/** @type {string} */ path, /** @type {string} */ side) => {
    /** @type {Record<string, number>} */
    const n = { "†": 0, "≈": 0 };
    const start = path + ".";
    if (side === "l") {
      const seen = new Set();
      for (const [p, loss] of lost)
        if ((p === path || p.startsWith(start)) && !seen.has(loss)) {
          seen.add(loss);
          n["†"]++;
        }
    } else for (const [p, l] of info) if (p.startsWith(start) && n[l[2]] !== undefined && typeof at(right, p) !== "object") n[l[2]]++;
    return Object.entries(n)
      .filter(([, k]) => k)
      .map(([s, k]) => `${s}${k}`)
      .join(" ");
  };

  const pair = () => {
    const R = lines(right, foldedRight, null, plainRight);
    const place = new Map(R.map((line, i) => [line.path, i]));
    const where = (/** @type {any} */ key) => {
      // where on the right a field of the left mostly went
      const hits = [];
      for (const [source, targets] of right_of)
        if (source === key || source.startsWith(key + "."))
          for (const t of targets) {
            let p = t;
            while (p && !place.has(p)) p = p.slice(0, p.lastIndexOf("."));
            const found = place.get(p);
            if (found !== undefined) hits.push(found);
          }
      hits.sort((a, b) => a - b);
      return hits.length ? hits[hits.length >> 1] : null;
    };
    const order = (/** @type {any} */ keys) => {
      let before = -1;
      const spot = new Map(
        keys.map((/** @type {any} */ k) => {
          const w = where(k);
          if (w !== null) before = w;
          return [k, w ?? before + 0.5];
        }),
      );
      return keys
        .map((/** @type {any} */ k, /** @type {number} */ i) => [k, i])
        .sort((/** @type {any} */ [a, i], /** @type {any} */ [b, j]) => spot.get(a) - spot.get(b) || i - j)
        .map((/** @type {any} */ [k]) => k);
    };
    const L = lines(left, foldedLeft, aligned ? order : null, plainLeft);
    const rightLine = new Map(R.map((line, i) => [line.path, i]));
    const /** @type {any[]} */ pairs = [];
    const taken = new Set();
    L.forEach((line, i) => {
      const targets = line.close
        ? (right_of.get(line.path.slice(0, -1)) || []).map((/** @type {any} */ p) => p + "/")
        : line.path === ""
          ? [""]
          : right_of.get(line.path) || [];
      const goal = (line.path === "/" ? ["/"] : targets).map((/** @type {any} */ p) => rightLine.get(p)).filter((/** @type {any} */ j) => j !== undefined && !taken.has(j));
      if (goal.length) {
        pairs.push([i, goal[0]]);
      }
    });
    const straight = uncrossed(pairs);
    const out = [];
    let i = 0,
      j = 0;
    const flush = (/** @type {any} */ toI, /** @type {any} */ toJ) => {
      while (i < toI) out.push([L[i++], null]);
      while (j < toJ) out.push([null, R[j++]]);
    };
    for (const [a, b] of straight) {
      flush(a, b);
      out.push([L[i++], R[j++]]);
    }
    flush(L.length, R.length);
    return out;
  };

  const sign_of = (/** @type {any} */ l, /** @type {any} */ r) => {
    if (r && r.path && !r.close && info.has(r.path)) {
      const s = info.get(r.path)[2];
      return r.open && s !== "+" ? "" : s;
    }
    if (l && !l.close && l.path) {
      if (above(lost, l.path)) return lost.has(l.path) ? "†" : "¦";
      if (above(quiet, l.path)) return quiet.has(l.path) ? "·" : "";
    }
    return "";
  };

  const cell = (/** @type {any} */ line, /** @type {string} */ side, /** @type {boolean} */ wide) => {
    const box = el(`div.p-${side}`, { role: "gridcell" });
    if (!line) return box;
    const text = el("span.p-line", { style: `--d:${line.depth}` });
    box.append(text);
    if (line.close) {
      text.append(el("span.j-mark", line.close));
      return box;
    }
    if (line.open)
      text.append(
        el("button.fold", {
          tabindex: "-1",
          "aria-label": line.shut ? "unfold" : "fold",
          "aria-expanded": String(!line.shut),
          onclick: (/** @type {any} */ e) => {
            e.stopPropagation();
            toggle(side, line.path);
          },
        }),
      );
    if (line.key !== null && line.key !== undefined) text.append(el("span.j-key", line.key), el("span.j-mark", ": "));
    if (line.open) {
      text.append(el("span.j-mark", line.open));
      if (line.shut) {
        text.append(el("span.gist", gist(line.value)), el("span.j-mark", line.open === "[" ? "]" : "}"));
        const n = beneath(line.path, side);
        if (n) text.append(el("span.tally", n));
      } else if (line.open === "[") text.append(el("span.nth", ` ${line.value.length}`));
    } else text.append(ui.value(line.value, wide ? 1e6 : 300));
    return box;
  };

  /* A path relative to the counterpart of the nearest common ancestor. */
  const near = (/** @type {string} */ path, /** @type {any} */ from, /** @type {any} */ map) => {
    for (let p = from; p.includes(".");) {
      p = p.slice(0, p.lastIndexOf("."));
      for (const peer of map.get(p) || []) if (peer.includes(".") && path.startsWith(`${peer}.`)) return `…${path.slice(peer.length + 1)}`;
    }
    return path;
  };
  const wide = new Set();
  const draw = () => {
    const keep = chosen >= 0 && rows[chosen] ? rows[chosen].pair : null;
    const found = aligned ? pair() : plainPair();
    page.replaceChildren();
    rows = [];
    for (const [l, r] of found) {
      const sign = sign_of(l, r);
      const loss = l && !l.close && lost.get(l.path),
        still = l && !l.close && !loss && quiet.get(l.path);
      if (only === "changed" && !loss && !["≈", "+", "†", "→"].includes(sign)) continue;
      if (only === "lost" && !(loss || sign === "¦")) continue;
      const key = `${l ? l.path : ""}|${r ? r.path : ""}`;
      const open = wide.has(key);
      const right_cell = cell(r, "r", open);
      if (!r && loss) right_cell.append(el("span.p-note.lost", { style: `--d:${l.depth}` }, loss.reason));
      let left_cell = cell(l, "l", open);
      const elsewhere = (/** @type {any} */ paths, /** @type {string} */ side, /** @type {any} */ line) =>
        el(
          "span.p-else",
          { style: `--d:${line.depth}` },
          side === "r" ? "↳ " : "↰ ",
          paths.slice(0, 2).map((/** @type {any} */ p) =>
            el(
              "button.link",
              {
                tabindex: "-1",
                onclick: (/** @type {any} */ e) => {
                  e.stopPropagation();
                  reveal(p, side);
                },
                title: p,
              },
              near(p, line.path, side === "r" ? right_of : left_of),
            ),
          ),
          paths.length > 2 ? ` and ${paths.length - 2} more` : "",
        );
      if (aligned && l?.leaf && !r && !loss && !still) {
        const goes = leafy(right_of.get(l.path) || [], right);
        if (goes.length) right_cell.append(elsewhere(goes, "r", l));
      }
      if (aligned && r?.leaf && !l) {
        const comes = leafy(left_of.get(r.path) || [], left);
        if (comes.length) left_cell.append(elsewhere(comes, "l", r));
      }
      if (r && loss) right_cell.append(el("span.p-note.lost.after", loss.reason));
      if (!r && still) right_cell.append(el("span.p-note", { style: `--d:${l.depth}` }, still.reason || "without meaning for the provider"));
      const row = el(
        `div.p-row${loss || sign === "¦" ? ".is-lost" : ""}${sign === "+" && r && !l ? ".is-new" : ""}${sign === "≈" ? ".is-changed" : ""}${still ? ".is-still" : ""}${open ? ".open" : ""}`,
        { role: "row", "aria-level": (l || r).depth + 1 },
        left_cell,
        el("div.p-sign", { title: SIGNS[sign] || null, role: "gridcell" }, sign === "¦" ? "†" : sign),
        right_cell,
      );
      const n = rows.length;
      row.addEventListener("mouseenter", () => hover(n));
      row.addEventListener("click", (/** @type {any} */ e) => {
        if (getSelection()?.toString()) return;
        if (chosen === n && (l?.leaf || r?.leaf)) {
          if (open) wide.delete(key);
          else wide.add(key);
          draw();
          return;
        }
        pick(n);
      });
      rows.push({ node: row, l, r, pair: key, sign: loss ? "†" : sign });
      page.append(row);
    }
    if (!rows.length) page.append(el("p.none", only === "lost" ? "No losses." : "No changes."));
    chosen = keep ? rows.findIndex((x) => x.pair === keep) : -1;
    paint();
  };
  const leafy = (/** @type {any} */ paths, /** @type {any} */ body) => {
    const leaves = paths.filter((/** @type {any} */ p) => typeof at(body, p) !== "object");
    return leaves.length ? leaves : paths.slice(-1);
  };
  const plainPair = () => {
    const L = lines(left, foldedLeft, null, plainLeft),
      R = lines(right, foldedRight, null, plainRight);
    return Array.from({ length: Math.max(L.length, R.length) }, (_, i) => [L[i] || null, R[i] || null]);
  };

  /* The rows that belong to a row: the same paths, their counterparts, and what they are made of. */
  const kin = (/** @type {any} */ n) => {
    const me = rows[n];
    if (!me) return null;
    const lefts = new Set(),
      rights = new Set();
    if (me.r && !me.r.close) {
      rights.add(me.r.path);
      for (const p of left_of.get(me.r.path) || []) lefts.add(p);
      for (const p of info.get(me.r.path)?.[4] || []) lefts.add(p);
    }
    if (me.l && !me.l.close && (aligned || !me.r)) {
      lefts.add(me.l.path);
      for (const p of right_of.get(me.l.path) || []) rights.add(p);
    }
    const loss = me.l && above(lost, me.l.path);
    if (loss) for (const p of loss.sources) lefts.add(p);
    return {
      left: (/** @type {number} */ i) => rows[i].l && lefts.has(rows[i].l.path),
      right: (/** @type {number} */ i) => rows[i].r && rights.has(rows[i].r.path),
    };
  };
  const paint = () => {
    const from = hovered >= 0 ? hovered : chosen,
      k = from >= 0 ? kin(from) : null;
    rows.forEach((x, i) => {
      x.node.classList.toggle("on", i === chosen);
      x.node.classList.toggle("kin-l", Boolean(k?.left(i)));
      x.node.classList.toggle("kin-r", Boolean(k?.right(i)));
    });
    choose(from >= 0 ? about(rows[from]) : null, hovered < 0);
  };
  const about = (/** @type {any} */ { l, r, sign }) => {
    const lp = l && !l.close ? l.path : null,
      rp = r && !r.close ? r.path : null;
    const own = lp !== null ? above(lost, lp) : null;
    const link = rp || lp ? linkOf(lp, rp) : null;
    const loss = own || (lp && !link ? below(lost, lp) : null); // of a value whose parts are lost
    return {
      left: lp,
      right: rp,
      sign: loss && !rp ? "†" : sign === "¦" ? "†" : sign,
      link: link || null,
      loss: loss || null,
      silent: lp ? above(quiet, lp) || null : null,
      from: link ? link[1] : lp ? [lp] : [],
    };
  };
  const hover = (/** @type {any} */ n) => {
    if (hovered !== n) {
      hovered = n;
      ui.soon(paint);
    }
  };
  page.addEventListener("mouseleave", () => {
    hovered = -1;
    ui.soon(paint);
  });
  const pick = (/** @type {any} */ n, quietly = false) => {
    chosen = n;
    hovered = -1;
    paint();
    if (n >= 0) {
      const node = rows[n].node,
        come = () => node.isConnected && node.scrollIntoView({ block: "nearest" });
      come();
      requestAnimationFrame(() => {
        come();
        requestAnimationFrame(come);
      });
      if (!quietly) ui.say(`${rows[n].l?.path || "no field"}, ${SIGNS[rows[n].sign] || ""}, ${rows[n].r?.path || "no field"}`);
    }
  };
  const move = (/** @type {number} */ by) => pick(Math.max(0, Math.min(rows.length - 1, chosen + by)));
  const jump = (/** @type {any} */ signs, /** @type {number} */ by) => {
    for (let k = 1; k <= rows.length; k++) {
      const i = (chosen + by * k + rows.length * 2) % rows.length;
      if (signs.includes(rows[i].sign)) {
        pick(i);
        return;
      }
    }
  };
  const reveal = (/** @type {string} */ path, side = "l") => {
    const set = side === "l" ? foldedLeft : foldedRight;
    for (let p = path; p.includes(".");) {
      p = p.slice(0, p.lastIndexOf("."));
      if (set.has(p)) toggle(side, p);
    }
    if (only !== "all") {
      only = "all";
      draw();
    }
    const i = rows.findIndex((x) => (side === "l" ? x.l : x.r)?.path === path);
    if (i >= 0) pick(i);
  };
  draw();
  return {
    page,
    move,
    reveal,
    jump,
    fold: () => {
      const x = rows[chosen];
      const line = x && (x.l?.open ? ["l", x.l] : x.r?.open ? ["r", x.r] : null);
      if (line) toggle(line[0], line[1].path);
    },
    all: (/** @type {any} */ shut) => {
      if (shut) {
        deep(left, "", foldedLeft, () => true);
        deep(right, "", foldedRight, () => true);
      } else {
        foldedLeft.clear();
        foldedRight.clear();
      }
      draw();
    },
    usual: () => {
      usual();
      draw();
    },
    align: (/** @type {any} */ yes) => {
      aligned = yes;
      draw();
    },
    show: (/** @type {any} */ what) => {
      only = what;
      draw();
    },
    drop: () => pick(-1, true),
    /* The path of the selected line and its side, if one is selected. */
    chosen: () => {
      const { l, r } = rows[chosen] ?? {};
      return l && !l.close ? [l.path, "l"] : r && !r.close ? [r.path, "r"] : null;
    },
  };
};
