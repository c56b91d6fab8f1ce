/* Types of the data that the server sends, and of the page's own parts. Nothing here runs. */

/** A request in the list.
 * @typedef {object} Row
 * @property {string} id @property {number} time @property {string} kind @property {string} path
 * @property {[string, string]} client @property {string} profile @property {string} provider
 * @property {string} requested @property {string} model @property {boolean} streams @property {number} status
 * @property {boolean} in_progress @property {boolean} disconnected @property {number | null} first_token
 * @property {number} duration @property {string} finish_reason
 * @property {{input: number, cached: number, output: number, reasoning: number}} tokens
 * @property {[string, string][]} losses @property {number} attempts @property {string[]} failed_profiles
 * @property {[string, string] | null} error @property {number | null} cost
 * @property {number} [version] how often the page has received it */

/** A line of a spec, and why it is there.
 * @typedef {object} Step
 * @property {string} phase @property {string} file @property {number} line @property {string} text
 * @property {string} [rule] @property {string} [name] @property {string} [doc] @property {string} [because]
 * @property {string} [see] @property {Record<string, unknown>} [when] */

/** A part of the result: its path, the paths that it was made of, the sign, the numbers of its steps, and the paths
 * that only decided that it exists.
 * @typedef {[string, string[], string, number[], string[]?]} Link */

/** @typedef {{path: string, reason: string, sources: string[], step: number}} Loss */
/** @typedef {{source: string, reason: string, step: number}} Silent */
/** @typedef {[any, number[], [string, any, number][]]} StreamEvent */
/** @typedef {{links: Link[], losses: Loss[], silent: Silent[], steps: Step[], events: StreamEvent[]}} Explained */

/** One side of one direction of a request.
 * @typedef {{method: string, url: string, status: number, headers: [string, string][], body: any}} Message */

/** What is kept of a request.
 * @typedef {object} Recording
 * @property {string} id @property {[string, string]} protocols @property {[string, string]} names
 * @property {string} provider @property {boolean} same @property {boolean} whole @property {Row} row
 * @property {Message | null} client @property {Message | null} sent @property {Message | null} response
 * @property {Message | null} answer @property {Record<string, any>[]} tries @property {Record<string, number>} times
 * @property {[number, string, string][]} stream @property {Explained} explained
 * @property {Promise<Explained>} [answered] */

/** @typedef {{state: string, seconds: number, cause: string}} Breaker */
/** @typedef {{seconds: number, cause: string, requests: number}} Account */
/** `prices`: in US dollars for a million tokens, by kind.
 * @typedef {{id: string, slots: string[], window: number | null, answer: number | null, prices: Record<string, number>}} Model */
/** @typedef {object} Profile
 * @property {string} name @property {string} title @property {string} provider @property {boolean} default
 * @property {string} problem @property {Record<string, Breaker>} breakers @property {Record<string, Account>} [accounts]
 * @property {string[]} protocols @property {string} url @property {string} login @property {Model[]} models
 * @property {string[]} fallbacks */

/** What changed in the rows.
 * @typedef {{added: Row[], changed: Row[], dropped: number, reset: boolean}} Change */
/** @typedef {object} Store
 * @property {Row[]} rows @property {Map<string, Row>} byId @property {Set<Row>} live @property {Row[]} queue
 * @property {number} held @property {(f: (change: Change) => void) => void} on
 * @property {(f: (change: Change) => void) => void} off */
/** @typedef {object} View
 * @property {string} title @property {(into: HTMLElement, at: {parts: string[], query: URLSearchParams}) => void} mount
 * @property {() => void} [leave] @property {() => void} [resize] @property {Record<string, (e: KeyboardEvent) => void>} [keys] */

/** A key of the filter language: what it reads of a row.
 * @typedef {object} FilterKey
 * @property {string} help @property {boolean} [exact] @property {(r: Row) => string} [of]
 * @property {(r: Row) => string[]} [each] @property {(r: Row) => string[]} [offer] values to suggest, if others
 * @property {(r: Row) => boolean} [any]
 * @property {(r: Row) => number | null} [number] */

/** @typedef {(...parts: any[]) => any} Part a function of the page's kit */
/** @typedef {Record<string, Part> & {views: Record<string, View>, state: Record<string, any>, profiles: Profile[],
 *   store: Store, filterKeys: Record<string, FilterKey>, signs: Record<string, string>, words: Record<string, string>}} Kit */

export {};
