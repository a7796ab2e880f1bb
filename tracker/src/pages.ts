/** The first pattern of a list with commas that a path matches; a star stands for any text. */
const findPattern = (list: string | undefined, path: string) =>
  (list || '')
    .split(',')
    .map((pattern) => pattern.trim())
    .find((pattern) => pattern && new RegExp('^' + pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*') + '$').test(path));

/** The address under which a page is counted: if it is masked, its mask, whatever its query. */
export const masked = (masks: string | undefined, url: string) => {
  const { origin, pathname } = new URL(url);
  const mask = findPattern(masks, pathname);
  return mask ? origin + mask : url;
};

export const isExcluded = (excluded: string | undefined, url: string | undefined) =>
  findPattern(excluded, url ? new URL(url).pathname : location.pathname);
