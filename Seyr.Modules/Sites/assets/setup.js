// The set-up and snippet pages: the browser's time zone, the script's features, a copy button, and word of the first event.
'use strict';

const zone = document.querySelector('[data-setup] [name=timezone]');
if (zone && zone.value === 'Etc/UTC') {
  zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || zone.value;
}

const copy = document.getElementById('copy');
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById('snippet').textContent);
    copy.textContent = 'Copied';
  });
}

// Without this script the snippet is the one without features.
const features = document.getElementById('features');
if (features) {
  const snippet = document.getElementById('snippet');
  features.hidden = false;
  features.addEventListener('change', () => {
    const chosen = [...features.querySelectorAll(':checked')].map((box) => '.' + box.value).join('');
    snippet.textContent = snippet.textContent.replace(/\/s(\.\w+)*\.js"/, `/s${chosen}.js"`);
  });
}

const first = document.getElementById('first-event');
const POLL_MS = 1500;

async function ask() {
  try {
    const answer = await fetch(first.dataset.url, { headers: { accept: 'application/json' } });
    if (answer.ok && (await answer.json()).arrived) {
      first.querySelector('.dot').classList.add('live');
      first.querySelector('[data-text]').textContent = 'The first event has arrived. Seyr is counting.';
      return;
    }
  } catch {
    // The server is away for a moment: ask again.
  }
  setTimeout(ask, POLL_MS);
}

if (first) {
  ask();
}
