import type { EventOptions } from './types';

const FILES = /\.(pdf|xlsx?|docx?|txt|rtf|csv|exe|key|pp[st]x?|7z|pkg|rar|gz|zip|avi|mov|mp4|mpe?g|wmv|midi?|mp3|wav|wma|dmg)$/i;

/** Tells of links, forms and elements that the page names. */
export const listenToClicks = (send: (name: string, options: EventOptions) => void) => {
  const tell = (element: HTMLElement) => {
    const props: Record<string, unknown> = {};
    for (const key in element.dataset) {
      // data-seyr-plan is `seyrPlan` here, and the property `plan`.
      const name = /^seyr(?!Event$)([A-Z])(.*)/.exec(key);
      if (name) props[(name[1] as string).toLowerCase() + name[2]] = element.dataset[key];
    }
    send(element.dataset.seyrEvent as string, { props });
  };

  const listen = (event: Event) => {
    // The third button of a mouse opens a link too; the second doesn't.
    if ((event as MouseEvent).button > 1) return;
    const isSubmit = event.type == 'submit';
    // Not `target`: inside a component's shadow that is the component.
    const path = event.composedPath() as HTMLElement[];
    const tagged = TAGGED && path.find((element) => element.dataset && element.dataset.seyrEvent);
    if (tagged && isSubmit == (tagged.tagName == 'FORM')) return tell(tagged);
    if (FORMS && isSubmit) send('Form: Submission', { props: { path: location.pathname } });

    const link = (OUTBOUND || DOWNLOADS) && !isSubmit && (path.find((element) => element.tagName == 'A') as HTMLAnchorElement | undefined);
    if (link && /^http/.test(link.protocol)) {
      // Without query and fragment: they may name a person.
      const options = { props: { url: link.origin + link.pathname } };
      if (DOWNLOADS && FILES.test(link.pathname)) send('File Download', options);
      else if (OUTBOUND && link.host != location.host) send('Outbound Link: Click', options);
    }
  };

  (OUTBOUND || DOWNLOADS || TAGGED) && ['click', 'auxclick'].map((type) => addEventListener(type, listen, true));
  (FORMS || TAGGED) && addEventListener('submit', listen, true);
};
