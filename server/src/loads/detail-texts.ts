import type { Language } from "../kernel/text.ts";
import { translator } from "../messages/index.ts";

/**
 * What the readers of MARC say of a record they could not read, and the sentence for it. They are a library that speaks
 * English to whoever programs with it; a loader is told in their own language.
 */
const DETAILS: readonly [said: RegExp, key: string][] = [
  [/^(?<count>\d+) bytes are too few$/, "few-bytes"],
  [/^no field terminator ends the directory$/, "directory-open"],
  [/^a directory of (?<count>\d+) bytes is not made of entries of 12$/, "directory-length"],
  [/^(?<entries>\d+) directory entries, (?<fields>\d+) fields$/, "directory-fields"],
  [/without (?:leader and )?fields$/, "no-fields"],
  [/^no record terminator within the bound; (?<count>\d+) bytes skipped$/, "no-terminator"],
  [/^(?:more than|nothing ends within) (?<count>\d+) (?:bytes|characters)$/, "longer"],
  [/^the record ends before its last field does$|ends inside a record$/, "ends-early"],
  [/^no encoding fits the bytes for certain$/, "no-encoding"],
  [/^line (?<line>\d+), column (?<column>\d+): /, "position"],
  [/^no \S+ record was found$/, "none-found"],
];

/** What was said of a record, in the loader's language; what has no sentence is left out rather than said in another one. */
export function detailText(said: string, language: Language): string {
  if (language === "en") return said;
  const t = translator(language);
  for (const [pattern, key] of DETAILS) {
    const found = pattern.exec(said);
    if (found) return t(`load.detail.${key}`, found.groups ?? {});
  }
  return /[A-Za-z]{3}/.test(said.replace(/".*?"/gs, "")) ? "" : said;
}
