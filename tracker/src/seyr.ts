import { listenToClicks } from './clicks';
import { enterPage, leavePage, watchEngagement } from './engagement';
import { isExcluded, masked } from './pages';
import type { EventOptions, Seyr, SeyrNavigator, SeyrWindow } from './types';

// build.mjs refuses more than 1,024 bytes for a build without features. Hence the short forms, the aliases of globals that are used
// three times or more, and the casts where the browser converts a value by itself.
const page: SeyrWindow = window;
const doc = document;
const place = location;
const past = history;
const nav: SeyrNavigator = navigator;
const script = doc.currentScript as HTMLScriptElement | null;
const found = page.seyr || ({} as Partial<Seyr>);

// A second copy finds the first one's mark and does nothing. Without its own script element it has no settings.
if (script && !found.on) {
  const data = script.dataset;

  /** Calls that wait for the first page view: those of the page's stub, then ours while nobody sees the page. */
  const waiting = found.q || [];

  /** The address counted last; 1 when the next look shall count whatever the address is. */
  let last: string | 1 | undefined;

  // A list becomes text with commas when tested. Do Not Track is '1' or, in older browsers, 'yes', Global Privacy Control is
  // true; what they say otherwise ('0', 'no', 'unspecified', false) has none of these three letters. As for the hostname, a
  // file has an empty one, and only addresses of the own machine start with 127 and have just digits and dots.
  let silent: unknown =
    /[1yt]/.test([nav.doNotTrack, page.doNotTrack, nav.globalPrivacyControl] as unknown as string) ||
    (data.local == null && /^((.*\.)?localhost|127[\d.]+|\[::1]|)$/.test(place.hostname));

  try {
    silent = silent || localStorage.seyr_ignore;
  } catch {
    // Blocked storage throws at the first touch, and holds no mark to heed.
  }

  // Not `href`: that has the fragment too, and may have a user name and a password.
  const address = () =>
    HASH ? place.origin + place.pathname + place.search + place.hash : place.origin + place.pathname + place.search;

  const send = (name: string, options?: EventOptions | null) => {
    try {
      options = options || {};
      // By a timer: it runs after the sending, also when there is none, and its errors stay the page's own.
      options.callback && setTimeout(options.callback);
      if (PAGES && isExcluded(data.exclude, options.u)) return;
      if (!silent) {
        const endpoint = (data.api || new URL('i', script.src)) as string;
        const body = JSON.stringify({
          // All options, by their own names: the server knows them, and for the callback JSON has no word.
          ...options,
          n: name,
          u: PAGES ? masked(data.mask, options.u || address()) : options.u || address(),
          d: data.domain || place.hostname,
          // With every event: two may overtake each other on their way, and the first to arrive begins the visit.
          r: doc.referrer || null,
          w: screen.width,
          // In this order: nothing is false, so that it isn't sent. Cypress hides that it drives the browser, but not itself.
          b: (nav.webdriver || page.Cypress) && 1,
          ...(HASH ? { h: 1 } : {}),
        });
        (nav.sendBeacon && nav.sendBeacon(endpoint, body)) ||
          fetch(endpoint, { method: 'POST', body, keepalive: true, credentials: 'omit' }).catch(() => {});
      }
    } catch {
      // Properties that JSON can't hold, or an endpoint that is no address: no reason to disturb the page.
    }
  };

  /** Counts the page if somebody sees it and its address is new, then lets go what waited for that. */
  const look = (event?: Partial<PageTransitionEvent>) => {
    // Back from the back/forward cache: a new view of the same address.
    if (event && event.persisted) last = 1;
    const now = address();
    // A prerendered page is hidden too; `visibilitychange` tells when either kind is shown.
    if (!(doc.hidden || now == last)) {
      if (ENGAGEMENT) leavePage(last, send);
      send('pageview');
      last = now;
      if (ENGAGEMENT) enterPage();
    }
    last && waiting.splice(0).map((call) => send(...call));
  };

  // The bound is for a page that nobody ever looks at.
  (page.seyr = ((...call) => {
    waiting[99] || waiting.push(call);
    look();
  }) as Seyr).on = 1;

  silent ||
    (['pushState', 'replaceState'] as const).map((method) => {
      const original = past[method];
      past[method] = (...state) => {
        original.apply(past, state);
        look();
      };
    });

  // Capturing, since `visibilitychange` doesn't bubble up to the window in every browser.
  (HASH ? ['popstate', 'hashchange', 'pageshow', 'visibilitychange'] : ['popstate', 'pageshow', 'visibilitychange']).map((type) =>
    addEventListener(type, look, true),
  );
  if (ENGAGEMENT) silent || watchEngagement(() => leavePage(last, send));
  if (OUTBOUND || DOWNLOADS || FORMS || TAGGED) silent || listenToClicks(page.seyr as Seyr);
  if (NOT_FOUND) {
    const [load] = performance.getEntriesByType('navigation') as { responseStatus?: number }[];
    if (load && load.responseStatus == 404) waiting.push(['404', { props: { path: place.pathname }, i: false }]);
  }
  look();
}
