import { pinyin } from "@commonshelf/cjk";

/*
 * The sound of a text is one number per unit of its folded form, so that characters and syllables stay side by side:
 * 0 is silence, numbers below FIRST_LETTER are syllables, others are letters or digits that stand for themselves.
 */
const FIRST_LETTER = 0x4000;
/** Set on the first letter of a Latin word, which counts among the initials. */
const WORD_START = 0x8000;
const UNIT = 0x3fff;
const LETTERS = 8;
const SPACE = 0x20;
const V = 0x76;
const U = 0x75;

const ids = new Map<string, number>();
const syllables: string[] = [""];
let letters = new Uint8Array(1024 * LETTERS);

/**
 * Number of a toneless syllable, the same for the life of the process; ü, v and u are one. 0 for none. Numbers are
 * given out as syllables are met: a snapshot carries its own list.
 */
export function syllableId(syllable: string): number {
  if (syllable === "") return 0;
  const plain = syllable.replaceAll("v", "u").slice(0, LETTERS - 1);
  const known = ids.get(plain);
  if (known !== undefined) return known;
  const id = syllables.length;
  if (id >= FIRST_LETTER) return 0;
  syllables.push(plain);
  ids.set(plain, id);
  if (letters.length < (id + 1) * LETTERS) {
    const wider = new Uint8Array(letters.length * 2);
    wider.set(letters);
    letters = wider;
  }
  letters[id * LETTERS] = plain.length;
  for (let i = 0; i < plain.length; i++) letters[id * LETTERS + 1 + i] = plain.charCodeAt(i);
  return id;
}

/** All syllables met so far, by number; the first is silence. */
export function syllableList(): readonly string[] {
  return syllables;
}

/** The syllable of a number; "" for what is none. */
export function syllableOf(sound: number): string {
  return sound < FIRST_LETTER ? (syllables[sound] ?? "") : "";
}

/** The one usual syllable of a folded character; "" for none. */
export function usualSyllable(character: string): string {
  return (pinyin(character)[0] ?? "").replaceAll("v", "u");
}

/** Sound of a unit that is no Han character. */
export function soundOfUnit(unit: number, startsWord: boolean): number {
  if (unit === SPACE || (unit >= 0xd800 && unit <= 0xdfff)) return 0;
  return FIRST_LETTER | (startsWord ? WORD_START : 0) | (unit & UNIT);
}

/** Whether the unit at `i` begins a word of other letters than Han. */
export function addsInitial(text: string, i: number): boolean {
  if (i === 0) return true;
  const before = text.charCodeAt(i - 1);
  return before === SPACE || isHanUnit(before);
}

/** Han characters of the basic plane, its extension A and compatibility block. */
export function isHanUnit(unit: number): boolean {
  return (
    (unit >= 0x4e00 && unit <= 0x9fff) ||
    (unit >= 0x3400 && unit <= 0x4dbf) ||
    unit === 0x3007 ||
    (unit >= 0xf900 && unit <= 0xfaff)
  );
}

/** Letters a sound key is compared by at most. */
export const LONGEST_SOUND = 160;

/** Writes the letters of a row of sounds into `out`; returns how many. */
export function spellSounds(sounds: Uint16Array, from: number, end: number, out: Uint16Array): number {
  let length = 0;
  for (let i = from; i < end && length < LONGEST_SOUND - LETTERS; i++) {
    const sound = sounds[i]!;
    if (sound === 0) continue;
    if (sound >= FIRST_LETTER) {
      const unit = sound & UNIT;
      out[length++] = unit === V ? U : unit;
      continue;
    }
    const at = sound * LETTERS;
    const count = letters[at]!;
    for (let k = 1; k <= count; k++) out[length++] = letters[at + k]!;
  }
  return length;
}

/** Writes the first letters of syllables and words into `out`; returns how many. */
export function spellInitials(sounds: Uint16Array, from: number, end: number, out: Uint16Array): number {
  let length = 0;
  for (let i = from; i < end && length < LONGEST_SOUND; i++) {
    const sound = sounds[i]!;
    if (sound === 0) continue;
    if (sound < FIRST_LETTER) out[length++] = letters[sound * LETTERS + 1]!;
    else if ((sound & WORD_START) !== 0) out[length++] = sound & UNIT;
  }
  return length;
}

/** Compares two rows of letters. */
export function compareSpelled(a: Uint16Array, aLength: number, b: Uint16Array, bLength: number): number {
  const shared = Math.min(aLength, bLength);
  for (let i = 0; i < shared; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return aLength - bLength;
}
