/** What a page may say about an event: `seyr('Signup', { props: { plan: 'pro' } })`. */
export interface EventOptions {
  /** The event's properties; the server bounds their number and length. */
  props?: Record<string, unknown>;
  /** What a custom event earned; the amount may be a text, such as '29.95'. */
  revenue?: { amount: number | string; currency: string };
  /** A full address to count instead of the page's own. */
  u?: string;
  /** False: it came about by itself, so a visit of one page stays a bounce. */
  i?: boolean;
  /** Of `engagement`: milliseconds since it was told last, and percent. */
  e?: number;
  sd?: number;
  /** Called soon after the event was handed to the browser, or was left out. */
  callback?: () => void;
}

export type Call = [name: string, options?: EventOptions | null];

export interface Seyr {
  (...call: Call): void;
  /** The calls that a page's stub collected before the script came. */
  q?: Call[];
  /** Set by the script, never by a stub. */
  on?: 1;
}

/** The page's window, with what TypeScript's own description of browsers leaves out. */
export interface SeyrWindow extends Window {
  seyr?: Seyr;
  doNotTrack?: string | null;
  /** There when Cypress runs a site's tests in the page. */
  Cypress?: unknown;
}

export interface SeyrNavigator extends Omit<Navigator, 'sendBeacon'> {
  globalPrivacyControl?: boolean;
  /** Older browsers lack it, and extensions take it away. */
  sendBeacon?: Navigator['sendBeacon'];
}
