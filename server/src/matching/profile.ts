import { hash } from "node:crypto";
import {
  fold,
  foldKey,
  hasHan,
  pinyin,
  pinyinKey,
  segmentPinyin,
  splitPart,
  wadeGiles,
} from "@commonshelf/cjk";
import type { Described, DescribedTitle } from "./described.ts";
import { editionOf, partNamesOf, partOf } from "./part-and-edition.ts";
import { type StudyAid, studyAidOf } from "./study-aids.ts";

/**
 * What matching compares, folded once when the record comes in. Short names: one is stored per record.
 * Empty lists mean "not said", never "nothing".
 */
export type MatchProfile = {
  /** Folded keys of the title proper in Han (or other non-Latin) script, without part; longest with subtitle last. */
  han: string[];
  /** Latin keys: romanised titles as pinyin letters, Latin titles as letters; Han titles by their pinyin. */
  latin: string[];
  /** Latin keys of titles with the part still in them; where another record does not see it as one, the whole is compared. */
  whole?: string[];
  /** Sets of numbers the part may mean (下 may be 2 or 3); null when the record is no part of a set. */
  part: string[] | null;
  /** What a numbered part is called, by letters and sound; empty when nothing. Absent in profiles of old. */
  partNames?: string[];
  year: number | null;
  /** Last year of a span; null for an exact year. Absent in profiles of old. */
  yearTo?: number | null;
  /** Exercises, answers, guides to another book; absent in profiles of old. */
  aid?: StudyAid;
  edition: string | null;
  publishers: string[];
  publisherLatin: string[];
  authors: string[];
  authorLatin: string[];
  carrier: string;
  type: string;
  languages: string[];
  pages: number | null;
  isbns: string[];
  oldIsbns: string[];
  /** `oclc:123`, `lccn:…`, `national:…`, `issn:…` */
  others: string[];
  /** Cancelled ones, in the same form; absent in profiles of old. */
  oldOthers?: string[];
};

const LONGEST_KEY = 120;
const PREFIX_HAN = 6;
const PREFIX_LATIN = 14;

/** Distinct non-empty strings in their first order. */
export function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].filter(Boolean);
}

/** Latin letters and digits of a folded text; romanisations of every kind end up as plain pinyin letters. */
export function latinKey(text: string, isChinese: boolean): string {
  const folded = fold(text);
  if (isChinese) {
    const syllables = segmentPinyin(folded) ?? wadeGiles(text);
    if (syllables) return pinyinKey(syllables);
  }
  return folded.replace(/[^\p{L}\p{N}]+/gu, "").slice(0, LONGEST_KEY);
}

function hanAsLatin(text: string, isName: boolean): string {
  return hasHan(text) ? pinyinKey(pinyin(text, { name: isName })) : "";
}

type TitleKeys = { han: string[]; latin: string[]; whole: string };

function titleKeys(title: DescribedTitle, isChinese: boolean): TitleKeys {
  const split = splitPart(title.main);
  const inLetters = (text: string): string =>
    hasHan(title.main) ? hanWithLatin(text).slice(0, LONGEST_KEY) : latinKey(text, isChinese);
  const whole = split.part ? inLetters(title.main) : "";
  const withSub = title.sub ? `${split.rest} ${title.sub}` : "";
  // A subtitle written into the title proper: compare the part before the colon as well.
  const before = /^(.{2,}?)\s*[:：]\s+?.{2,}$/u.exec(split.rest)?.[1] ?? "";
  const forms = distinct([split.rest, before, withSub]);
  const han = hasHan(title.main) ? forms.map((form) => foldKey(form).slice(0, LONGEST_KEY)) : [];
  return { han: distinct(han), latin: distinct(forms.map(inLetters)), whole };
}

/** Pinyin of the Han characters with the Latin words and numbers left where they stand: `C语言` -> `cyuyan`. */
function hanWithLatin(text: string): string {
  return fold(text)
    .split(/(\p{Script=Han}+)/u)
    .map((run) => (hasHan(run) ? pinyinKey(pinyin(run)) : run.replace(/[^\p{L}\p{N}]+/gu, "")))
    .join("");
}

/** Publisher names without the words every publisher carries. */
export function publisherKey(name: string): string {
  const key = foldKey(name);
  const short = key.replace(
    /(股份|有限|责任|公司|出版社|出版|印书馆|书局|书店|集团|事业|图书|图書|文化|发行|社$)+/gu,
    "",
  );
  return short.length >= 2 ? short : key;
}

const PUBLISHER_LATIN =
  /\b(you xian gong si|gu fen|chu ban she|chubanshe|chu ban|chuban|shu ju|shuju|shu dian|ji tuan|shi ye|university press|univ press|press|publishing|publishers?|publications?|verlag|books?|inc|ltd|co|company|and|the|of|group|editions?|shi ye|limited|corp)\b/g;

