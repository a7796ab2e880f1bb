// What decides whether anything is sent, for hostnames and signals that a browser test can't easily have.
// Runs the built script on the few browser objects it touches; the rest is tested in a real browser.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import vm from 'node:vm';

const dist = join(import.meta.dirname, '..', 'dist');
const built = join(dist, 's.js');
const script = readFileSync(built, 'utf8');

/** Loads the script in a page at `hostname` and returns what it sent. */
function load({ hostname = 'example.com', navigator = {}, page = {}, attributes = {}, storage = {} } = {}, code = script) {
  const sent = [];
  const push = () => {};
  const context = {
    location: { hostname, origin: `https://${hostname}`, pathname: '/', search: '', hash: '' },
    document: {
      currentScript: { src: 'https://stats.example.com/x/s.js?v=1', dataset: attributes },
      referrer: '',
      hidden: false,
      hasFocus: () => true,
    },
    navigator: { sendBeacon: (url, body) => sent.push({ url: String(url), ...JSON.parse(body) }), ...navigator },
    history: { pushState: push, replaceState: push },
    screen: { width: 1280 },
    performance: { now: () => 1, getEntriesByType: () => [] },
    localStorage: storage,
    addEventListener() {},
    setTimeout,
    URL,
    ...page,
  };
  context.window = context;
  vm.runInNewContext(code, context);
  return { sent, context, history: context.history, push };
}

for (const hostname of ['localhost', 'app.localhost', '127.0.0.1', '127.1.2.3', '[::1]', '']) {
  test(`Nothing is sent from '${hostname}' unless data-local says so`, () => {
    assert.equal(load({ hostname }).sent.length, 0);
    assert.equal(load({ hostname, attributes: { local: '' } }).sent.length, 1);
  });
}

const counted = ['example.com', 'localhost.example.com', 'notlocalhost', '127.example.com', '1270.net', '10.0.0.1', '[::2]'];
for (const hostname of counted) {
  test(`A page view is sent from '${hostname}'`, () => assert.equal(load({ hostname }).sent.length, 1));
}

const refusals = {
  'Do Not Track': { navigator: { doNotTrack: '1' } },
  'the older yes of Do Not Track': { navigator: { doNotTrack: 'yes' } },
  'Do Not Track on the window': { page: { doNotTrack: '1' } },
  'Global Privacy Control': { navigator: { globalPrivacyControl: true } },
  'the mark in the storage': { storage: { seyr_ignore: 'true' } },
};
for (const [name, signals] of Object.entries(refusals)) {
  test(`Nothing is sent and the history is left alone under ${name}, with data-local too`, () => {
    for (const attributes of [{}, { local: '' }]) {
      const { sent, history, push, context } = load({ ...signals, attributes });
      context.seyr('Signup');
      assert.equal(sent.length, 0);
      assert.equal(history.pushState, push);
    }
  });
}

test('Signals that say no, or nothing, refuse nothing', () => {
  for (const doNotTrack of ['0', 'no', 'unspecified', null, undefined]) {
    const signals = { navigator: { doNotTrack, globalPrivacyControl: false, webdriver: false }, page: { doNotTrack } };
    assert.equal(load(signals).sent.length, 1);
  }
});

for (const [name, signals] of Object.entries({ webdriver: { navigator: { webdriver: true } }, Cypress: { page: { Cypress: { version: '14' } } } })) {
  test(`A browser that ${name} drives says so, and is silent if it is asked to be`, () => {
    assert.equal(load(signals).sent[0].b, 1);
    assert.equal(load({ ...signals, storage: { seyr_ignore: 'true' } }).sent.length, 0);
  });
}

test('A browser that a person uses says nothing of it', () => {
  for (const webdriver of [false, undefined]) assert.ok(!('b' in load({ navigator: { webdriver } }).sent[0]));
});

test('The endpoint stands beside the script unless data-api names another', () => {
  assert.equal(load().sent[0].url, 'https://stats.example.com/x/i');
  assert.equal(load({ attributes: { api: '/events' } }).sent[0].url, '/events');
});

test('The domain is the hostname unless data-domain names another', () => {
  assert.equal(load({ hostname: 'www.example.com' }).sent[0].d, 'www.example.com');
  assert.equal(load({ attributes: { domain: 'example.org' } }).sent[0].d, 'example.org');
});

test('The script is within its limit', () => assert.ok(statSync(built).size <= 1024));

test('Every build sends one page view, and nothing under a signal', () => {
  const builds = readdirSync(dist).filter((name) => name.endsWith('.js'));
  assert.equal(builds.length, 256);
  for (const name of builds) {
    const code = readFileSync(join(dist, name), 'utf8');
    const { sent } = load({}, code);
    assert.deepEqual(sent.map(({ n, u }) => [n, u]), [['pageview', 'https://example.com/']], name);
    assert.equal(sent[0].h, name.includes('.hash') ? 1 : undefined, name);
    for (const signals of Object.values(refusals)) assert.equal(load(signals, code).sent.length, 0, name);
  }
});
