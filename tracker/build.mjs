// Checks the types, bundles the script into one function expression and weighs it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const SIZE_LIMIT_BYTES = 1024;
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

async function bundle() {
  const result = await build({
    entryPoints: [join(here, 'src', 'seyr.ts')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2019',
    charset: 'utf8',
    legalComments: 'none',
    // Our tsconfig's "strict" would put "use strict" in front: 13 bytes that change nothing here.
    tsconfigRaw: {},
    write: false,
  });
  return Buffer.from(result.outputFiles[0].text.trimEnd());
}

function fail(reason) {
  console.error(`tracker: ${reason}`);
  process.exit(1);
}

rmSync(output, { recursive: true, force: true });
checkTypes();
const script = await bundle();
if (script.length > SIZE_LIMIT_BYTES) {
  fail(`s.js is ${script.length} bytes minified, ${script.length - SIZE_LIMIT_BYTES} more than the limit of ${SIZE_LIMIT_BYTES}`);
}

const gzip = gzipSync(script, { level: 9 });
const brotli = brotliCompressSync(script, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: script.length,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  },
});
mkdirSync(output);
writeFileSync(join(output, 's.js'), script);
writeFileSync(join(output, 's.js.gz'), gzip);
writeFileSync(join(output, 's.js.br'), brotli);
console.log(`s.js: ${script.length} bytes raw (limit ${SIZE_LIMIT_BYTES}), ${gzip.length} gzip, ${brotli.length} brotli`);
