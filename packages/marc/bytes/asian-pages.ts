import { HONG_KONG_ROWS } from "./big5-hkscs.gen.ts";

/** What a decoder of the platform does, for pages that it reads only in part. */
export type PageDecoder = { decode(bytes?: Uint8Array, options?: { stream?: boolean }): string };

let privateToPlain: Map<string, string> | undefined;

/** Big5 with what Taiwan (ETEN) and Hong Kong (HKSCS) added, for which the platform gives private characters. */
function big5Decoder(): PageDecoder {
  const plain = new TextDecoder("big5", { ignoreBOM: true });
  return { decode: (bytes, options) => withoutPrivate(plain.decode(bytes, options)) };
}

function withoutPrivate(text: string): string {
  if (!/[\ue000-\uf8ff]/.test(text)) return text;
  privateToPlain ??= new Map(
    HONG_KONG_ROWS.flatMap((row) => {
      const [first = "", characters = ""] = row.split(" ");
      return Array.from(characters, (one, place): [string, string] => [
        String.fromCharCode(Number.parseInt(first, 16) + place),
        one,
      ]);
    }),
  );
  return text.replace(/[\ue000-\uf8ff]/g, (one) => privateToPlain?.get(one) ?? one);
}

const EVERY_SYLLABLE = { first: 0xac00, last: 0xd7a3 };
let extended: Map<number, string> | undefined;

/**
 * The syllables of Unified Hangul (windows-949) that KS X 1001 lacks, by their two bytes: in the order of Unicode, over the
 * leads from 0x81 on and the trails that KS X 1001 leaves free.
 */
function extendedHangul(): Map<number, string> {
  const decoder = new TextDecoder("euc-kr");
  const known = new Set<string>();
  for (let lead = 0xb0; lead <= 0xc8; lead++)
    for (let trail = 0xa1; trail <= 0xfe; trail++) known.add(decoder.decode(Uint8Array.of(lead, trail)));
  const codes = new Map<number, string>([
    [0xa2e6, "€"],
    [0xa2e7, "®"],
  ]);
  let syllable = EVERY_SYLLABLE.first;
  for (let lead = 0x81; lead <= 0xc6; lead++) {
    for (let trail = 0x41; trail <= (lead <= 0xa0 ? 0xfe : 0xa0); trail++) {
      if ((trail > 0x5a && trail < 0x61) || (trail > 0x7a && trail < 0x81)) continue;
      while (syllable <= EVERY_SYLLABLE.last && known.has(String.fromCharCode(syllable))) syllable++;
      if (syllable > EVERY_SYLLABLE.last) return codes;
      codes.set((lead << 8) | trail, String.fromCharCode(syllable++));
    }
  }
  return codes;
}

/** EUC-KR with all syllables of Unified Hangul; what has no meaning becomes U+FFFD. */
function koreanDecoder(): PageDecoder {
  const plain = new TextDecoder("euc-kr", { ignoreBOM: true });
  // The platform gives controls for syllables that KS X 1001 lacks.
  const known = (bytes: Uint8Array): string => plain.decode(bytes).replace(/[\u0080-\u009f]/g, "\ufffd");
  let held: number | undefined;
  return {
    decode(bytes = new Uint8Array(), options) {
      const all = held === undefined ? bytes : Buffer.concat([Uint8Array.of(held), bytes]);
      held = undefined;
      extended ??= extendedHangul();
      let text = "";
      let from = 0;
      for (let at = 0; at < all.length; at++) {
        const lead = all[at]!;
        if (lead < 0x81) continue;
        const trail = all[at + 1];
        if (trail === undefined && options?.stream) {
          held = lead;
          return text + known(all.subarray(from, at));
        }
        const syllable = extended.get((lead << 8) | (trail ?? 0));
        if (syllable !== undefined) {
          text += known(all.subarray(from, at)) + syllable;
          from = at + 2;
        }
        if (syllable !== undefined || (trail ?? 0) >= 0xa1) at++;
      }
      return text + known(all.subarray(from));
    },
  };
}

/** A decoder by the platform's label; Big5 and EUC-KR with all that is written in them. */
export function decoderOf(label: string): PageDecoder {
  if (label === "big5") return big5Decoder();
  return label === "euc-kr" ? koreanDecoder() : new TextDecoder(label, { ignoreBOM: true });
}
