/** Codes of CNMARC and of MARC 21, value by value; of several with one target the first is taken on the way back. */
export type Codes = { toMarc21: Map<string, string>; toUnimarc: Map<string, string> };

function codesOf(pairs: readonly [string, string][], onlyBack: readonly [string, string][]): Codes {
  const toMarc21 = new Map<string, string>();
  const toUnimarc = new Map<string, string>();
  for (const [unimarc, marc] of pairs) {
    if (!toMarc21.has(unimarc)) toMarc21.set(unimarc, marc);
    if (!toUnimarc.has(marc)) toUnimarc.set(marc, unimarc);
  }
  for (const [unimarc, marc] of onlyBack) if (!toUnimarc.has(marc)) toUnimarc.set(marc, unimarc);
  return { toMarc21, toUnimarc };
}

const words = (text: string): string[] => text.split(" ").filter(Boolean);

/** `ab c_`: a of CNMARC is b of MARC 21, c a blank. `onlyBack`: taken towards CNMARC only. */
export function codes(pairs: string, onlyBack = ""): Codes {
  const read = (text: string): [string, string][] =>
    words(text).map((pair) => [pair[0]!.replace("_", " "), pair[1]!.replace("_", " ")]);
  return codesOf(read(pairs), read(onlyBack));
}

/** `aa ce=de`: codes of several letters, the same in both or one of each; `onlyThere` is taken towards MARC 21 only. */
export function longCodes(pairs: string, onlyThere = ""): Codes {
  const read = (text: string): [string, string][] =>
    words(text).map((pair) => [pair.split("=")[0]!, pair.split("=").at(-1)!]);
  const all = codesOf(read(pairs), []);
  for (const [unimarc, marc] of read(onlyThere)) all.toMarc21.set(unimarc, marc);
  return all;
}

/** What a code of CNMARC is in MARC 21. */
export const to = (one: Codes, code: string | undefined, otherwise: string): string =>
  one.toMarc21.get(code ?? "") ?? otherwise;
/** What a code of MARC 21 is in CNMARC. */
export const back = (one: Codes, code: string | undefined, otherwise: string): string =>
  one.toUnimarc.get(code ?? "") ?? otherwise;
