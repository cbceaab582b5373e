import {
  callNumberKeys,
  clcPath,
  directName,
  hasHan,
  placeAtEnd,
  placeOfPart,
  scriptOf,
  titleSortKey,
  withoutRemark,
} from "@commonshelf/cjk";
import { otherNumberIn } from "@commonshelf/marc";
import type { DocInput } from "@commonshelf/postings";
import { filingText, type Instance, type InstanceBrief } from "../../../catalogue/index.ts";
import { type AddedTexts, addedFields } from "../../../contracts/index-source.ts";
import { keptValue } from "../../facet-values.ts";
import {
  characterTerms,
  GAP,
  hanSyllables,
  initialsKey,
  nameSyllables,
  otherReadingTerms,
  otherTerms,
  romanReadings,
  romanStretch,
  scriptKey,
  syllableKey,
  syllableTerms,
  wholeKey,
  wordTerms,
} from "../../terms.ts";

/** Key of titles that are not for everybody. */
export const NOT_FOR_ALL = "not-for-all";

const MOST_SUBJECT_VALUES = 12;
const MOST_AUTHOR_VALUES = 6;
const LONGEST_NOTE = 600;
/** Notes are found by pinyin by what stands at their beginning. */
const MOST_SOUNDED_NOTES = 5;
const LONGEST_SOUNDED_NOTE = 120;

type Fields = Record<string, string[]>;

/** Text of a title with its parts. */
function titleText(title: InstanceBrief["title"]): string {
  return [title.main, title.sub, title.part, title.partName].filter(Boolean).join(" ");
}

/** Which texts of an instance are searched in which field. */
function textsOf(
  brief: InstanceBrief,
): Record<"title" | "author" | "subject" | "publisher" | "series" | "note", string[]> {
  return {
    title: [
      titleText(brief.title),
      brief.parallelTitle ? titleText(brief.parallelTitle) : "",
      ...brief.otherTitles,
    ].filter(Boolean),
    author: brief.contributors.flatMap((c) => [c.value, ...c.forms]),
    subject: brief.subjects.flatMap((s) => [s.value, ...s.forms]),
    publisher: brief.publishers,
    series: brief.series,
    note: [
      brief.responsibility ?? "",
      brief.edition ?? "",
      ...brief.notes,
      ...brief.contents,
      brief.summary ?? "",
    ]
      .filter(Boolean)
      .map((t) => t.slice(0, LONGEST_NOTE)),
  };
}

/** Readings of a Latin text; of a Chinese record also the romanised stretch of a text with other words in it. */
function readingsOf(text: string, isChinese: boolean): string[][] {
  const readings = romanReadings(text);
  if (readings.length > 0 || !isChinese) return readings;
  const stretch = romanStretch(text);
  return stretch.length > 0 ? [stretch] : [];
}

function addSyllables(
  fields: Fields,
  texts: string[],
  name: "title" | "author" | "other",
  isChinese: boolean,
): void {
  const everywhere = fields[`pinyin-${name}`]!;
  const latinOnly = fields[`roman-${name}`]!;
  const inHan = texts.some(hasHan);
  for (const text of texts) {
    const han = hanSyllables(text, name === "author");
    if (han.length > 0) {
      everywhere.push(...syllableTerms("y:", han), GAP);
      if (name !== "other") everywhere.push(...otherReadingTerms("y:", text, name === "author"));
      continue;
    }
    if (inHan) continue;
    for (const roman of readingsOf(text, isChinese)) {
      everywhere.push(...syllableTerms("y:", roman), GAP);
      latinOnly.push(...syllableTerms("x:", roman), GAP);
    }
  }
}

/** Kinds of the keys of a title: as written, by its sound. */
const PROPER = ["t", "tp"] as const;
const OTHER = ["o", "op"] as const;

/** Keys of one whole title; in Latin letters also by its sound, when the instance has no title in Han. */
function titleKeys(
  title: string,
  [written, sounded]: typeof PROPER | typeof OTHER,
  hanTitle: boolean,
): (string | undefined)[] {
  if (hasHan(title)) {
    const syllables = hanSyllables(title, false);
    return [wholeKey(written, title), syllableKey(sounded, syllables), initialsKey(syllables)];
  }
  const readings = hanTitle ? [] : romanReadings(title);
  return [
    wholeKey(written, title),
    ...readings.flatMap((roman) => [syllableKey(sounded, roman), syllableKey("xt", roman)]),
  ];
}

