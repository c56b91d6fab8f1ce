/* Actions on one request: copy it, save it as a case, and replay it with another profile. */
import { ui } from "./kit.js";
import { call, messageOf } from "./server.js";

const { el, put } = ui;
/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Profile} Profile */
/** @typedef {import("./types.js").Recording} Recording */
const REMOVED = /^(host|content-length|connection|accept-encoding)$/i; // curl sets them itself

const quoted = (/** @type {string} */ text) => `'${text.replace(/'/g, "'\\''")}'`;

/** The command that sends a request, with `$KEY` in place of a masked key.
 * @param {Message} message @param {string} base of a URL without a host */
export const curl = (message, base) => {
  const url = /^https?:/.test(message.url) ? message.url : base + message.url;
  const header = (/** @type {[string, string]} */ [name, text]) => `  -H ${text.includes("***") ? `${quoted(`${name}: `)}"$KEY"` : quoted(`${name}: ${text}`)}`;
  const body = typeof message.body === "string" ? message.body : JSON.stringify(message.body);
  return [`curl -N ${quoted(url)}`, ...message.headers.filter(([name]) => !REMOVED.test(name)).map(header), `  -d ${quoted(body)}`].join(" \\\n");
};

/** @param {string} name @param {string} text */
const download = (name, text) => {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
  ui.toast(`${name} was saved`);
};

/** Show the case of a request, and save what is shown.
 * @param {Recording} recording */
export const save = (recording) => {
  const name = `${recording.provider}_${recording.id}.json`;
  const texts = el("input", { type: "checkbox", name: "texts", onchange: () => show() });
  const shown = el("pre.raw", { tabindex: "0", role: "region", "aria-label": "The file" }),
    size = el("p.faint", { role: "status" });
  const box = ui.dialog(
    "Save as case",
    [
      el("p", "A case is a file with the client's request, the provider's response, and what both are translated into. Keys, mail addresses, identifiers and user names in paths are replaced."),
      el("label.check", texts, " replace all texts by texts of the same shape"),
      shown,
      size,
      el("p.faint", "Read the file before you publish it. ", el("code", `dragoman replay ${name}`), " translates it again."),
    ],
    [["Save", () => download(name, shown.textContent)]],
  );
  box.classList.add("wide");
  const button = box.querySelector(".acts button:last-child");
  let newest = 0;
  const show = async () => {
    const number = ++newest;
    button.disabled = true;
    put(size, "The case is being made.");
    let text = "",
      problem = "";
    try {
      text = `${JSON.stringify(await call(`requests/${recording.id}/case`, { method: "POST", body: { redact_text: texts.checked } }), null, 2)}\n`;
    } catch (error) {
      problem = messageOf(error);
    }
    if (number !== newest) return;
    put(shown, text);
    put(size, problem || `${name}, ${ui.bytes(text.length)}`);
    button.disabled = Boolean(problem);
  };
  show();
};

/** Ask for a profile, and whether the request is sent. `translate`, `send`: what is done with the name of the profile.
 * @param {(profile: string) => void} translate @param {(profile: string) => void} send */
export const replay = (translate, send) => {
  const usable = ui.profiles.find((p) => !p.problem),
    sent = el("input", { type: "checkbox", name: "send" });
  const option = (/** @type {Profile} */ p) =>
    el("label", el("input", { type: "radio", name: "profile", value: p.name, checked: p === usable, disabled: Boolean(p.problem) }), el("b", p.name), el("span", p.problem ? "unusable" : p.title));
  const box = ui.dialog(
    "Replay with another profile",
    [
      el("p", "The client's request with another profile. By default it is only translated and shown here."),
      el("div.options", ui.profiles.map(option)),
      el("label.check", sent, " send it to the provider, as a new request"),
    ],
    [["Replay", () => (sent.checked ? send : translate)(box.querySelector("input[name=profile]:checked").value)]],
  );
  box.querySelector(".acts button:last-child").disabled = !usable;
};

/** Send the body of a request to a profile. Returns the id of the new request.
 * @param {Message} client @param {string} profile @returns {Promise<string>} */
export const resend = async (client, profile) => {
  const path = client.url.replace(/^\/[^/]+(?=\/v\d)/, "");
  ui.toast("sent");
  const response = await fetch(`/${profile}${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(client.body) });
  await response.text();
  ui.toast(response.ok ? "answered" : `HTTP status ${response.status}`);
  return response.headers.get("dragoman-request-id") ?? "";
};
