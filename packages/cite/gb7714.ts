import { ordinal, readEdition, shortEdition } from "./edition.ts";
import { familyName, initialsOf, isEastAsian, type Name, withParticle } from "./names.ts";
import {
  type CiteOptions,
  type Creator,
  isGuessedSpan,
  mainCreators,
  otherCreators,
  type Reference,
  type ReferenceType,
  type TitleParts,
  yearsOrBegun,
} from "./reference.ts";
import { appendRuns, joinSentences, type Run } from "./runs.ts";
import { isEastAsianTitle, partText } from "./title-text.ts";

/** Which edition of the standard, and which of its two systems. */
export type Gb7714Style = { edition: 2015 | 2025; system: "numeric" | "author-date" };

/** GB/T 7714-2015 annex B, GB/T 7714-2025 annex A. What has no mark of its own is Z. */
const MARKS: Record<ReferenceType, string> = {
  book: "M",
  serial: "J",
  newspaper: "N",
  thesis: "D",
  proceedings: "C",
  report: "R",
  standard: "S",
  map: "CM",
  score: "M",
  audio: "Z",
  video: "Z",
  image: "Z",
  archive: "A",
  dataset: "DS",
  object: "Z",
};

const MOST_NAMES = 3;

type Marks = { comma: string; colon: string; open: string; close: string; dash: string };
/** 2015 is printed with half-width marks and a space; 2025 asks for full width, but for `.` and `[ ]`. */
const MARKS_2015: Marks = { comma: ", ", colon: ": ", open: "(", close: ")", dash: "-" };
const MARKS_2025: Marks = { comma: "，", colon: "：", open: "（", close: "）", dash: "—" };

type Words = {
  etAl: string;
  anonymous: string;
  noPlace: string;
  noPublisher: string;
  noYear: string;
  roles: Partial<Record<Creator["role"], string>>;
};
const HANS: Words = {
  etAl: "等",
  anonymous: "佚名",
  noPlace: "[出版地不详]",
  noPublisher: "[出版者不详]",
  noYear: "[出版年不详]",
  roles: { translator: "译", editor: "编", compiler: "编", illustrator: "绘", annotator: "注" },
};
const HANT: Words = {
  ...HANS,
  noPlace: "[出版地不詳]",
  noPublisher: "[出版者不詳]",
  noYear: "[出版年不詳]",
  roles: { translator: "譯", editor: "編", compiler: "編", illustrator: "繪", annotator: "注" },
};
const JAPANESE: Words = {
  etAl: "他",
  anonymous: "著者不明",
  noPlace: "[出版地不明]",
  noPublisher: "[出版者不明]",
  noYear: "[出版年不明]",
  roles: { translator: "訳", editor: "編", compiler: "編", illustrator: "絵", annotator: "注" },
};
const WESTERN: Words = {
  etAl: "et al.",
  anonymous: "Anon",
  noPlace: "[S.l.]",
  noPublisher: "[s.n.]",
  noYear: "[n.d.]",
  roles: { translator: "trans.", editor: "ed.", compiler: "comp.", illustrator: "ill.", annotator: "annot." },
};
const RUSSIAN: Words = { ...WESTERN, etAl: "и др." };

/** The words are those of the script the reference is written in: a romanised title takes western ones. */
function wordsOf({ language, title }: Reference): Words {
  if (!isEastAsianTitle(title)) return /\p{Script=Cyrillic}/u.test(title.main) ? RUSSIAN : WESTERN;
  if (language === "zh-Hant") return HANT;
  return language.startsWith("ja") ? JAPANESE : HANS;
}

/**
 * One entry of a reference list by GB/T 7714, without its number:
 * `曹雪芹, 高鹗. 红楼梦[M]. 3版. 北京: 人民文学出版社, 2008.` (2015) and `曹雪芹，高鹗. 红楼梦[M]. 3版. 北京：人民文学出版社，2008.` (2025).
 */
export function citeGb7714(reference: Reference, style: Gb7714Style, options: CiteOptions = {}): Run[] {
  const marks = style.edition === 2015 ? MARKS_2015 : MARKS_2025;
  const words = wordsOf(reference);
  const context = { reference, style, marks, words, options };
  const names = namesText(mainCreators(reference), context);
  const year = yearText(context);
  const head =
    style.system === "numeric" ? names : `${names || words.anonymous}${marks.comma}${year || words.noYear}`;
  return joinSentences([
    head,
    titleText(reference.title, marks, style) + markOf(reference, style),
    othersText(context),
    reference.type === "serial" || reference.type === "newspaper" ? undefined : editionOf(reference),
    imprintText(context, style.system === "numeric" ? year : ""),
    addressRuns(reference),
  ]);
}

type Context = {
  reference: Reference;
  style: Gb7714Style;
  marks: Marks;
  words: Words;
  options: CiteOptions;
};