/** Keys of whole titles, names and headings, in every script they are written in. */
function keysOf(
  brief: InstanceBrief,
  texts: ReturnType<typeof textsOf>,
  callNumbers: readonly string[],
): string[] {
  const keys: (string | undefined)[] = [];
  const ownTitles = brief.parallelTitle ? [brief.title, brief.parallelTitle] : [brief.title];
  const own = ownTitles.flatMap((title) => [title.main, titleText(title), ...withoutRemark(title.main)]);
  const others = brief.otherTitles.flatMap((title) => [title, ...withoutRemark(title)]);
  const hanTitle = [...own, ...others].some(hasHan);
  const properKeys = new Set(own.flatMap((title) => titleKeys(title, PROPER, hanTitle)));
  keys.push(...properKeys);
  for (const title of others) {
    // The same title is no other title.
    const asProper = titleKeys(title, PROPER, hanTitle);
    keys.push(...titleKeys(title, OTHER, hanTitle).filter((_, i) => !properKeys.has(asProper[i]!)));
  }
  for (const person of brief.contributors) {
    const forms = [person.value, ...person.forms];
    const hanName = forms.some(hasHan);
    for (const form of forms) {
      keys.push(wholeKey("a", form));
      if (hasHan(form)) {
        for (const name of nameSyllables(form)) keys.push(syllableKey("ap", name), initialsKey(name));
      } else {
        keys.push(wholeKey("a", directName(form)));
        if (hanName) continue;
        for (const roman of romanReadings(form))
          keys.push(syllableKey("ap", roman), syllableKey("xa", roman));
      }
    }
  }
  for (const subject of texts.subject)
    keys.push(wholeKey("s", subject), wholeKey("s", subject.split("--")[0]!));
  for (const series of texts.series) keys.push(wholeKey("r", series));
  for (const isbn of [...brief.isbns, ...brief.oldIsbns]) keys.push(`i=${isbn}`);
  for (const issn of [...brief.issns, ...(brief.oldIssns ?? [])]) keys.push(`i=${issn}`);
  for (const id of brief.otherIds.map((one) => one.replace(/^[a-z]+:/, "")))
    keys.push(`i=${id}`, `i=${otherNumberIn(id) ?? id}`);
  for (const number of [...brief.classNumbers.map((one) => one.value), ...callNumbers])
    keys.push(...callNumberKeys(number));
  return [...new Set(keys.filter((k): k is string => k !== undefined))];
}

const MOST_VOLUMES = 200;

/**
 * How far down a title stands among the parts of its work: 0 for a whole edition or a first volume, which stand for the
 * work, 1 for the second, and so on.
 */
function volumesBefore(title: InstanceBrief["title"]): number {
  const part = title.part ?? title.partName;
  const place = part ? placeOfPart(part) : placeAtEnd(title.main);
  return place !== null && place > 1 && place <= MOST_VOLUMES ? place - 1 : 0;
}

/** A later volume stands behind the first in any order by relevance. */
const LATER_VOLUME = 2.5;
/** A translation stands a little behind the work in its own language. */
const TRANSLATION = 0.4;

/** Holders weigh, with diminishing returns; a recent book weighs a little. 0 … about 6. */
function priorOf(instance: Instance): number {
  const recency = instance.brief.year ? Math.max(0, Math.min(1, (instance.brief.year - 1950) / 80)) : 0;
  const { title, languages, originalLanguages } = instance.brief;
  const isTranslation = originalLanguages.length > 0 && !originalLanguages.some((l) => languages.includes(l));
  return (
    Math.log2(1 + instance.memberIds.length) +
    recency -
    (volumesBefore(title) > 0 ? LATER_VOLUME : 0) -
    (isTranslation ? TRANSLATION : 0)
  );
}

type Heading = InstanceBrief["subjects"][number] & { known?: string[] };

