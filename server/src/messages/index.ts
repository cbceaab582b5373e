import { createInstance } from "i18next";
import { type Language, languages } from "../kernel/text.ts";
import { readCatalogue } from "./catalogues.ts";

/** Values a sentence needs: numbers choose plural forms and are grouped by the language's rules. */
export type MessageParams = Record<string, string | number | null>;
/** Gives the sentence of a key in one language. */
export type Translate = (key: string, params?: MessageParams) => string;

/** The three catalogues: flat, from key to sentence; plural forms end in `_one` and `_other`. */
export const catalogues: Record<Language, Record<string, string>> = {
  "zh-Hans": readCatalogue("zh-Hans"),
  "zh-Hant": readCatalogue("zh-Hant"),
  en: readCatalogue("en"),
};

const engine = createInstance();
await engine.init({
  lng: "zh-Hans",
  fallbackLng: false,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  // A notice written by an older version may lack a value: better a gap than a bare placeholder.
  missingInterpolationHandler: () => "",
  resources: Object.fromEntries(languages.map((l) => [l, { translation: catalogues[l] }])),
});

const MOST_KEPT = 20_000;
const LONGEST_KEPT = 60;

const PLACEHOLDER = /\{\{(\w+)\}\}/;

/** A sentence as pieces of text with the names of values between them; null when it needs more than putting them in. */
function plainPieces(catalogue: Record<string, string>, key: string): string[] | null {
  const sentence = catalogue[key];
  if (sentence === undefined || `${key}_other` in catalogue) return null;
  const pieces = sentence.split(PLACEHOLDER);
  return pieces.some((piece, i) => i % 2 === 0 && /\{\{|\$t\(/.test(piece)) ? null : pieces;
}

/**
 * A page asks for hundreds of sentences. Those that only name things are put together here; those with numbers, plurals
 * and formats come from the engine, and as they mostly have the same few values, those made lately are kept.
 */
function quickTranslator(language: Language): Translate {
  const fixed = engine.getFixedT(language);
  const plain = new Map(
    Object.keys(catalogues[language]).map((key) => [key, plainPieces(catalogues[language], key)]),
  );
  const kept = new Map<string, string>();
  const keptOfOne = new Map<string, { name: string; sentences: Map<string | number | null, string> }>();
  let numberKept = 0;
  /** The sentence of a key with one value: most of those that need the engine. */
  const withOne = (key: string, name: string, params: MessageParams): string => {
    const value = params[name]!;
    const known = keptOfOne.get(key);
    const sentence = known?.name === name ? known.sentences.get(value) : undefined;
    if (sentence !== undefined) return sentence;
    const made = fixed(key, params);
    if (typeof value === "string" && value.length > LONGEST_KEPT) return made;
    if (numberKept++ >= MOST_KEPT) {
      keptOfOne.clear();
      numberKept = 0;
    }
    if (known?.name === name) known.sentences.set(value, made);
    else keptOfOne.set(key, { name, sentences: new Map([[value, made]]) });
    return made;
  };
  return (key, params) => {
    const pieces = plain.get(key);
    if (pieces) {
      let sentence = pieces[0]!;
      for (let i = 1; i < pieces.length; i += 2) sentence += `${params?.[pieces[i]!] ?? ""}${pieces[i + 1]}`;
      return sentence;
    }
    let only: string | undefined;
    let number = 0;
    for (const param in params) {
      only = param;
      number++;
    }
    if (number === 1) return withOne(key, only!, params!);
    let name = key;
    for (const param in params) name += `\u0000${param}\u0000${typeof params[param]}${params[param]}`;
    const known = kept.get(name);
    if (known !== undefined) return known;
    const sentence = fixed(key, params ?? {});
    if (name.length - key.length > LONGEST_KEPT) return sentence;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(name, sentence);
    return sentence;
  };
}

const translators = new Map(languages.map((language) => [language, quickTranslator(language)]));

/** The sentences of one language. An unknown key comes back as it is. */
export function translator(language: Language): Translate {
  return translators.get(language)!;
}

/** True when the catalogues have a sentence under this key. */
export function hasMessage(key: string): boolean {
  const catalogue = catalogues["zh-Hans"];
  return key in catalogue || `${key}_other` in catalogue;
}
