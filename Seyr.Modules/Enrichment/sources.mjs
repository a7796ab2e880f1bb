// Turns the referrer list into what the source names load: sources.json.
//
//   { "Google": { "kind": "search", "hosts": ["google.com", …], "tags": ["google", …] }, … }
//
// A source's kind is what the list says of most of its hosts: search, social, email, paid, or nothing. What the list
// doesn't know (AI assistants, videos, shops) comes from channels.json, which goes before it.
// The list maps "host" or "host/path" to a source. A referrer counts by its host alone, so entries with a path are left
// out (each of them has a host of its own in the list, or belongs to a provider's mail or search page that its host does
// not tell), as are hosts that their parent domain already names.
import { readFileSync } from "node:fs";

export function buildSources(jsonFile, own) {
  const ownEntries = Object.entries(own).flatMap(([source, { kind, hosts }]) => hosts.map((host) => [host, { source, medium: kind }]));
  const list = Object.entries(JSON.parse(readFileSync(jsonFile, "utf8")));
  const ownHosts = new Set(ownEntries.map(([host]) => host));
  const entries = [...ownEntries, ...list.filter(([host]) => !ownHosts.has(host.replace(/^www\./, "")))];
  const spelling = firstSpellings(entries.map(([, { source }]) => source));
  const names = new Map(); // host or tag → source
  for (const [key, { source }] of entries) {
    if (!key.includes("/")) names.set(key.toLowerCase().replace(/^www\./, ""), spelling.get(source.toLowerCase()));
  }
  const sources = {};
  for (const name of spelling.values()) sources[name] = { kind: own[name]?.kind ?? kindOf(entries, name), hosts: [], tags: [] };
  for (const [key, name] of names) {
    if (!key.includes(".")) sources[name].tags.push(key);
    else if (nameOfParent(names, key) !== name) sources[name].hosts.push(key);
  }
  addTags(sources);
  return sources;
}

function kindOf(entries, name) {
  const counts = {};
  for (const [, { source, medium }] of entries) {
    if (source.toLowerCase() === name.toLowerCase() && ["search", "social", "email", "paid"].includes(medium)) counts[medium] = (counts[medium] ?? 0) + 1;
  }
  return Object.entries(counts).sort(([, a], [, b]) => b - a)[0]?.[0] ?? "";
}

/** Some sources are spelt in two ways ("qip", "QIP"): the first one counts. */
function firstSpellings(sources) {
  const spelling = new Map();
  for (const source of sources) if (!spelling.has(source.toLowerCase())) spelling.set(source.toLowerCase(), source);
  return spelling;
}

function nameOfParent(names, host) {
  for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) {
    const name = names.get(host.slice(dot + 1));
    if (name) return name;
  }
  return undefined;
}

/** A link is tagged with a source's name in any case, perhaps without its spaces: "hackernews", "yahoo". */
function addTags(sources) {
  const taken = new Set(Object.keys(sources).map((name) => name.toLowerCase()));
  for (const [name, { tags }] of Object.entries(sources)) {
    const short = name.toLowerCase().replace(/[ !]/g, "");
    if (!tags.includes(name.toLowerCase())) tags.push(name.toLowerCase());
    if (!taken.has(short)) tags.push(short);
    taken.add(short);
  }
}
