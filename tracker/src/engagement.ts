import type { EventOptions } from './types';

// How long the page is seen (visible and with the focus), and how far down it was scrolled. Both are told when it is
// hidden, and before another page takes its place.

/** Less than this is told only together with a deeper scroll. */
const WORTH_TELLING = 3_000;

const doc = document;

/** When the page began to be seen; 0 while it isn't. */
let since = 0;
let seen = 0;
let depth = 0;
let told = 0;

const measure = () => {
  const height = Math.max(doc.documentElement.scrollHeight, doc.body ? doc.body.scrollHeight : 0, 1);
  depth = Math.max(depth, Math.min(100, Math.round((100 * (scrollY + innerHeight)) / height)));
};

const watch = () => {
  const now = performance.now();
  if (since) seen += now - since;
  since = !doc.hidden && doc.hasFocus() ? now : 0;
};

/**
 * Tells of the page what was not told yet, if it is worth it. One that was not counted, or is only just back from the
 * cache, has no address.
 */
export const leavePage = (url: string | 1 | undefined, send: (name: string, options: EventOptions) => void) => {
  watch();
  if (!url || url == 1) return;
  measure();
  if (depth > told || seen >= WORTH_TELLING) {
    send('engagement', { u: url, e: Math.round(seen), sd: depth });
    seen = 0;
    told = depth;
  }
};

/** Another page begins. */
export const enterPage = () => {
  seen = depth = told = 0;
};

export const watchEngagement = (leave: () => void) => {
  ['focus', 'blur'].map((type) => addEventListener(type, watch));
  addEventListener('scroll', measure, true);
  // Two events, since neither comes in every browser in every case; what one of them told the other doesn't tell again.
  addEventListener('visibilitychange', () => (doc.hidden ? leave() : watch()), true);
  addEventListener('pagehide', leave);
  watch();
};
