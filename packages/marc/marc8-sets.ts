import { EACC_ROWS } from "./eacc.gen.ts";

/** A graphic set of 94 positions: index 0 is byte 0x21; 0 where nothing is defined. */
export type GraphicSet = Uint16Array;

/** How a set is designated: by the final byte(s) of its escape sequence (MARC 21 specifications, character sets). */
export type SetName = "B" | "!E" | "3" | "4" | "2" | "N" | "Q" | "S" | "g" | "b" | "p" | "1";

const ASCII = Array.from({ length: 94 }, (_, i) => String.fromCharCode(0x21 + i)).join("");

/**
 * The right halves of ligature and double tilde. U+0361 and U+0360, to which the left halves map, span both letters:
 * the right halves have no character of their own.
 */
export const RIGHT_HALVES: readonly number[] = [0xfe21, 0xfe23];

// Each row starts at the position its key names; "_" is undefined. Combining marks stand in rows of escapes.
const ANSEL: Record<number, string> = {
  33: "ŁØĐÞÆŒʹ·♭®±ƠƯʼ_ʻłøđþæœʺı£ð_ơư",
  64: "°ℓ℗©♯¿¡ß€",
  96: "\u0309\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030c\u030a\u0361\ufe21\u0315\u030b\u0310",
  112: "\u0327\u0328\u0323\u0324\u0325\u0333\u0332\u0326\u031c\u032e\u0360\ufe23__\u0313",
};
const CYRILLIC: Record<number, string> = {
  33: ASCII.slice(0, 31),
  64: "юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧ",
};
const EXTENDED_CYRILLIC: Record<number, string> = {
  64: "ґђѓєёѕіїјљњћќўџ_ѣѳѵѫ_______[_]_",
  95: "_ҐЂЃЄЁЅІЇЈЉЊЋЌЎЏЪѢѲѴѪ",
};
const ARABIC: Record<number, string> = {
  33: "!\"#$٪&'()٭+،-./٠١٢٣٤٥٦٧٨٩:؛<=>؟",
  65: "\u0621\u0622\u0623\u0624\u0625\u0626\u0627\u0628\u0629\u062a\u062b\u062c\u062d\u062e\u062f",
  80: "\u0630\u0631\u0632\u0633\u0634\u0635\u0636\u0637\u0638\u0639\u063a[_]__",
  96: "\u0640\u0641\u0642\u0643\u0644\u0645\u0646\u0647\u0648\u0649\u064a\u064b\u064c\u064d\u064e\u064f",
  112: "\u0650\u0651\u0652\u0671\u0670___\u066c\u201d\u201c",
};
const EXTENDED_ARABIC: Record<number, string> = {
  33: "\u06fd\u0672\u0673\u0679\u067a\u067b\u067c\u067d\u067e\u067f\u0680\u0681\u0682\u0683\u0684",
  48: "\u0685\u0686\u06bf\u0687\u0688\u0689\u068a\u068b\u068c\u068d\u068e\u068f\u0690\u0691\u0692\u0693",
  64: "\u0694\u0695\u0696\u0697\u0698\u0699\u069a\u069b\u069c\u06fa\u069d\u069e\u06fb\u069f\u06a0\u06fc",
  80: "\u06a1\u06a2\u06a3\u06a4\u06a5\u06a6\u06a7\u06a8\u06a9\u06aa\u06ab\u06ac\u06ad\u06ae\u06af\u06b0",
  96: "\u06b1\u06b2\u06b3\u06b4\u06b5\u06b6\u06b7\u06b8\u06ba\u06bb\u06bc\u06bd\u06b9\u06be\u06c0\u06c4",
  112: "\u06c5\u06c6\u06ca\u06cb\u06cd\u06ce\u06d0\u06d2\u06d3____\u0306\u030c",
};
const HEBREW: Record<number, string> = {
  33: "!\u05f4#$%&\u05f3()*+,\u05be./0123456789:;<=>?",
  64: "\u05b7\u05b8\u05b6\u05b5\u05b4\u05b9\u05bb\u05b0\u05b2\u05b3\u05b1\u05bc\u05bf\u05c1\ufb1e",
  91: "[_]",
  96: "\u05d0\u05d1\u05d2\u05d3\u05d4\u05d5\u05d6\u05d7\u05d8\u05d9\u05da\u05db\u05dc\u05dd\u05de\u05df",
  112: "\u05e0\u05e1\u05e2\u05e3\u05e4\u05e5\u05e6\u05e7\u05e8\u05e9\u05ea\u05f0\u05f1\u05f2",
};
const GREEK: Record<number, string> = {
  33: "\u0300\u0301\u0308\u0342\u0313\u0314\u0345________«»“”ʹ͵_____·___;",
  65: "ΑΒ_ΓΔΕϚϜΖΗΘΙΚΛΜΝΞΟΠϞΡΣ_ΤΥΦΧΨΩϠ",
  97: "αβϐγδεϛϝζηθικλμνξοπϟρσςτυφχψωϡ",
};

const rows: Record<Exclude<SetName, "1">, Record<number, string>> = {
  B: { 33: ASCII },
  "!E": ANSEL,
  "3": ARABIC,
  "4": EXTENDED_ARABIC,
  "2": HEBREW,
  N: CYRILLIC,
  Q: EXTENDED_CYRILLIC,
  S: GREEK,
  g: { 97: "αβγ" },
  b: { 40: "₍₎_₊_₋__₀₁₂₃₄₅₆₇₈₉" },
  p: { 40: "⁽⁾_⁺_⁻__⁰¹²³⁴⁵⁶⁷⁸⁹" },
};

function buildSet(parts: Record<number, string>): GraphicSet {
  const codes = new Uint16Array(94);
  for (const [start, characters] of Object.entries(parts)) {
    for (let i = 0; i < characters.length; i++) {
      const code = characters.charCodeAt(i);
      if (characters[i] !== "_" || parts === rows.B) codes[Number(start) - 0x21 + i] = code;
    }
  }
  return codes;
}

/** Whether a code point is a combining mark in the MARC-8 sets: there it stands before its base, in Unicode after. */
export function isCombining(code: number): boolean {
  if (code < 0x0300) return false;
  if (code < 0x0370) return true;
  if (RIGHT_HALVES.includes(code)) return true;
  if (code < 0x0591 || code > 0xfb1e) return false;
  return (
    (code <= 0x05c7 && code !== 0x05be) ||
    (code >= 0x064b && code <= 0x0652) ||
    code === 0x0670 ||
    code === 0xfb1e
  );
}

/** The single-byte sets by designation. */
export const GRAPHIC_SETS = Object.fromEntries(
  Object.entries(rows).map(([name, parts]) => [name, buildSet(parts)]),
) as Record<Exclude<SetName, "1">, GraphicSet>;

let eacc: Map<number, string> | undefined;

/** The character of a three-byte EACC code (MARC-8 set `1`: Chinese, Japanese, Korean), or undefined. */
export function eaccCharacter(code: number): string | undefined {
  eacc ??= buildEacc();
  return eacc.get(code);
}

function buildEacc(): Map<number, string> {
  const table = new Map<number, string>();
  for (const row of EACC_ROWS) {
    const prefix = Number.parseInt(row.slice(0, 4), 16) << 8;
    let position = 0;
    for (let i = 4; i < row.length; i++) {
      const code = row.charCodeAt(i);
      // An ASCII character gives the third byte of the run that follows.
      if (code < 0x80) position = code;
      else table.set(prefix | position++, row.charAt(i));
    }
  }
  return table;
}
