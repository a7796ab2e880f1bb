// Turns the list of common and leaked passwords into the first eight bytes of each one's SHA-256, sorted: to be searched
// as it is, and a third of the list's size. Shorter ones are refused by their length already.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const MIN_LENGTH = 8;
const PREFIX_BYTES = 8;

const list = JSON.parse(readFileSync('node_modules/@zxcvbn-ts/language-common/src/passwords.json', 'utf8'));
const known = new Set(list.filter((password) => [...password].length >= MIN_LENGTH).map((password) => password.toLowerCase()));
if (known.size < 10_000) {
  throw new Error(`Only ${known.size} passwords: the package has changed.`);
}

const hashes = [...known].map((password) => createHash('sha256').update(password, 'utf8').digest().subarray(0, PREFIX_BYTES)).sort(Buffer.compare);
mkdirSync('node_modules/.assets', { recursive: true });
writeFileSync('node_modules/.assets/passwords.bin', Buffer.concat(hashes));
