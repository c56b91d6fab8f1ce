/* The server's API: fetch, and the stream of events with reconnection. Nothing else on the page opens a connection. */

const API = "/ui/api/";
const MAX_WAIT_SECONDS = 30;
const KEY = "dragoman-operator-key";

/** An answer of the API with an error status. */
export class ApiError extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The key of an operator, for servers that other machines can reach. It lasts as long as the tab. */
export const operator = {
  get key() {
    return sessionStorage.getItem(KEY) || "";
  },
  /** @param {string} key */
  set key(key) {
    sessionStorage.setItem(KEY, key);
  },
};

/** The text of what was thrown.
 * @param {unknown} error */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/** @returns {Record<string, string>} */
const headers = () => (operator.key ? { authorization: `Bearer ${operator.key}` } : {});

/** Request a path below the API and return its JSON. Throws ApiError, and TypeError without a connection.
 * @param {string} path @param {{method?: string, body?: unknown}} [options] */
export const call = async (path, { method = "GET", body } = {}) => {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  /** @type {Record<string, string>} */
  const type = sent === undefined ? {} : { "content-type": "application/json" };
  const response = await fetch(API + path, { method, body: sent, headers: { ...headers(), ...type }, cache: "no-store" });
  const found = await response.json().catch(() => null);
  if (!response.ok) {
    const message = found?.error?.message ?? found?.message;
    throw new ApiError(response.status, typeof message === "string" ? message : `HTTP status ${response.status}`);
  }
  return found;
};

/** Split a stream of server-sent events.
 * @param {ReadableStream<Uint8Array>} body @param {(name: string, data: any) => boolean} take returns whether to go on */
const readEvents = async (body, take) => {
  const reader = body.getReader(),
    decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
      if (fields.id) sequence = Number(fields.id);
      if (fields.data !== undefined && !take(fields.event, JSON.parse(fields.data))) return void (await reader.cancel());
    }
  }
};

let sequence = -1;
/** @type {(() => void) | null} */
let wake = null;

/** Connect at once instead of at the end of the present wait. */
export const reconnect = () => wake?.();

/** Like `call`, but return the error. */
const attempt = (/** @type {string} */ path) => call(path).catch((error) => error);

/** Keep a connection: a snapshot first, then events. Calls `handlers` for both and for changes of the connection.
 * @param {{snapshot: (found: any) => void, rows: (rows: any[]) => void,
 *          state: (state: string, wait: number, message: string) => void}} handlers */
export const connect = async (handlers) => {
  let wait = 1;
  for (;;) {
    const found = await attempt("snapshot");
    let error = found;
    if (!(found instanceof Error)) {
      sequence = found.sequence;
      handlers.snapshot(found);
      handlers.state("on", 0, "");
      wait = 1;
      error = await follow(handlers.rows).catch((problem) => problem);
      if (!(error instanceof Error)) continue; // the page has fallen behind
    }
    if (error instanceof ApiError && error.status === 401) {
      handlers.state("locked", 0, error.message);
      await pause(null);
      continue;
    }
    const problem = error instanceof ApiError ? error.message : "";
    handlers.state(problem ? "error" : "off", wait, problem);
    await pause(wait);
    wait = Math.min(MAX_WAIT_SECONDS, wait * 2);
  }
};

/** Read events until the page has fallen behind. Throws if the connection ends.
 * @param {(rows: any[]) => void} rows */
const follow = async (rows) => {
  let reset = false;
  while (!reset) {
    const response = await fetch(`${API}events?after=${sequence}`, { headers: headers(), cache: "no-store" });
    if (!response.ok || !response.body) throw new ApiError(response.status, `HTTP status ${response.status}`);
    await readEvents(response.body, (name, data) => {
      if (name === "rows") rows(data);
      reset = reset || name === "reset";
      return !reset;
    });
    if (!reset) throw new TypeError("the connection ended");
  }
};

/** @param {number | null} seconds */
const pause = (seconds) =>
  new Promise((done) => {
    const timer = seconds === null ? 0 : setTimeout(() => wake?.(), seconds * 1000);
    wake = () => {
      clearTimeout(timer);
      wake = null;
      done(undefined);
    };
  });

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && document.body.dataset.status === "off") reconnect();
});
