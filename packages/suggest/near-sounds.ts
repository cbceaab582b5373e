import { usualSyllable } from "./sound.ts";

/** Beginnings and endings of syllables that many speakers do not tell apart. */
const INITIALS: readonly (readonly [string, string])[] = [
  ["zh", "z"],
  ["ch", "c"],
  ["sh", "s"],
  ["n", "l"],
  ["f", "h"],
  ["r", "l"],
];
const FINALS: readonly (readonly [string, string])[] = [
  ["ang", "an"],
  ["eng", "en"],
  ["ing", "in"],
  ["ong", "eng"],
  ["ou", "uo"],
];

const cache = new Map<string, readonly string[]>();

/** Syllables one common confusion away: zhong -> zong, zheng; lin -> ling, nin. */
export function nearSyllables(syllable: string): readonly string[] {
  const known = cache.get(syllable);
  if (known) return known;
  const near = new Set<string>();
  const [, initial = "", final = ""] = /^(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)(.*)$/.exec(syllable) ?? [];
  for (const [a, b] of INITIALS) {
    if (initial === a) near.add(b + final);
    else if (initial === b) near.add(a + final);
  }
  for (const [a, b] of FINALS) {
    if (final.endsWith(a)) near.add(initial + final.slice(0, -a.length) + b);
    else if (final.endsWith(b)) near.add(initial + final.slice(0, -b.length) + a);
  }
  const list = [...near];
  cache.set(syllable, list);
  return list;
}

/** Han characters of the basic block by their usual syllable, made when first asked for. */
let bySyllable: Map<string, string[]> | null = null;
const FIRST_HAN = 0x4e00;
const LAST_HAN = 0x9fa5;

function readAll(): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (let code = FIRST_HAN; code <= LAST_HAN; code++) {
    const character = String.fromCharCode(code);
    const syllable = usualSyllable(character);
    if (syllable === "") continue;
    const list = map.get(syllable);
    if (list) list.push(character);
    else map.set(syllable, [character]);
  }
  return map;
}

/** Characters that sound like one, traditional and rare forms included; itself too. */
export function homophones(character: string): readonly string[] {
  bySyllable ??= readAll();
  return bySyllable.get(usualSyllable(character)) ?? [];
}

/** Characters whose sound is one common confusion away. */
export function nearHomophones(character: string): readonly string[] {
  bySyllable ??= readAll();
  const table = bySyllable;
  return nearSyllables(usualSyllable(character)).flatMap((syllable) => table.get(syllable) ?? []);
}
