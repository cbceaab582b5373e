import { bodyName, isEastAsian, type Name } from "./names.ts";
import type { Creator, Reference, TitleParts } from "./reference.ts";
import { appendRuns, type Run } from "./runs.ts";
import { headlineTitle, isEastAsianTitle, titleAndSub } from "./title-text.ts";

/** Names and titles as styles of the Latin script want them: romanised where a romanised form is known. */
export type LatinName = { name: Name; original?: string };

/** The name in Latin letters with its original beside it, or the original alone. */
export function latinName(creator: Creator): LatinName {
  const { name, romanised } = creator;
  if (!romanised || name.kind !== "whole" || !isEastAsian(name.text)) return { name };
  if (name.isBody && romanised.kind === "parts")
    return { name: bodyName(spoken(romanised)), original: name.text };
  return { name: romanised, original: name.text };
}

function spoken(name: Extract<Name, { kind: "parts" }>): string {
  return `${name.family} ${name.given}`;
}

/** True when every name is in an East Asian script: such lists take neither `&` nor `and`. */
export function allEastAsian(names: LatinName[]): boolean {
  return names.length > 0 && names.every(({ name }) => name.kind !== "parts" && isEastAsian(nameText(name)));
}

function nameText(name: Name): string {
  return name.kind === "whole" ? name.text : name.family;
}

/** A text and its original after it: `Cao Xueqin 曹雪芹`. */
export function withOriginal(text: string, original: string | undefined): string {
  return original === undefined ? text : `${text} ${original}`;
}

/**
 * The title as runs, italic, romanised first when known: *Hong lou meng* 红楼梦. `headline`: English titles in headline
 * style (MLA, Chicago). `bracketed`: the original in square brackets, not italic (APA).
 */
export function titleRuns(reference: Reference, look: { headline: boolean; bracketed?: boolean }): Run[] {
  const { title, romanisedTitle, language } = reference;
  const text = (t: TitleParts): string => (look.headline ? headlineTitle(t, language) : titleAndSub(t));
  if (!romanisedTitle || !isEastAsianTitle(title)) return [{ text: text(title), italic: true }];
  const original = titleAndSub(title);
  return appendRuns([{ text: raised(titleAndSub(romanisedTitle)), italic: true }], {
    text: look.bracketed ? ` [${original}]` : ` ${original}`,
  });
}

/** Romanised titles begin with a capital: `hong lou meng` -> `Hong lou meng`. */
function raised(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

const PART_WORDS = /\b(?:v(?:ol(?:ume)?)?s?\.?|bd\.?|band|tome?|t\.)\s*(\d+|[ivxlc]+)\b/iu;

/** `Vol. 2` for `v. 2`, `Volume 2`; 第2卷 as it stands. `word`: how the style writes volume. */
export function volumeText(title: TitleParts, word: "Vol." | "vol."): string {
  const part = title.part ?? "";
  const number = PART_WORDS.exec(part)?.[1] ?? (/^\d+$/.test(part) ? part : undefined);
  const shown = number === undefined ? part : `${word} ${number}`;
  return [shown, title.partName].filter(Boolean).join(isEastAsian(part) ? " " : ", ");
}

/** The thing itself is read here; nothing for what is not online. */
export function addressOf(reference: Reference): Run[] {
  const address = reference.doi ? `https://doi.org/${reference.doi}` : reference.url;
  if (address === undefined || (reference.medium !== "online" && !reference.doi)) return [];
  return [{ text: address, href: address }];
}

/** Doctoral or master's, as a style says it; what the record says otherwise. */
export function degreeText(
  degree: string | undefined,
  words: { doctoral: string; master: string; other: string },
): string {
  if (degree === "doctoral") return words.doctoral;
  if (degree === "master") return words.master;
  return words.other;
}
