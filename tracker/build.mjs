// Checks the types, and bundles each build of the script into one function expression: a build for every set of features.
// Writes dist/s.js and its variants, dist/scripts.json with all of them for the server, and the sizes into README.md.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** A feature's name in the script's address, and its constant in src/features.d.ts; in the order of the address. */
const FEATURES = {
  404: 'NOT_FOUND',
  downloads: 'DOWNLOADS',
  engagement: 'ENGAGEMENT',
  forms: 'FORMS',
  hash: 'HASH',
  outbound: 'OUTBOUND',
  pages: 'PAGES',
  tagged: 'TAGGED',
};
const NAMES = Object.keys(FEATURES);

const LIMITS = [
  { features: [], raw: 1024 },
  { features: ['engagement'], brotli: 1024 },
  { features: NAMES, brotli: 2048 },
];

const here = import.meta.dirname;
const output = join(here, 'dist');

function checkTypes() {
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
  try {
    execFileSync(process.execPath, [join(dirname(manifest), 'bin', 'tsc'), '--noEmit', '--project', here], { stdio: 'inherit' });
  } catch {
    fail('the type check found errors');
  }
}

async function bundle(features) {
  const result = await build({
    entryPoints: [join(here, 'src', 'seyr.ts')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2019',
    charset: 'utf8',
    legalComments: 'none',
    define: Object.fromEntries(NAMES.map((name) => [FEATURES[name], String(features.includes(name))])),
    // Our tsconfig's "strict" would put "use strict" in front: 13 bytes that change nothing here.
    tsconfigRaw: {},
    write: false,
  });
  const raw = Buffer.from(result.outputFiles[0].text.trimEnd());
  const brotli = brotliCompressSync(raw, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    },
  });
  return { features, raw, brotli };
}

function fail(reason) {
  console.error(`tracker: ${reason}`);
  process.exit(1);
}

const fileName = (features) => ['s', ...features, 'js'].join('.');
const isSet = (script, features) => script.features.join() === features.join();
const row = ({ features, raw, brotli }) =>
  `| \`${features.length === NAMES.length ? 'everything' : fileName(features)}\` | ${raw.length} | ${gzipSync(raw, { level: 9 }).length} | ${brotli.length} |`;

rmSync(output, { recursive: true, force: true });
checkTypes();
const sets = Array.from({ length: 2 ** NAMES.length }, (_, set) => NAMES.filter((_, bit) => set & (1 << bit)));
const scripts = await Promise.all(sets.map(bundle));
for (const { features, ...limits } of LIMITS) {
  const script = scripts.find((script) => isSet(script, features));
  for (const [kind, limit] of Object.entries(limits)) {
    if (script[kind].length > limit) fail(`${fileName(features)} has ${script[kind].length} bytes (${kind}), ${script[kind].length - limit} more than ${limit}`);
  }
}

mkdirSync(output);
for (const { features, raw } of scripts) writeFileSync(join(output, fileName(features)), raw);
writeFileSync(join(output, 'scripts.json'), JSON.stringify(Object.fromEntries(scripts.map(({ features, brotli }) => [fileName(features), brotli.toString('base64')]))));

const table = scripts.filter(({ features }) => features.length < 2 || features.length === NAMES.length).map(row);
const readme = join(here, 'README.md');
const text = readFileSync(readme, 'utf8');
const written = text.replace(/(\| --- \| --: \| --: \| --: \|\n)(\|.*\n)*/, (_, head) => head + table.join('\n') + '\n');
if (written !== text) writeFileSync(readme, written);
console.log(table.join('\n'));
