import { isUtf8 } from "node:buffer";
import { isData, type MarcRecord } from "../record.ts";

/** What windows-1252 has where Latin-1 has controls, in the order of its bytes; undefined ones stay controls. */
const WINDOWS = Array.from(
  new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i)),
);
const BYTES: ReadonlyMap<string, number> = new Map(WINDOWS.map((one, place) => [one, 0x80 + place]));
const SIGNS = WINDOWS.filter((one) => one > "\xff").join("");
const RUN = new RegExp(`[\\u0080-\\u00ff${SIGNS}]+`, "g");
const OTHER = new RegExp(`[^\\0-\\u00ff${SIGNS}]`);
/** The first byte of a sequence of UTF-8 with one that goes on: é as Ã©, 国 as å›½. */
const SEQUENCE = new RegExp(`[\\u00c2-\\u00f4][\\u0080-\\u00bf${SIGNS}]`);
const MOST_TIMES = 6;

/** A text whose UTF-8 was read as Latin-1 (or windows-1252) and written as UTF-8 again, as it was; undefined when it is none. */
export function onceEncoded(text: string): string | undefined {
  let read: string | undefined;
  let next: string | undefined = text;
  for (let times = 0; times < MOST_TIMES && next !== undefined && SEQUENCE.test(next); times++) {
    next = undone(next);
    // Controls are what a text still has that was encoded once more.
    if (next !== undefined && !/[\u0080-\u009f]/.test(next)) read = next;
  }
  return read;
}

function undone(text: string): string | undefined {
  if (OTHER.test(text)) return undefined;
  let isWhole = true;
  const read = text.replace(RUN, (run, at: number) => {
    const bytes = Buffer.from(Array.from(run, (one) => BYTES.get(one) ?? one.charCodeAt(0)));
    if (!isUtf8(bytes)) isWhole = false;
    const once = isWhole ? bytes.toString("utf8") : run;
    if (isWhole && isAmongCapitals(text, at) && isNoCapital(once)) isWhole = false;
    return isWhole ? once : run;
  });
  return isWhole ? read : undefined;
}

const isAmongCapitals = (text: string, at: number): boolean => /^\p{Lu}{2}$/u.test(text.slice(at - 2, at));

/** BEYONCÉ’S, CAFÉ…: É with a mark behind it would be read as ɒ and Ʌ, which no word in capitals goes on with. */
const isNoCapital = (once: string): boolean => /^[\u0100-\u07ff]/u.test(once) && !/^(?!Ʌ)\p{Lu}/u.test(once);

/** The record with every text that was encoded twice put right, and how many were. */
export function mendTwiceEncoded(record: MarcRecord): { record: MarcRecord; count: number } {
  let count = 0;
  const fields = record.fields.map((field) => {
    if (!isData(field) || !field.subfields.some(([, value]) => SEQUENCE.test(value))) return field;
    const subfields = field.subfields.map(([code, value]): [string, string] => {
      const read = onceEncoded(value);
      if (read !== undefined) count++;
      return [code, read ?? value];
    });
    return { ...field, subfields };
  });
  return count === 0 ? { record, count } : { record: { ...record, fields }, count };
}
