import type { Config, Term } from "../../../../server/src/collections/schema.ts";

/** Terms under one another by what they are called, Chinese by pinyin; below each term its own. */
export function inPinyinOrder(terms: readonly Term[]): Term[] {
  const byPinyin = new Intl.Collator("zh-Hans-u-co-pinyin", { numeric: true });
  const nameOf = ({ label, code }: Term): string => label["zh-Hans"] || label["zh-Hant"] || label.en || code;
  return [...terms].sort((a, b) => byPinyin.compare(nameOf(a), nameOf(b)));
}

/**
 * One term becomes part of another: its code and its names are variants of that one, so that objects which say them follow;
 * what stood below it stands below that one, and topics ask for that one.
 */
export function mergeTerm(config: Config, key: string, from: string, into: string): Config {
  const vocabulary = config.vocabularies.find((one) => one.key === key);
  const gone = vocabulary?.terms.find((one) => one.code === from);
  const kept = vocabulary?.terms.find((one) => one.code === into);
  if (!vocabulary || !gone || !kept || gone === kept) return config;
  const isBelow = (code: string | null, steps = 0): boolean =>
    code !== null &&
    steps <= vocabulary.terms.length &&
    (code === from || isBelow(vocabulary.terms.find((one) => one.code === code)?.broader ?? null, steps + 1));
  const own = new Set([into, ...Object.values(kept.label)]);
  const names = [...kept.variants, gone.code, ...Object.values(gone.label), ...gone.variants];
  const variants = [...new Set(names)].filter((one): one is string => Boolean(one) && !own.has(one));
  const terms = vocabulary.terms.flatMap((term): Term[] => {
    if (term === gone) return [];
    // Kept below what goes: it stands where that stood.
    if (term === kept)
      return [{ ...kept, variants, broader: isBelow(kept.broader) ? gone.broader : kept.broader }];
    return [term.broader === from ? { ...term, broader: into } : term];
  });
  const fields = new Set(config.fields.filter((one) => one.vocabulary === key).map((one) => one.key));
  const topics = config.topics.map((topic) => ({
    ...topic,
    conditions: topic.conditions.map((one) =>
      fields.has(one.field)
        ? { ...one, values: [...new Set(one.values.map((value) => (value === from ? into : value)))] }
        : one,
    ),
  }));
  const vocabularies = config.vocabularies.map((one) => (one === vocabulary ? { ...one, terms } : one));
  return { ...config, vocabularies, topics };
}
