import { createInstance } from "i18next";
import { type Language, languages } from "../kernel/text.ts";
import en from "./en.json" with { type: "json" };
import zhHans from "./zh-Hans.json" with { type: "json" };
import zhHant from "./zh-Hant.json" with { type: "json" };

/** Values a sentence needs: numbers choose plural forms and are grouped by the language's rules. */
export type MessageParams = Record<string, string | number | null>;
/** Gives the sentence of a key in one language. */
export type Translate = (key: string, params?: MessageParams) => string;

/** The three catalogues: flat, from key to sentence; plural forms end in `_one` and `_other`. */
export const catalogues: Record<Language, Record<string, string>> = {
  "zh-Hans": zhHans,
  "zh-Hant": zhHant,
  en,
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

const translators = new Map<Language, Translate>(
  languages.map((language) => {
    const fixed = engine.getFixedT(language);
    return [language, (key, params) => fixed(key, params ?? {})];
  }),
);

/** The sentences of one language. An unknown key comes back as it is. */
export function translator(language: Language): Translate {
  return translators.get(language)!;
}

/** True when the catalogues have a sentence under this key. */
export function hasMessage(key: string): boolean {
  return key in zhHans || `${key}_other` in zhHans;
}