function titleText(title: TitleParts, marks: Marks, style: Gb7714Style): string {
  // A western title keeps its own colon: the marks of the standard stand between elements, not within them.
  const colon = style.edition === 2025 && !isEastAsianTitle(title) ? ": " : marks.colon;
  return [title.main, title.sub, partText(title)].filter(Boolean).join(colon);
}

/** `[M/OL]`: what it is, and what it is kept on when that is not paper: on line only with an address; microforms since 2025. */
function markOf({ type, medium, url }: Reference, style: Gb7714Style): string {
  const carriers: Partial<Record<Reference["medium"], string>> = {
    online: url === undefined ? "" : "/OL",
    disc: "/CD",
    ...(style.edition === 2025 ? { microform: "/MM" } : {}),
  };
  return `[${MARKS[type]}${carriers[medium] ?? ""}]`;
}

/** Up to three of one kind in full; of more the first three and 等 or et al. (2015 8.1.2, 2025 7.1.2). */
function namesText(creators: Creator[], context: Context): string {
  if (creators.length === 0) return "";
  const families = creators.map((c) => familyName(c.name));
  const shown = creators.slice(0, MOST_NAMES).map(({ name }, i) => {
    const isShared = families.some((family, k) => k !== i && family === families[i]);
    return nameText(name, context.style, isShared);
  });
  return [...shown, ...(creators.length > MOST_NAMES ? [context.words.etAl] : [])].join(context.marks.comma);
}

/** `AUSTEN J` (2015), `Austen J` (2025), 曹雪芹; of a transliterated name the family name unless two share it. */
function nameText(plain: Name, style: Gb7714Style, isShared: boolean): string {
  const name = withParticle(plain);
  if (name.kind === "whole") return name.text;
  if (name.kind === "transliterated")
    return isShared && !isEastAsian(name.given)
      ? `${name.family} ${initialsOf(name.given, "", style.edition === 2015 ? " " : "-")}`
      : isShared
        ? `${name.given}·${name.family}`
        : name.family;
  const family = style.edition === 2015 ? name.family.toUpperCase() : name.family;
  const given = name.familyFirst
    ? name.given
    : initialsOf(name.given, "", style.edition === 2015 ? " " : "-");
  return [family, given, name.suffix?.replace(/\.$/u, "")].filter(Boolean).join(" ");
}

/** Translators and others after the title: `徐超, 译`. Those of one role stand together. */
function othersText(context: Context): string {
  const { reference, words, marks } = context;
  const others = otherCreators(reference, "editor", "compiler", "translator", "annotator", "illustrator");
  const groups = new Map<string, Creator[]>();
  for (const creator of others) {
    const word = creator.roleWord ?? words.roles[creator.role] ?? "";
    groups.set(word, [...(groups.get(word) ?? []), creator]);
  }
  const texts = [...groups].map(([word, creators]) => {
    // 2015 prints 等译 as one word, 2025 parts them: 等，译.
    const isOneWord =
      context.style.edition === 2015 &&
      creators.length > MOST_NAMES &&
      isEastAsian(words.etAl) &&
      isEastAsian(word);
    return [namesText(creators, context), word].filter(Boolean).join(isOneWord ? "" : marks.comma);
  });
  return texts.join(context.style.edition === 2015 ? "; " : "；");
}

/** `2版`, `2nd ed.`, 修订版; the first is not named (2015 8.3, 2025 7.4). */
function editionOf(reference: Reference): string {
  const edition = readEdition(reference.edition);
  if (!edition) return "";
  if ("words" in edition) return isEastAsian(edition.words) ? edition.words : shortEdition(edition.words);
  return isEastAsianTitle(reference.title) ? `${edition.number}版` : `${ordinal(edition.number)} ed.`;
}

function yearText({ reference, marks }: Context): string {
  const years = yearsOrBegun(reference, marks.dash);
  return isGuessedSpan(reference) ? `[${years}]` : years;
}

/** Place, publisher, year; unknown ones are said so, except of what is online (2015 8.4, 2025 7.5). */
function imprintText({ reference, style, marks, words, options }: Context, year: string): string {
  const isOnline = reference.medium === "online";
  const isUnpublished = reference.type === "archive" || reference.medium === "manuscript";
  const who =
    reference.type === "thesis" ? (reference.institution ?? reference.publisher) : reference.publisher;
  const canLack = isOnline || isUnpublished;
  const place = reference.place ?? (canLack || (reference.type === "thesis" && who) ? "" : words.noPlace);
  const publisher = who ?? (canLack ? "" : words.noPublisher);
  const when = style.system === "author-date" ? "" : year || (isUnpublished || isOnline ? "" : words.noYear);
  const imprint = [place, publisher].filter(Boolean).join(marks.colon);
  const text = [imprint, when].filter(Boolean).join(marks.comma);
  return isOnline && reference.url !== undefined && style.edition === 2015 && options.accessedOn
    ? `${text}[${options.accessedOn}]`
    : text;
}

function addressRuns({ url, medium }: Reference): Run[] {
  return url !== undefined && medium === "online" ? appendRuns([], { text: url, href: url }) : [];
}
