// Changes a site's page in place: asks for what a link or a form leads to, and puts the answer where the page, or that part of it which is
// another, was. What was asked for last holds. Without this, links and forms do the same.
'use strict';

const change = (() => {
  const typedFor = 250;
  /** So long nothing tells of a wait. */
  const unnoticed = 100;
  const byId = (id) => document.getElementById(id);
  /** The fields of an address, in the server's order. */
  const fields = 'period date from to compare compare_from compare_to match_weekday interval metric segment f sources pages locations devices behaviour property funnel'.split(' ');
  const rank = (name) => fields.indexOf(name);
  const nameOf = (piece) => piece.split('=')[0];
  const piecesOf = (address) => address.split('?')[1]?.split('&') ?? [];
  let asked = null;
  let typed;

  /** What is chosen in a part; all else leads to it. */
  function fieldsOf(part) {
    if (part === 'overview') return fields.slice(rank('compare'), rank('metric') + 1);
    return part === 'card-behaviour' ? ['behaviour', 'property', 'funnel'] : [part.replace('card-', '')];
  }

  /** What stays of the page leads to what was chosen, as if it had come anew. */
  function carry(address, part, fresh) {
    const own = fieldsOf(part);
    const isKept = (element) => !fresh.some((each) => each.contains(element));
    const chosen = piecesOf(address).filter((piece) => own.includes(nameOf(piece)));
    const carried = (pieces) => [...pieces.filter((piece) => !own.includes(nameOf(piece))), ...chosen].sort((one, other) => rank(nameOf(one)) - rank(nameOf(other)));
    for (const element of [...document.querySelectorAll('#dashboard :is(a[href]:not([data-leaves]), [data-carries])')].filter(isKept)) {
      const name = ['href', 'action', 'data-map'].find((each) => element.hasAttribute(each));
      const old = element.getAttribute(name);
      element.setAttribute(name, [old.split('?')[0], carried(piecesOf(old)).join('&')].filter(Boolean).join('?'));
    }
    for (const form of [...document.querySelectorAll('#dashboard form:not([method])')].filter(isKept)) {
      const hidden = [...form.querySelectorAll('[type="hidden"]')];
      const pieces = carried(hidden.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`));
      for (const each of hidden) each.remove();
      form.prepend(...pieces.map((piece) => {
        const input = document.createElement('input');
        [input.type, input.name, input.value] = ['hidden', nameOf(piece), decodeURIComponent(piece.slice(nameOf(piece).length + 1))];
        return input;
      }));
    }
  }

  function push(address) {
    history.replaceState({ isPage: true }, '');
    history.pushState({ isPage: true }, '', address);
  }

  /** What had the focus has gone; what came in its place gets it. */
  function focus({ id, selectionStart, selectionEnd }) {
    if (document.activeElement !== document.body && document.activeElement !== byId('sheet')) return;
    const element = id && byId(id);
    if (!element) return;
    element.focus({ preventScroll: true });
    if (typeof selectionStart === 'number') element.setSelectionRange(selectionStart, selectionEnd);
  }

  function showDetails(details, isFromSheet) {
    const sheet = byId('sheet');
    if (isFromSheet && !sheet.open) return;
    byId('sheet-content').replaceChildren(details);
    if (!sheet.open) sheet.showModal();
  }

  function show(page, part, address) {
    const whole = page.getElementById('dashboard');
    const fresh = whole ? [whole] : [...page.body.children];
    for (const each of fresh) byId(each.id)?.replaceWith(each);
    if (!whole) carry(address, part, fresh);
    document.dispatchEvent(new Event('shown'));
  }

  function take(text, part, address, { pushes, isFromSheet }) {
    const page = new DOMParser().parseFromString(text, 'text/html');
    const found = page.getElementById(part) ?? page.getElementById('dashboard');
    const { id, selectionStart, selectionEnd } = document.activeElement ?? {};
    if (!found) {
      // Another page, such as the one to sign in.
      location.assign(part === 'details' ? location.href : address);
    } else if (part === 'details') {
      showDetails(found, isFromSheet);
    } else {
      if (pushes) push(address);
      show(page, part, address);
    }
    focus({ id, selectionStart, selectionEnd });
  }

  /** What is on its way isn't wanted any more. */
  function stop() {
    asked?.abort();
    asked = null;
    byId('dashboard').removeAttribute('aria-busy');
  }

  async function ask(address, part, how = {}) {
    stop();
    const mine = new AbortController();
    asked = mine;
    const waiting = setTimeout(() => asked === mine && !how.isFromSheet && byId('dashboard').setAttribute('aria-busy', 'true'), unnoticed);
    try {
      const response = await fetch(address, { headers: { 'Seyr-Part': part }, signal: mine.signal });
      const text = await response.text();
      if (asked !== mine) return;
      stop();
      if (response.ok) take(text, part, response.redirected ? response.url : address, how);
      else how.failed();
    } catch (error) {
      if (error.name === 'AbortError') return;
      stop();
      how.failed();
      if (!(error instanceof TypeError)) throw error;
    } finally {
      clearTimeout(waiting);
    }
  }

  const failed = () => document.dispatchEvent(new Event('failed'));

  function follow(address, from) {
    const part = from.closest('[data-part]')?.dataset.part ?? 'dashboard';
    const isFromSheet = Boolean(from.closest('#sheet'));
    ask(address, part, { pushes: part !== 'details', isFromSheet, failed });
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest('#dashboard a[href], #details a[href]');
    if (!link || link.hasAttribute('data-leaves') || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    follow(link.getAttribute('href'), link);
  });

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.matches('#dashboard form:not([method]), #details form')) return;
    event.preventDefault();
    clearTimeout(typed);
    const pieces = [...new FormData(form)].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    follow(`${form.getAttribute('action')}?${pieces.join('&')}`, form);
  });

  document.addEventListener('input', ({ target }) => {
    if (target.id !== 'details-search') return;
    stop();
    clearTimeout(typed);
    typed = setTimeout(() => target.form.requestSubmit(), typedFor);
  });

  addEventListener('popstate', (event) => {
    if (event.state?.isPage) ask(location.pathname + location.search, 'dashboard', { failed: () => location.reload() });
  });

  /** The map comes after the page. */
  async function draw(place) {
    const address = place.dataset.map;
    const response = await fetch(address);
    if (!response.ok) failed();
    else if (place.dataset.map !== address) await draw(place);
    else place.outerHTML = await response.text();
  }

  for (const place of document.querySelectorAll('[data-map]')) draw(place).catch(failed);

  return { refresh: () => ask(location.pathname + location.search, 'dashboard', { failed }), isUnderWay: () => asked !== null };
})();
