// Reads the lists of bots: what crawler-user-agents names, each with an expression of its own, and what isbot suspects by
// words and shapes that browsers' user agents don't have.
import { readFileSync } from "node:fs";

export function readBots(crawlersFile, isbotList) {
  const crawlers = JSON.parse(readFileSync(crawlersFile, "utf8"));
  return {
    crawlers: crawlers.map(({ pattern, tags }) => ({ regex: forDotNet(pattern), name: tags.includes("ai-crawler") ? "ai" : "crawler" })),
    suspects: isbotList.map((pattern) => ({ regex: forDotNet(pattern), regex_flag: "i", name: "suspect" })),
  };
}

/** A hyphen after \w or \d in a class is just that to JavaScript; .NET wants it escaped. */
function forDotNet(pattern) {
  return pattern.replace(/(\\[dDsSwW])-(?=[^\]])/g, "$1\\-");
}
