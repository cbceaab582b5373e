import { simplify, titleSortKey } from "@commonshelf/cjk";
import { eraNames } from "@commonshelf/edtf";
import { kindOf, wordsIn } from "../../assets/index.ts";
import type { MediaForm } from "../../assets/words.ts";
import { beginningOf } from "../beginning.ts";
import type { Config, Field } from "../schema.ts";
import { findTerm, readValues, type Texts, termOf, type Value, vocabularyOf } from "../values.ts";
import { LONGEST_VALUE } from "./marks.ts";
import { indexWords, pinyinWords } from "./words-of.ts";

/** One line of a row in a list: a field and what it says; `code`: of a term, whose name depends on the reader. */
export type BriefLine = { field: string; text: string; code?: string; lang?: string };

/** What rows of lists show of an object. */
export type Brief = {
  title: string;
  lang: string | null;
  lines: BriefLine[];
  /** The file that stands for it. */
  cover: string | null;
  coverType: string | null;
  /** Pictures of it: a page each, where it is turned. */
  pages: number;
  /** What it holds beside pictures; not said by entries of before. */
  also?: Exclude<MediaForm, "image">[];
};

/** What an object's entry in a collection's index is made of. */
export type EntryFacts = {
  brief: Brief;
  words: string[];
  titleWords: string[];
  facets: string[];
  titleKey: string;
  yearFrom: number | null;
  yearTo: number | null;
  /** Where it lies: the first position it says. */
  lat: number | null;
  lon: number | null;
};

/** An object as it is indexed. */
export type IndexedObject = {
  number: number;
  identifier: string;
  data: Texts;
  pages: readonly { fileId: string; type: string; text: string }[];
};

const MOST_LINES = 8;
const LONGEST_LINE = 300;

/** The field that holds titles. */
export function titleField(config: Config): Field | undefined {
  return config.fields.find((field) => field.core === "title");
}

/** The field whose years are drawn and narrowed: the first date that says so. */
export function yearsField(config: Config): Field | undefined {
  return config.fields.find((field) => field.type === "date" && field.facet === "years");
}

/** The first title of an object; its identifier while it has none. */
export function titleOf(config: Config, identifier: string, data: Texts): string {
  const field = titleField(config);
  const text = field && data[field.key]?.[0];
  return text ? text.replace(/\s*@[A-Za-z-]+$/, "") : identifier;
}

/** How a term or a word narrows a search: `field=value`; a term of a tree brings those above it along. */
export function facetValues(config: Config, field: Field, value: Value): string[] {
  if (field.facet === "none" || field.facet === "years") return [];
  if (value.code === undefined || field.type === "flag")
    return [`${field.key}=${beginningOf(value.code ?? value.text, LONGEST_VALUE)}`];
  const vocabulary = vocabularyOf(config, field.vocabulary)!;
  const found: string[] = [];
  for (let code: string | null = value.code; code !== null && found.length < 12; ) {
    found.push(`${field.key}=${code}`);
    code = field.facet === "tree" ? (findTerm(vocabulary, code)?.broader ?? null) : null;
  }
  return found;
}

/** Everything a value is found by: what was entered, names of its term in all languages, years in both calendars. */
function wordsOfValue(config: Config, field: Field, value: Value): string[] {
  const term = termOf(config, field, value);
  const years = value.date && value.date.from === value.date.to ? eraNames(value.date.from) : [];
  return [
    value.text,
    ...Object.values(value.parts ?? {}),
    ...(term ? [...Object.values(term.label), ...term.variants] : []),
    ...years,
    ...(value.date ? [String(value.date.from)] : []),
  ];
}

/** Makes the entry of an object by a configuration. What cannot be read is left out: nothing else fails by it. */
export function entryOf(config: Config, object: IndexedObject): EntryFacts {
  const { values } = readValues(config, object.data);
  const key = titleField(config)?.key ?? "";
  const titles = values.get(key) ?? [{ text: object.identifier }];
  const years = values.get(yearsField(config)?.key ?? "")?.flatMap((value) => value.date ?? []) ?? [];
  const texts: string[] = [object.identifier];
  const facets = new Set<string>();
  const lines: BriefLine[] = [];
  for (const field of config.fields)
    for (const value of values.get(field.key) ?? []) {
      if (field.searched) texts.push(...wordsOfValue(config, field, value));
      for (const facet of facetValues(config, field, value)) facets.add(facet);
      if (field.inList && field.key !== key && lines.length < MOST_LINES)
        lines.push({
          field: field.key,
          text: beginningOf(value.text, LONGEST_LINE),
          ...(value.code !== undefined && { code: value.code }),
          ...(value.lang !== undefined && { lang: value.lang }),
        });
    }
  const titleTexts = titles.map((title) => title.text);
  const titleWords = [...indexWords(titleTexts), ...pinyinWords(titleTexts)];
  const kinds = object.pages.map((page) => kindOf(page.type));
  const cover = object.pages[Math.max(0, kinds.indexOf("image"))];
  const position = [...values.values()].flat().find((value) => value.position)?.position;
  return {
    brief: {
      title: beginningOf(titles[0]!.text, LONGEST_LINE),
      lang: titles[0]!.lang ?? null,
      lines,
      cover: cover?.fileId ?? null,
      coverType: cover?.type ?? null,
      pages: kinds.filter((kind) => kind === "image").length,
      also: [...new Set(kinds)].filter((kind) => kind !== "image"),
    },
    words: [
      ...new Set([
        ...indexWords([...texts, ...object.pages.map((page) => wordsIn(page.text))]),
        ...titleWords,
      ]),
    ],
    titleWords,
    facets: [...facets],
    titleKey: Buffer.from(titleSortKey(simplify(titles[0]!.text), {}))
      .toString("hex")
      .slice(0, 200),
    yearFrom: years.length > 0 ? Math.min(...years.map((one) => one.from)) : null,
    yearTo: years.length > 0 ? Math.max(...years.map((one) => one.to)) : null,
    lat: position?.lat ?? null,
    lon: position?.lon ?? null,
  };
}
