/** What the folding loop does with one UTF-16 unit. */
export const unitClass = {
  /** Needs normalisation in context (combining marks, jamo, surrogates): the whole text takes the slow way. */
  slow: 0,
  letter: 1,
  separator: 2,
  dropped: 3,
  /** Folds to several units (æ -> ae): the slow way writes them out. */
  several: 4,
  han: 5,
  kana: 6,
  apostrophe: 7,
  /** + and #, kept in C++ and C#. */
  sign: 8,
  /** 々 ゝ ヽ: repeats the character before it; ゞ and ヾ with its voiced sound. */
  repeat: 9,
} as const;

/** Class of each UTF-16 unit, one of `unitClass`. */
export const classes: Uint8Array = new Uint8Array(65536);
/** Compatibility, case and accent fold of each unit classed letter, han or kana. */
export const units: Uint16Array = new Uint16Array(65536);
/** Folds longer than one unit, by unit. */
export const longFolds: Map<number, string> = new Map();

/** Letters without a Unicode decomposition that catalogues and readers treat as their plain neighbours. */
const plainLetters: ReadonlyMap<string, string> = new Map(
  (
    "ł=l ø=o đ=d ð=d þ=th æ=ae œ=oe ß=ss ı=i ŋ=n ħ=h ŧ=t ĸ=k ə=e ƒ=f ɓ=b ɗ=d ƙ=k ɣ=g ɔ=o ɛ=e ƀ=b ɨ=i ʉ=u ɖ=d " +
    "ȷ=j ƶ=z ǥ=g ſ=s ς=σ ꞌ= ʔ= ʕ="
  )
    .split(" ")
    .map((pair) => pair.split("=") as [string, string]),
);

/** Combining marks that vanish: Latin, Cyrillic, Hebrew and Arabic points, half marks, voicing marks, selectors. */
const strippedMarks: readonly (readonly [number, number])[] = [
  [0x0300, 0x036f],
  [0x0483, 0x0489],
  [0x0591, 0x05bd],
  [0x05bf, 0x05bf],
  [0x05c1, 0x05c2],
  [0x05c4, 0x05c5],
  [0x05c7, 0x05c7],
  [0x0610, 0x061a],
  [0x064b, 0x065f],
  [0x0670, 0x0670],
  [0x06d6, 0x06dc],
  [0x06df, 0x06e4],
  [0x06e7, 0x06e8],
  [0x06ea, 0x06ed],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0x302a, 0x302f],
  [0x3099, 0x309a],
  [0x180b, 0x180f],
  [0xfe00, 0xfe0f],
  [0xfe20, 0xfe2f],
  [0xe0100, 0xe01ef],
];
/** Signs inside a word that are no letters: alif, ayn, soft and hard sign, ʻokina, the Arabic stretching stroke, geresh. */
const romanisationSigns = /[\u0640\u05f3\u05f4ʹʺʻʼʽʾʿˈˌːˑˊˋ]/u;
const decomposedLetters = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;

/** A kana with its voiced sound: す -> ず; any other unit as it is. */
export function voiced(unit: number): number {
  const sounded = String.fromCharCode(unit, 0x3099).normalize("NFC");
  return sounded.length === 1 ? sounded.charCodeAt(0) : unit;
}

/** True for marks, format characters and variation selectors, which leave no trace in folded text. */
export function isDropped(character: string): boolean {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint < 0x7f) return false;
  if (strippedMarks.some(([first, last]) => codePoint >= first && codePoint <= last)) return true;
  return romanisationSigns.test(character) || /\p{Cf}/u.test(character);
}

/** True for letters, digits, marks and symbols of scripts that make up words. */
export function isWordCharacter(character: string): boolean {
  return /[\p{L}\p{N}\p{M}]/u.test(character);
}

