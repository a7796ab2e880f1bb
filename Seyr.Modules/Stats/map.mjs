// Draws the countries of the world once, at build time: a path for each, by its two letters, in a frame of 1000 by 480.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { feature } from 'topojson-client';

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url)));
const world = read('node_modules/world-atlas/countries-110m.json');
const letters = new Map(read('node_modules/i18n-iso-countries/codes.json').map(([two, , number]) => [number, two]));
// The data has no number for these.
const unnumbered = { Kosovo: 'XK', Somaliland: 'SO', 'N. Cyprus': 'CY' };
const antarctica = 'AQ';
const [width, top, scale] = [1000, 240, 182.5];

/** Natural Earth's own projection, by its polynomial. */
function project([longitude, latitude]) {
  const [l, p] = [(longitude * Math.PI) / 180, (latitude * Math.PI) / 180];
  const [p2, p4] = [p * p, p ** 4];
  const x = l * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4)));
  const y = p * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)));
  return [Math.round(width / 2 + x * scale), Math.round(top + 35 - y * scale)];
}

/** A country on both sides of the date line is drawn on the one where most of it lies. */
function unbroken(points) {
  const longitudes = points.map(([longitude]) => longitude);
  if (Math.max(...longitudes) - Math.min(...longitudes) < 180) return points;
  const side = longitudes.filter((longitude) => longitude > 0).length * 2 > points.length ? 1 : -1;
  return points.map(([longitude, latitude]) => [longitude * side < 0 ? longitude + side * 360 : longitude, latitude]);
}

function ring(points) {
  const corners = unbroken(points).map(project).filter(([x, y], i, all) => i === 0 || x !== all[i - 1][0] || y !== all[i - 1][1]);
  if (corners.length < 3) return '';
  const steps = corners.slice(1).map(([x, y], i) => `${x - corners[i][0]} ${y - corners[i][1]}`);
  return `M${corners[0].join(' ')}l${steps.join(' ').replaceAll(' -', '-')}z`;
}

const paths = {};
for (const country of feature(world, world.objects.countries).features) {
  const code = letters.get(country.id) ?? unnumbered[country.properties.name];
  if (code === antarctica) continue;
  const { type, coordinates } = country.geometry;
  const polygons = type === 'Polygon' ? [coordinates] : coordinates;
  paths[code] = (paths[code] ?? '') + polygons.flat().map(ring).join('');
}

mkdirSync(new URL('dist', import.meta.url), { recursive: true });
writeFileSync(new URL('dist/world.json', import.meta.url), JSON.stringify(paths));
