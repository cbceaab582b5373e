import { fold } from "./fold.ts";
import { countedDigits, partKey } from "./natural-order.ts";
import { arabicNumbers } from "./numbers/number-mentions.ts";
import { pinyin } from "./pinyin.ts";
import { hasHan } from "./scripts.ts";

/** Bytes of a sort key of the index. */
const KEY_BYTES = 32;
/** Signs of the title before its part must come: 32 bytes hold 42 signs of six bits. */
const TITLE_SIGNS = 28;
const ALL_SIGNS = 42;
/** The order of signs: nothing, space, counts and digits (`countedDigits`), letters; others behind, by their code. */
const ALPHABET = " 0123456789:;<=>?abcdefghijklmnopqrstuvwxyz";
const OTHER = ALPHABET.length + 1;

/** Numbers put in digits; others are part of a name. */
const PARTS = new Set(["volume", "edition"] as const);

/**
 * Where a title stands in the order of titles: by its letters as they are filed (Han by pinyin letters), numbers by value;
 * then, among equal titles, by part and name of part, so that volume 10 stands behind volume 9. `filed`: the title proper
 * without what filing passes over.
 */
export function titleSortKey(
  filed: string,
  title: { part?: string; partName?: string; sub?: string },
): Uint8Array {
  const main = signsOf(countedDigits(lettersOf(filed))).slice(0, TITLE_SIGNS);
  const part = title.part ? partKey(title.part) : "";
  const rest = [part, lettersOf(title.partName ?? ""), lettersOf(title.sub ?? "")].map((text, i) =>
    i === 0 ? text : countedDigits(text),
  );
  return packed([...main, ...rest.flatMap((text) => [0, ...signsOf(text)])].slice(0, ALL_SIGNS));
}

/** Folded letters, Han as the letters of its pinyin in one run, numbers written in words of volumes in digits. */
function lettersOf(text: string): string {
  const folded = fold(hasHan(text) ? arabicNumbers(text, PARTS) : text);
  return folded
    .replace(/\p{Script=Han}+/gu, (run) => ` ${pinyin(run).join("")} `)
    .trim()
    .replace(/ +/g, " ");
}

function signsOf(text: string): number[] {
  const signs: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const place = ALPHABET.indexOf(text[i]!);
    const unit = text.charCodeAt(i);
    if (place >= 0) signs.push(place + 1);
    else signs.push(OTHER + (unit >> 12), (unit >> 6) & 63, unit & 63);
  }
  return signs;
}

/** Signs of six bits, end to end. */
function packed(signs: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(KEY_BYTES);
  for (const [i, sign] of signs.entries()) {
    const bit = i * 6;
    const at = bit >> 3;
    const both = sign << (10 - (bit & 7));
    bytes[at]! |= both >> 8;
    if (at + 1 < KEY_BYTES) bytes[at + 1]! |= both & 0xff;
  }
  return bytes;
}