/** Compatibility, case and accent fold of a single character, without Han conversion: Ｅ -> e, ǆ -> dz, ⽂ -> 文. */
export function foldPlain(character: string): string {
  let folded = "";
  for (const part of character.normalize("NFKC").toLowerCase()) {
    const decomposed = decomposedLetters.test(part) ? part.normalize("NFKD") : part;
    for (const letter of decomposed) {
      if (isDropped(letter)) continue;
      folded += plainLetters.get(letter) ?? largeKana.get(letter) ?? foldDigit(letter);
    }
  }
  return folded;
}

function foldDigit(character: string): string {
  if (character < "\u0660" || !/\p{Nd}/u.test(character)) return character;
  // Decimal digits come in unbroken tens, so the zero is found by stepping down to the first one of the block.
  const codePoint = character.codePointAt(0)!;
  let zero = codePoint;
  while (codePoint - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String.fromCharCode(48 + ((codePoint - zero) % 10));
}

const hanRanges = [
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
] as const;
/** Blocks folded character by character at load; everything else in the basic plane takes the slow way. */
const tabledRanges = [
  [0x20, 0x2ff],
  [0x370, 0x481],
  [0x48a, 0x52f],
  [0x5d0, 0x5f4],
  [0x620, 0x64a],
  [0x660, 0x669],
  [0x671, 0x6d3],
  [0x6f0, 0x6f9],
  [0x1e00, 0x1fff],
  [0x2000, 0x20cf],
  [0x2100, 0x2bff],
  [0x2e80, 0x2fdf],
  [0x3000, 0x3029],
  [0x3030, 0x3098],
  [0x309b, 0x312f],
  [0x3190, 0x33ff],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe4f],
  [0xff01, 0xff65],
  [0xffe0, 0xffe6],
] as const;

const apostrophes = "'’‘`´＇";
/** Small kana, which cataloguers wrote large for decades (サツカー), each followed by its large form. */
const SMALL_KANA =
  "ァアィイゥウェエォオッツャヤュユョヨヮワヵカヶケぁあぃいぅうぇえぉおっつゃやゅゆょよゎわゕかゖけ";
const largeKana: ReadonlyMap<string, string> = new Map(
  SMALL_KANA.match(/../gu)!.map((pair) => [pair[0]!, pair[1]!]),
);

const repeats = /[々〻ゝゞヽヾ]/u;
const kana = /[\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff]/u;

function classify(unit: number): void {
  const character = String.fromCharCode(unit);
  const folded = character === "○" || character === "◯" ? "〇" : foldPlain(character);
  if (folded.length === 1) units[unit] = folded.charCodeAt(0);
  else longFolds.set(unit, folded);
  classes[unit] = classOf(character, folded);
}

function classOf(character: string, folded: string): number {
  if (apostrophes.includes(character)) return unitClass.apostrophe;
  if (folded === "+" || folded === "#") return unitClass.sign;
  if (repeats.test(character)) return unitClass.repeat;
  if (folded === "" || isDropped(character)) return unitClass.dropped;
  if (!Array.from(folded).some(isWordCharacter)) return unitClass.separator;
  if (folded.length > 1) return unitClass.several;
  if (isHanUnit(folded.charCodeAt(0))) return unitClass.han;
  return kana.test(folded) ? unitClass.kana : unitClass.letter;
}

function isHanUnit(unit: number): boolean {
  return (
    unit === 0x3007 ||
    (unit >= 0xfa0e && unit <= 0xfa29) ||
    hanRanges.some(([first, last]) => unit >= first && unit <= last)
  );
}

for (const [first, last] of hanRanges) {
  for (let unit = first; unit <= last; unit += 1) {
    classes[unit] = unitClass.han;
    units[unit] = unit;
  }
}
for (const [first, last] of tabledRanges) for (let unit = first; unit <= last; unit += 1) classify(unit);
for (const unit of [...Array(0x20).keys()]) classes[unit] = unitClass.separator;
for (let unit = 0xac00; unit <= 0xd7a3; unit += 1) {
  classes[unit] = unitClass.letter;
  units[unit] = unit;
}
