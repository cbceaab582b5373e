import { eaccCharacter, GRAPHIC_SETS, isCombining, RIGHT_HALVES, type SetName } from "./marc8-sets.ts";

/** Decoded text and how many bytes or codes had no meaning (each became U+FFFD). */
export type DecodedText = { text: string; bad: number };

const ESCAPE = 0x1b;
const C1_CONTROLS: Record<number, string> = { 136: "\u0098", 137: "\u009c", 141: "\u200d", 142: "\u200c" };

type Sets = { g0: SetName; g1: SetName };

/**
 * Decodes MARC-8: ASCII and ANSEL by default, the alternate sets by escape sequence (Greek, Cyrillic, Arabic, Hebrew,
 * Greek symbols, sub- and superscripts, EACC). Combining marks move behind their base; the result is NFC. Sets go back
 * to the default at every subfield and field boundary. Numeric character references `&#x4E00;` are decoded, as the
 * lossless technique of the MARC 21 specifications asks.
 */
export function decodeMarc8(bytes: Uint8Array): DecodedText {
  const sets: Sets = { g0: "B", g1: "!E" };
  let text = "";
  let marks = "";
  let bad = 0;
  let at = 0;
  const put = (character: string): void => {
    text += marks === "" ? character : character + marks;
    marks = "";
  };
  while (at < bytes.length) {
    const byte = bytes[at] as number;
    if (byte === ESCAPE) {
      const width = designate(bytes, at, sets);
      if (width === 0) bad++;
      at += width || 1;
      continue;
    }
    if (byte <= 0x20 || byte === 0x7f) {
      if (marks !== "" && byte < 0x20) {
        bad++;
        text += marks;
        marks = "";
      }
      if (byte >= 0x1d && byte <= 0x1f) {
        sets.g0 = "B";
        sets.g1 = "!E";
      }
      put(String.fromCharCode(byte));
      at++;
      continue;
    }
    const high = byte >= 0x80;
    if (high && (byte < 0xa1 || byte === 0xff)) {
      const control = C1_CONTROLS[byte];
      if (control === undefined) bad++;
      put(control ?? "\ufffd");
      at++;
      continue;
    }
    const set = high ? sets.g1 : sets.g0;
    if (set === "1") {
      const width = graphicBytes(bytes, at, high);
      const code =
        (((byte & 0x7f) << 16) | (((bytes[at + 1] ?? 0) & 0x7f) << 8) | ((bytes[at + 2] ?? 0) & 0x7f)) >>> 0;
      const character = width === 3 ? eaccCharacter(code) : undefined;
      if (character === undefined) bad++;
      put(character ?? "\ufffd");
      at += width;
      continue;
    }
    const code = GRAPHIC_SETS[set][(byte & 0x7f) - 0x21] as number;
    if (code === 0) bad++;
    if (RIGHT_HALVES.includes(code)) {
      at++;
      continue;
    }
    if (isCombining(code)) marks += String.fromCharCode(code);
    else put(code === 0 ? "\ufffd" : String.fromCharCode(code));
    at++;
  }
  if (marks !== "") bad++;
  text += marks;
  return { text: resolveReferences(text).normalize("NFC"), bad };
}

/** Three when three graphic bytes of the same half follow, else one. */
function graphicBytes(bytes: Uint8Array, at: number, high: boolean): 1 | 3 {
  for (let i = at; i < at + 3; i++) {
    const byte = bytes[i] ?? 0;
    const low = byte & 0x7f;
    if (low < 0x21 || low === 0x7f || byte >= 0x80 !== high) return 1;
  }
  return 3;
}

/** Applies the escape sequence at `at`; its width in bytes, or 0 when it is none of MARC-8. */
function designate(bytes: Uint8Array, at: number, sets: Sets): number {
  const byte = (offset: number): string => String.fromCharCode(bytes[at + offset] ?? 0);
  const first = byte(1);
  if (first === "s") {
    sets.g0 = "B";
    return 2;
  }
  if (first === "g" || first === "b" || first === "p") {
    sets.g0 = first;
    return 2;
  }
  let offset = 1;
  const wide = first === "$";
  if (wide) offset++;
  const intermediate = byte(offset);
  let target: "g0" | "g1" = "g0";
  if (intermediate === "(" || intermediate === ",") offset++;
  else if (intermediate === ")" || intermediate === "-") {
    target = "g1";
    offset++;
  } else if (!wide) return 0;
  let name = byte(offset);
  if (name === "!") name += byte(++offset);
  if (wide ? name !== "1" : !(name in GRAPHIC_SETS) || name === "g" || name === "b" || name === "p") return 0;
  sets[target] = name as SetName;
  return offset + 1;
}

function resolveReferences(text: string): string {
  if (!text.includes("&#x")) return text;
  return text.replace(/&#x([0-9A-Fa-f]{4,6});/g, (whole, hex: string) => {
    const code = Number.parseInt(hex, 16);
    const valid = code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return valid ? String.fromCodePoint(code) : whole;
  });
}

/** How well bytes read as MARC-8 with the default sets: bytes above 0x7F, and those of them that cannot be. */
export function marc8Evidence(bytes: Uint8Array): { high: number; invalid: number } {
  const ansel = GRAPHIC_SETS["!E"];
  let high = 0;
  let invalid = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x80) continue;
    high++;
    if (byte < 0xa1 || byte === 0xff) {
      if (C1_CONTROLS[byte] === undefined) invalid++;
      continue;
    }
    const code = ansel[byte - 0xa1] as number;
    if (code === 0) invalid++;
    else if (isCombining(code) && !carriesMark(bytes[at + 1] ?? 0)) invalid++;
  }
  return { high, invalid };
}

/** A letter, or another byte above 0x7F (a second mark, a special letter), or a blank that shows the mark alone. */
function carriesMark(next: number): boolean {
  const letter = next | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || next >= 0xa1;
}