/**
 * The value of a heading it is counted by: what the region knows it as, else its form in Han where it has one; the form it
 * is paired with (880) goes along for readers of that script.
 */
function countedAs(facet: "subject" | "author", { value, forms, known }: Heading): string {
  const han = hasHan(value) ? value : (forms.find(hasHan) ?? value);
  const [first, ...others] = known ?? new Set([han, value, ...forms]);
  return keptValue(facet, first!, ...others);
}

/**
 * What the index keeps of an instance. `memberCodes` by member id; `available`: codes of members with a copy to lend
 * now; `added`: what rooms say of it beside its record; `callNumbers`: of its copies.
 */
export function indexDocument(
  instance: Instance,
  memberCodes: ReadonlyMap<number, string>,
  available: readonly string[],
  added: AddedTexts = {},
  callNumbers: readonly string[] = [],
): DocInput {
  const { brief } = instance;
  const texts = textsOf(brief);
  const fields: Fields = {
    "pinyin-title": [],
    "pinyin-author": [],
    "pinyin-other": [],
    "roman-title": [],
    "roman-author": [],
    "roman-other": [],
  };
  for (const [name, values] of Object.entries(texts))
    fields[name] = [
      ...values.flatMap((v) => [...wordTerms(v), GAP]),
      ...values.flatMap((v) => [...otherTerms(v), GAP]),
    ];
  for (const field of addedFields)
    for (const text of added[field] ?? []) fields[field]!.push(...wordTerms(text), GAP);
  const isChinese = brief.languages.length === 0 || brief.languages.includes("chi");
  addSyllables(fields, texts.title, "title", isChinese);
  addSyllables(fields, texts.author, "author", isChinese);
  addSyllables(fields, texts.subject, "other", isChinese);
  addSyllables(fields, texts.publisher, "other", isChinese);
  addSyllables(fields, texts.series, "other", isChinese);
  addSyllables(
    fields,
    texts.note.slice(0, MOST_SOUNDED_NOTES).map((note) => note.slice(0, LONGEST_SOUNDED_NOTE)),
    "other",
    isChinese,
  );
  for (const [name, values] of Object.entries(texts))
    fields[`character-${name}`] = [...new Set(values.flatMap(characterTerms))];
  fields.key = keysOf(brief, texts, callNumbers);
  if (instance.audience !== 0) fields.key.push(NOT_FOR_ALL);
  const script = scriptOf(brief.title.main);
  if (script === "Hans" || script === "Hant") fields.key.push(scriptKey(script));
  return {
    id: instance.id,
    fields,
    facets: {
      library: instance.memberIds.flatMap((id) => memberCodes.get(id) ?? []),
      available: availableValues(available),
      language: brief.languages.slice(0, 4),
      type: [brief.type],
      carrier: [brief.carrier],
      class: [
        ...new Set(brief.classNumbers.filter((c) => c.scheme === "clc").flatMap((c) => clcPath(c.value))),
      ],
      subject: brief.subjects.slice(0, MOST_SUBJECT_VALUES).map((s) => countedAs("subject", s)),
      author: brief.contributors.slice(0, MOST_AUTHOR_VALUES).map((c) => countedAs("author", c)),
      audience: [String(instance.audience)],
    },
    numbers: numbersOf(instance),
    sortKeys: { title: titleSortKey(filingText(brief.title, brief.languages), brief.title) },
  };
}

/** What is sorted by, filtered by years and grouped by; without a year, none. */
function numbersOf(instance: Instance): Record<string, number> {
  const { brief, workId } = instance;
  const numbers: Record<string, number> = {
    added: instance.id,
    prior: priorOf(instance),
    lead: volumesBefore(brief.title),
  };
  if (brief.year !== null) {
    numbers.year = brief.year;
    numbers.yearTo = Math.max(brief.year, brief.yearTo ?? brief.year);
  }
  if (workId !== null) numbers.work = workId;
  return numbers;
}

/** Values of the facet `available`: `now` when any library can lend a copy, and the codes of those libraries. */
export function availableValues(memberCodes: readonly string[]): string[] {
  return memberCodes.length > 0 ? ["now", ...memberCodes] : [];
}
