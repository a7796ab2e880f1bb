// What a site page does beyond being read: it changes in place, and obeys the keyboard. Without this its links and forms do the same.
'use strict';

(() => {
  const refreshEvery = 30_000;
  const toastFor = 6_000;
  const byId = (id) => document.getElementById(id);
  /** What of a page takes which place; whatever else is asked for comes without a page around it. */
  const wanted = { dashboard: 'dashboard', 'sheet-content': 'details', details: 'details' };
  let focused = '';
  /** What is on its way: what was asked for last, and the page that Back or Forward asked for. */
  let asked = null;
  let restored = null;

  const isTyping = (target) => target.matches('input, select, textarea, [contenteditable]');
  const openPicker = () => document.querySelector('.picker[open]');

  function closePickers() {
    for (const picker of document.querySelectorAll('.picker[open]')) picker.open = false;
  }

  function say(text) {
    byId('said').textContent = text;
  }

  function openFilter(what) {
    closePickers();
    byId(what === '/' ? 'pick-filter' : 'pick-period').parentElement.open = true;
    byId(what === '/' ? 'filter-value' : 'custom-from').focus();
  }

  function escape() {
    const picker = openPicker();
    if (!picker) return false;
    picker.open = false;
    picker.querySelector('summary').focus();
    return true;
  }

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && escape()) return;
    if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const link = document.querySelector(`[aria-keyshortcuts="${CSS.escape(key)}"]`);
    if (key === '?') byId('keys').showModal();
    else if (key === '/' || key === 'c') openFilter(key);
    else if (link) link.click();
    else return;
    event.preventDefault();
  });

  document.addEventListener('click', (event) => {
    if (event.target.closest('.keys-button')) byId('keys').showModal();
    // A click outside of what is open closes it.
    if (event.target.matches('dialog')) event.target.close();
    const picker = openPicker();
    if (picker && !picker.contains(event.target)) picker.open = false;
  });

  document.addEventListener('htmx:beforeRequest', (event) => {
    focused = document.activeElement?.id ?? '';
    if (!(event.detail.target.id in wanted)) return;
    asked = event.detail;
    restored?.abort();
  });

  // What was asked for last holds: by a click (hx-sync sees to that), a letter in the search, or Back.
  document.addEventListener('input', (event) => {
    if (event.target.id === 'details-search') htmx.trigger('#dashboard', 'htmx:abort');
  });
  document.addEventListener('htmx:abort', () => {
    // To be broken off is no error, which htmx would call it.
    if (asked) asked.error = '';
  }, true);
  addEventListener('popstate', () => htmx.trigger('#dashboard', 'htmx:abort'));
  document.addEventListener('htmx:historyCacheMiss', (event) => {
    restored?.abort();
    restored = event.detail.xhr;
  });
  document.addEventListener('htmx:historyCacheMissLoad', (event) => {
    if (!event.detail.response.includes('id="dashboard"')) location.reload();
  });
  document.addEventListener('htmx:historyCacheMissLoadError', () => location.reload());

  document.addEventListener('htmx:beforeSwap', (event) => {
    const { target, xhr, serverResponse, requestConfig } = event.detail;
    const isPage = /^\s*<!doctype/i.test(serverResponse);
    if (xhr.status >= 400) {
      failed();
    } else if (isPage && !serverResponse.includes(`id="${wanted[target.id]}"`)) {
      // Another page, such as the one to sign in.
      event.detail.shouldSwap = false;
      location.assign(target.id === 'dashboard' ? requestConfig.path : location.href);
    }
  });

  document.addEventListener('htmx:afterSwap', (event) => {
    // What comes back from the history has no target.
    const id = event.detail.target?.id;
    if (id === 'sheet-content' && !byId('sheet').open) byId('sheet').showModal();
    if (id !== 'dashboard') return;
    byId('sheet').close();
    byId('failed').hidden = true;
    const summary = byId('pick-period');
    say(`Now shown: ${summary.textContent}`);
    // What had the focus has gone; what came in its place gets it.
    if (focused && document.activeElement === document.body) byId(focused)?.focus({ preventScroll: true });
  });

  function failed() {
    const toast = byId('failed');
    toast.hidden = false;
    setTimeout(() => {
      toast.hidden = true;
    }, toastFor);
  }

  document.addEventListener('htmx:sendError', failed);
  document.addEventListener('htmx:timeout', failed);

  function refresh() {
    if (!isRealtime() || document.hidden || openPicker() || document.querySelector('dialog[open], #dashboard.htmx-request')) return;
    const whole = { source: '#dashboard', target: '#dashboard', select: '#dashboard', swap: 'outerHTML show:none' };
    // A click that breaks it off makes its promise fail, without a reason; of a network that failed the events above tell.
    htmx.ajax('GET', location.pathname + location.search, whole).catch(() => {});
  }

  /** The server tells when the last half hour is another; while it can't, it is asked now and then. */
  let live = null;
  const isRealtime = () => document.querySelector('[data-realtime="true"]');
  const isLive = () => live?.readyState === EventSource.OPEN;

  function watch() {
    const wants = isRealtime() && !document.hidden;
    if (!wants) {
      live?.close();
      live = null;
    } else if (!live || live.readyState === EventSource.CLOSED) {
      live = new EventSource(`${location.pathname}/live`);
      live.addEventListener('here', (event) => {
        document.querySelector('.now [hx-get]').textContent = event.data;
      });
      live.addEventListener('page', refresh);
    }
  }

  document.addEventListener('visibilitychange', () => {
    watch();
    refresh();
  });
  document.addEventListener('htmx:afterSettle', watch);
  watch();
  setInterval(() => {
    watch();
    if (!isLive()) refresh();
  }, refreshEvery);
})();
