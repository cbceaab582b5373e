/** The first `most` units of a text; a character beyond the first plane is left out rather than halved: no JSON holds half of one. */
export function beginningOf(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "");
}
