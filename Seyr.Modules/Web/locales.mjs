// Writes locales.txt: how each language and region writes numbers and dates, as Node's Intl (Unicode's CLDR) has it.
// Run by hand when CLDR has something new: node locales.mjs > locales.txt
const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const pairs = letters.flatMap((one) => letters.map((other) => one + other));
const isKnown = (tag) => new Intl.NumberFormat(tag).resolvedOptions().locale === tag;

function styleOf(tag) {
  const number = (value, options) => new Intl.NumberFormat(tag, { numberingSystem: 'latn', ...options }).formatToParts(value);
  const sign = (type, parts) => parts.find((part) => part.type === type)?.value ?? '';
  const long = number(12_345_678.5, { minimumFractionDigits: 1 });
  const groups = long.filter((part) => part.type === 'integer').map((part) => part.value.length);
  const least = number(1_234).some((part) => part.type === 'group') ? 1_000 : 10_000;
  const dates = new Intl.DateTimeFormat(tag, { calendar: 'gregory', numberingSystem: 'latn', day: 'numeric', month: 'short', year: 'numeric' });
  const order = dates.formatToParts(0).map((part) => ({ day: 'd', month: 'm', year: 'y' })[part.type] ?? '').join('');
  const clock = new Intl.DateTimeFormat(tag, { hour: 'numeric' }).resolvedOptions().hourCycle === 'h12' ? 12 : 24;
  const code = (text) => text.codePointAt(0).toString(16).padStart(4, '0');
  return [code(sign('decimal', long)), code(sign('group', long)), groups.at(-2) ?? 3, least, order, clock].join(' ');
}

const styles = new Map();
const add = (tag, style) => styles.set(style, [...(styles.get(style) ?? []), tag]);
for (const language of pairs.filter(isKnown)) {
  const own = styleOf(language);
  add(language, own);
  for (const region of pairs.map((pair) => pair.toUpperCase())) {
    const tag = `${language}-${region}`;
    if (isKnown(tag) && styleOf(tag) !== own) add(tag, styleOf(tag));
  }
}

console.log([...styles].sort(([a], [b]) => (a < b ? -1 : 1)).map(([style, tags]) => `${style}: ${tags.join(' ')}`).join('\n'));
