/** Papers of drawn covers. */
const TINTS = 10;

/** Which of the ten papers a title gets; always the same one. */
export function tintOf(text: string): number {
  let hash = 2166136261;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 16777619) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) % TINTS;
}
