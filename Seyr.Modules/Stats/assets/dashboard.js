// What a site page does beyond being read and changed: it obeys the keyboard, and stays up to date. Without this its links and forms do the same.
'use strict';

(() => {
  const refreshEvery = 30_000;
  const toastFor = 6_000;
  const byId = (id) => document.getElementById(id);
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

  document.addEventListener('shown', () => {
    byId('sheet').close();
    byId('failed').hidden = true;
    say(`Now shown: ${byId('pick-period').textContent}`);
  });

  function failed() {
    const toast = byId('failed');
    toast.hidden = false;
    setTimeout(() => {
      toast.hidden = true;
    }, toastFor);
  }

  document.addEventListener('failed', failed);

  function refresh() {
    if (!isRealtime() || document.hidden || openPicker() || document.querySelector('dialog[open]') || change.isUnderWay()) return;
    change.refresh();
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
        byId('now').textContent = event.data;
      });
      live.addEventListener('page', refresh);
    }
  }

  document.addEventListener('visibilitychange', () => {
    watch();
    refresh();
  });
  document.addEventListener('shown', watch);
  watch();

  async function countHere() {
    const response = await fetch(`${location.pathname}/now`);
    if (response.ok && !response.redirected) byId('now').textContent = await response.text();
  }

  setInterval(() => {
    watch();
    if (!isLive()) refresh();
    // Whoever has no network sees what was told last.
    if (!document.hidden) countHere().catch(() => {});
  }, refreshEvery);
})();
