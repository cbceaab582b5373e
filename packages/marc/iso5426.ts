import type { DecodedText } from "./marc8.ts";

const CHARACTERS: Record<number, string> = {
  161: "¡„£$¥†§′‘“_«♭©℗®ʻʼ‚___‡·″’”»_♯ʹʺ¿",
  192: "\u0309\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0308\u030a\u0315\u0313\u030b\u031b\u030c",
  208: "\u0327\u031c\u0326\u0328\u0325\u032e\u0323\u0324\u0332\u0333\u0329\u032d_\u0360__",
  224: "_ÆĐ___Ĳ_ŁØŒ_Þ____æđð_ıĳ_łøœßþ",
};

const CODES = new Uint16Array(256);
for (const [start, characters] of Object.entries(CHARACTERS)) {
  for (let i = 0; i < characters.length; i++) {
    if (characters[i] !== "_") CODES[Number(start) + i] = characters.charCodeAt(i);
  }
}
CODES[0x88] = 0x98;
CODES[0x89] = 0x9c;

/**
 * Decodes ISO 5426 (extended Latin, the `03` of UNIMARC 100$a/26-29) over ASCII. Combining marks move behind their
 * base; the result is NFC.
 */
export function decodeIso5426(bytes: Uint8Array): DecodedText {
  let text = "";
  let marks = "";
  let bad = 0;
  for (const byte of bytes) {
    const code = byte < 0x80 ? byte : (CODES[byte] as number);
    if (byte >= 0xc0 && byte < 0xe0 && code !== 0) {
      marks += String.fromCharCode(code);
      continue;
    }
    if (byte >= 0x80 && code === 0) bad++;
    text += (byte >= 0x80 && code === 0 ? "\ufffd" : String.fromCharCode(code)) + marks;
    marks = "";
  }
  return { text: (text + marks).normalize("NFC"), bad };
}

/** Bytes above 0x7F, and those of them that cannot be ISO 5426: undefined, or a mark with no letter behind it. */
export function iso5426Evidence(bytes: Uint8Array): { high: number; invalid: number } {
  let high = 0;
  let invalid = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x80) continue;
    high++;
    const next = bytes[at + 1] ?? 0;
    if (CODES[byte] === 0) invalid++;
    else if (byte >= 0xc0 && byte < 0xe0 && !(/[A-Za-z]/.test(String.fromCharCode(next)) || next >= 0xa1))
      invalid++;
  }
  return { high, invalid };
}
