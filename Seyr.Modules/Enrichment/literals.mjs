// Finds, for a regular expression, literal strings without which it cannot match.
//
// The result is a list of clauses; a clause is a list of lower-case ASCII strings. Any text that the expression matches
// contains, when lower-cased, at least one string of every clause. The reverse need not hold: clauses only rule out.
//
// Every node of the syntax tree is described by
//   exact:   the complete set of (lower-cased) strings that the node can match, or null when that set is large or unknown;
//   clauses: what a match of the node must contain, used once `exact` is null.

const MAX_EXACT_STRINGS = 32;
const MAX_ALTERNATIVES = 400;
const MAX_REPEAT_EXPANDED = 2;
const MAX_CLAUSES = 3;
const MIN_LITERAL_LENGTH = 2;
const USEFUL_LITERAL_LENGTH = 3;

const UNKNOWN = { exact: null, clauses: [] };
const NOTHING_CONSUMED = { exact: new Set([""]), clauses: [] };

export function requiredLiterals(pattern) {
  const clauses = clausesOf(describeChoice(pattern.alternatives));
  const useful = clauses.filter((clause) => shortest(clause) >= USEFUL_LITERAL_LENGTH);
  return (useful.length > 0 ? useful : clauses)
    .sort((a, b) => shortest(b) - shortest(a) || a.size - b.size)
    .slice(0, MAX_CLAUSES)
    .map((clause) => [...clause].sort());
}

function describe(node) {
  switch (node.type) {
    case "Character":
      return describeCharacters([node.value]);
    case "CharacterClass":
      return describeClass(node);
    case "Group":
    case "CapturingGroup":
      return describeChoice(node.alternatives);
    case "Quantifier":
      return describeRepeat(node);
    case "Assertion": // ^ $ \b and look-around consume nothing; what they demand is not used.
      return NOTHING_CONSUMED;
    default: // . \d \w \s, back references: could be anything.
      return UNKNOWN;
  }
}

function describeCharacters(codes) {
  if (codes.some((code) => code > 0x7f)) return UNKNOWN;
  return { exact: new Set(codes.map((code) => String.fromCharCode(code).toLowerCase())), clauses: [] };
}

function describeClass(node) {
  if (node.negate || !node.elements.every((element) => element.type === "Character")) return UNKNOWN;
  return describeCharacters(node.elements.map((element) => element.value));
}

function describeRepeat({ min, max, element }) {
  const once = describe(element);
  if (max <= MAX_REPEAT_EXPANDED && once.exact) {
    let longer = NOTHING_CONSUMED.exact;
    const all = new Set(min === 0 ? longer : []);
    for (let count = 1; count <= max && longer; count++) {
      longer = join(longer, once.exact);
      if (longer && count >= min) longer.forEach((text) => all.add(text));
    }
    if (longer && all.size <= MAX_EXACT_STRINGS) return { exact: all, clauses: [] };
  }
  return min === 0 ? UNKNOWN : { exact: null, clauses: clausesOf(once) };
}

/** One alternative after another: adjoining exact parts grow into longer strings, an inexact part ends them. */
function describeSequence({ elements }) {
  const clauses = [];
  let run = NOTHING_CONSUMED.exact;
  let isExact = true;
  for (const part of elements.map(describe)) {
    const longer = part.exact && join(run, part.exact);
    if (longer) {
      run = longer;
      continue;
    }
    isExact = false;
    clauses.push(...clausesOf({ exact: run, clauses: [] }), ...part.clauses);
    run = part.exact ?? NOTHING_CONSUMED.exact;
  }
  if (isExact) return { exact: run, clauses: [] };
  clauses.push(...clausesOf({ exact: run, clauses: [] }));
  return { exact: null, clauses };
}

/** A choice demands one string out of those that its alternatives demand, and nothing when one of them demands nothing. */
function describeChoice(alternatives) {
  const parts = alternatives.map(describeSequence);
  if (parts.every((part) => part.exact)) {
    const exact = new Set(parts.flatMap((part) => [...part.exact]));
    if (exact.size <= MAX_ALTERNATIVES) return { exact, clauses: [] };
  }
  if (parts.length === 1) return parts[0];
  const best = parts.map((part) => clausesOf(part).sort((a, b) => shortest(b) - shortest(a))[0]);
  if (best.some((clause) => clause === undefined)) return UNKNOWN;
  const union = new Set(best.flatMap((clause) => [...clause]));
  return union.size <= MAX_ALTERNATIVES ? { exact: null, clauses: [union] } : UNKNOWN;
}

function clausesOf({ exact, clauses }) {
  if (!exact) return [...clauses];
  return shortest(exact) >= MIN_LITERAL_LENGTH ? [withoutRedundant(exact)] : [];
}

/** A string that contains another string of its clause adds nothing: the shorter one is found wherever the longer is. */
function withoutRedundant(strings) {
  return new Set([...strings].filter((text) => ![...strings].some((other) => other !== text && text.includes(other))));
}

function join(heads, tails) {
  if (heads.size > 1 && tails.size > 1 && heads.size * tails.size > MAX_EXACT_STRINGS) return null;
  const joined = new Set();
  for (const head of heads) for (const tail of tails) joined.add(head + tail);
  return joined;
}

function shortest(strings) {
  return Math.min(...[...strings].map((text) => text.length));
}
