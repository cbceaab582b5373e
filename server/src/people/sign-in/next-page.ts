/**
 * Where a form that was asked for on the way leads, below the language: back to `next`, a page of this site, or to `otherwise`
 * for anything else and for pages that `never` names.
 */
export function nextPage(next: string | undefined, otherwise: string, never?: RegExp): string {
  const path = /^\/[a-z-]+(\/[^/\\\s][^\\\s]*)$/.exec((next ?? "").slice(0, 2000))?.[1];
  return path === undefined || never?.test(path) ? otherwise : path;
}