/** The same in letters: by its sound where it is written in Han. */
export function publisherLatinKey(name: string): string {
  if (hasHan(name)) return pinyinKey(pinyin(publisherKey(name)));
  const folded = fold(name);
  const short = folded.replace(PUBLISHER_LATIN, " ").replace(/[^a-z0-9]+/g, "");
  return short.length >= 2 ? short : folded.replace(/[^a-z0-9]+/g, "");
}

/** Profile of one description. */
export function matchProfileOf(description: Described): MatchProfile {
  const isChinese = description.languages.length === 0 || description.languages.includes("chi");
  const titles = description.titles.map((title) => titleKeys(title, isChinese));
  const part = partOf(description.titles);
  const names = description.contributors.filter((c) => !c.isCorporate || c.isMain);
  const nameForms = names.flatMap((c) => [c.value, ...c.forms]);
  const publishers = description.publications.map((p) => p.publisher ?? "").filter(Boolean);
  const ids = (status: string): string[] =>
    description.identifiers.filter((i) => i.type === "isbn" && i.status === status).map((i) => i.value);
  const numbers = (status: string): string[] =>
    description.identifiers
      .filter((i) => i.type !== "isbn" && i.status === status)
      .map((i) => `${i.type}:${i.value}`);
  return {
    han: distinct(titles.flatMap((t) => t.han)),
    latin: distinct(titles.flatMap((t) => t.latin)),
    whole: distinct(titles.map((t) => t.whole)),
    part,
    partNames: partNamesOf(description.titles),
    year: description.year ?? null,
    yearTo: description.yearTo ?? null,
    aid: studyAidOf(description.titles, isChinese),
    edition: editionOf(description.edition),
    publishers: distinct(publishers.filter(hasHan).map(publisherKey)),
    publisherLatin: distinct(publishers.map(publisherLatinKey)),
    authors: distinct(nameForms.filter(hasHan).map(foldKey)),
    authorLatin: distinct(
      nameForms.map((n) => (hasHan(n) ? hanAsLatin(n, true) : nameLatinKey(n, isChinese))),
    ),
    carrier: description.carrier,
    type: description.type,
    languages: [...description.languages],
    pages: description.pages ?? null,
    isbns: ids("current"),
    oldIsbns: ids("cancelled"),
    others: numbers("current"),
    oldOthers: numbers("cancelled"),
  };
}

/** `Shen, Congwen` -> `shencongwen`; `Zeldin, Otis A.` -> `zeldinotisa`. */
function nameLatinKey(name: string, isChinese: boolean): string {
  return latinKey(name.replace(/,/g, " "), isChinese);
}

/** A 64-bit hash as PostgreSQL writes a bigint. */
export function hashKey(text: string): string {
  // Digits are a third of what a buffer costs: there are thirty keys a record.
  return BigInt.asIntN(64, BigInt(`0x${hash("md5", text, "hex").slice(0, 16)}`)).toString();
}

function titleStems(profile: MatchProfile): string[] {
  const stems = new Set<string>();
  for (const key of profile.han) {
    stems.add(`h:${key}`);
    if (key.length > PREFIX_HAN) stems.add(`hp:${key.slice(0, PREFIX_HAN)}`);
  }
  for (const key of profile.whole ?? []) stems.add(`l:${key}`);
  for (const key of profile.latin) {
    if (key.length < 3) continue;
    stems.add(`l:${key}`);
    if (key.length > PREFIX_LATIN) stems.add(`lp:${key.slice(0, PREFIX_LATIN)}`);
  }
  return [...stems];
}

/** Keys under which this record can be found. A key whose telling part is empty is never made. */
export function matchKeysOf(profile: MatchProfile): string[] {
  const keys = [
    ...profile.isbns.map((value) => `i:${value}`),
    ...profile.oldIsbns.map((value) => `i:${value}`),
    ...profile.others.map((value) => `o:${value}`),
    ...(profile.oldOthers ?? []).map((value) => `o:${value}`),
  ];
  // Whoever prints a book again prints as many pages: a record without a year, or with that of a printing, is found too.
  if (profile.pages && profile.latin[0]) keys.push(`p:${profile.latin[0]}|${profile.pages}`);
  if (profile.year !== null) for (const stem of titleStems(profile)) keys.push(`${stem}|${profile.year}`);
  return distinct(keys).map(hashKey);
}

/** Keys to look candidates up by: the record's own (`own`, from `matchKeysOf`), and its title with the years before and after. */
export function lookupKeysOf(profile: MatchProfile, own: readonly string[] = matchKeysOf(profile)): string[] {
  if (profile.year === null) return [...own];
  const keys = [...own];
  for (const stem of titleStems(profile))
    for (const year of [profile.year - 1, profile.year + 1]) keys.push(hashKey(`${stem}|${year}`));
  return keys;
}
