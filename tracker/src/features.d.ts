// What a build has besides page views and custom events; build.mjs says which, and leaves out the rest.

/** How long a page was seen and how far it was scrolled. */
declare const ENGAGEMENT: boolean;
/** Clicks on links to other hosts. */
declare const OUTBOUND: boolean;
/** Clicks on links to files. */
declare const DOWNLOADS: boolean;
/** Forms that are sent. */
declare const FORMS: boolean;
/** Pages that aren't there. */
declare const NOT_FOUND: boolean;
/** Clicks on elements that the page names, and forms that it names. */
declare const TAGGED: boolean;
/** Pages that differ in their fragment. */
declare const HASH: boolean;
/** Pages that are left out or counted as one. */
declare const PAGES: boolean;
