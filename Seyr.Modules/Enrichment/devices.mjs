// Turns uap-core's regexes.yaml, and the lists of bots, into what the device parser loads: devices.json.
//
//   { "literals": ["chrome/", …],
//     "browsers": [pattern, …], "systems": [pattern, …], "devices": [pattern, …],
//     "crawlers": [pattern, …], "suspects": [pattern, …] }   in the order of the source
//
// A pattern is [regular expression, name, version, ignores case (0 or 1), clause, …]; a clause is a list of indexes into
// `literals`, of which one must occur in the lower-cased user agent (see literals.mjs). `$1` to `$9` in a name or version
// stand for the groups of the match. A browser's version is its first number, a system's its first two. The name of a device is only its kind: "robot", "tablet", "phone" or ""; a crawler's is
// "ai" or "crawler".
import { readFileSync } from "node:fs";
import { RegExpParser, visitRegExpAST } from "@eslint-community/regexpp";
import { load } from "js-yaml";
import { requiredLiterals } from "./literals.mjs";

export function buildDevices(yamlFile, { crawlers, suspects }) {
  const source = load(readFileSync(yamlFile, "utf8"));
  const literals = new Map();
  const convert = (entry, nameOf, versionOf = () => "") => {
    const tree = new RegExpParser().parsePattern(entry.regex);
    const clauses = requiredLiterals(tree).map((clause) => clause.map((text) => indexOf(literals, text)));
    return [entry.regex, nameOf(entry, tree), versionOf(entry, tree), entry.regex_flag === "i" ? 1 : 0, ...clauses];
  };
  const browsers = source.user_agent_parsers.map((entry) => convert(entry, browserName, browserVersion));
  const systems = source.os_parsers.map((entry) => convert(entry, systemName, systemVersion));
  const devices = source.device_parsers.map((entry) => convert(entry, deviceKind));
  const bots = (entries) => entries.map((entry) => convert(entry, ({ name }) => name));
  return { browsers, systems, devices, crawlers: bots(crawlers), suspects: bots(suspects), literals: [...literals.keys()] };
}

/**
 * uap-core tells a browser's variants apart by words around its name: "Chrome Mobile", "Chrome Mobile iOS",
 * "Chrome Mobile WebView", "Mobile Safari", "Mobile Safari UI/WKWebView". System and type of device stand in their own
 * columns, so these words are dropped: what is left is the browser as dashboards list it.
 */
const VARIANT_WORDS = /^Mobile | (?:Mobile|Tablet|iOS|WebView|UI\/WKWebView)$/;

function browserName(entry, tree) {
  let name = withLiteralGroups(entry.family_replacement ?? "$1", tree);
  while (VARIANT_WORDS.test(name)) name = name.replace(VARIANT_WORDS, "");
  return name;
}

/** Names of today for what uap-core calls by another name; its "Other" means that it does not know. */
const SYSTEM_NAMES = { "Mac OS X": "macOS", "Mac OS": "macOS", "ATV OS X": "tvOS", WatchOS: "watchOS", Other: "" };

function systemName(entry, tree) {
  const name = withLiteralGroups(entry.os_replacement ?? "$1", tree);
  return SYSTEM_NAMES[name] ?? name;
}

function browserVersion(entry, tree) {
  return version(entry.v1_replacement, 2, tree);
}

function systemVersion(entry, tree) {
  const first = version(entry.os_v1_replacement, 2, tree);
  const second = version(entry.os_v2_replacement, 3, tree);
  return first && second ? `${first}.${second}` : first;
}

/** uap-core's rule: what is given, else the group of that number, if there is one. */
function version(replacement, group, tree) {
  return withLiteralGroups(replacement ?? `$${group}`, tree).replace(/\$([1-9])/g, (reference, number) => number <= groupCount(tree) ? reference : "");
}

function groupCount(tree) {
  let count = 0;
  visitRegExpAST(tree, { onCapturingGroupEnter: () => void count++ });
  return count;
}

const DEVICE_KINDS = { Tablet: "tablet", Smartphone: "phone", "Feature Phone": "phone" };

function deviceKind(entry) {
  return entry.device_replacement === "Spider" ? "robot" : DEVICE_KINDS[entry.model_replacement] ?? "";
}

/**
 * Most names are captured by a group that is a plain text, as in (Firefox)/(\d+): such a group is put into the name
 * here, so that nothing need be captured at run time.
 */
function withLiteralGroups(name, tree) {
  const groups = [];
  visitRegExpAST(tree, { onCapturingGroupEnter: (group) => void groups.push(group) });
  const always = tree.alternatives.length === 1 ? tree.alternatives[0].elements : [];
  return name.replace(/\$([1-9])/g, (reference, number) => {
    const group = groups[number - 1];
    if (!always.includes(group) || group.alternatives.length !== 1) return reference;
    const characters = group.alternatives[0].elements;
    return characters.every(({ type }) => type === "Character")
      ? String.fromCodePoint(...characters.map(({ value }) => value))
      : reference;
  }).trim();
}

function indexOf(literals, text) {
  if (!literals.has(text)) literals.set(text, literals.size);
  return literals.get(text);
}
