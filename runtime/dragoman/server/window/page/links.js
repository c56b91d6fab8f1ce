/* Relations between the fields of two bodies, without the specs: equal values belong together. The server's explanation
   replaces them where it is available. */

const MIN_LENGTH = 3; // shorter texts are equal by chance

/** Yield the path and the value of each leaf.
 * @param {any} value @param {string} path @returns {Generator<[string, any]>} */
export function* leaves(value, path = "") {
  if (value === null || typeof value !== "object" || !Object.keys(value).length) yield [path, value];
  else for (const key of Object.keys(value)) yield* leaves(value[key], path ? `${path}.${key}` : key);
}

/** Yield the paths of the objects and lists in a value.
 * @param {any} value @param {string} path @returns {Generator<string>} */
function* containers(value, path = "") {
  for (const key of value !== null && typeof value === "object" ? Object.keys(value) : []) {
    const inner = path ? `${path}.${key}` : key;
    if (value[key] !== null && typeof value[key] === "object" && Object.keys(value[key]).length) yield inner;
    yield* containers(value[key], inner);
  }
}

const telling = (/** @type {any} */ value) => (typeof value === "string" ? value.length >= MIN_LENGTH : typeof value === "number" && value > 1);
const plain = (/** @type {string} */ path) =>
  path
    .split(".")
    .filter((/** @type {any} */ step) => !/^\d+$/.test(step))
    .join(".");

/** Return links, losses and steps in the form of an explanation.
 * @param {any} left @param {any} right @param {[string, string][]} losses */
export const links = (left, right, losses) => {
  const places = new Map();
  const lefts = [...leaves(left)];
  for (const [path, value] of lefts) if (telling(value)) places.set(value, [...(places.get(value) || []), path]);
  const same = new Map(lefts);
  const nodes = new Set(containers(left));
  const found = [...leaves(right)].map(([path, value]) => {
    if (same.has(path) && same.get(path) === value) return [path, [path], "=", [], []];
    const from = places.get(value) || [];
    return from.length ? [path, [from.length > 1 ? from.shift() : from[0]], "→", [], []] : [path, [], "+", [], []];
  });
  const paths = [...new Set(lefts.flatMap(([path]) => path.split(".").map((_, i, all) => all.slice(0, i + 1).join("."))))];
  const alike = [...containers(right)].filter((path) => nodes.has(path)).map((path) => [path, [path], "=", [], []]);
  return {
    links: [...alike, ...found],
    losses: losses.map(([path, reason]) => ({ path, reason, sources: paths.filter((one) => plain(one) === plain(path)), step: null })),
    silent: [],
    steps: [],
  };
};
