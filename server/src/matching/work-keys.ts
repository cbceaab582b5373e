import { foldKey, hasHan, pinyin, pinyinKey, splitPart } from "@commonshelf/cjk";
import type { Described, DescribedName } from "./described.ts";
import { distinct, hashKey, latinKey } from "./profile.ts";

const MOST_KEYS = 8;
/** A title without any author must tell this much to stand for a work together with its publisher. */
const TELLING_HAN = 5;
const TELLING_LATIN = 14;
const LONGEST = 120;

/** Whoever the work is by: main entries that made it, else the first author or editor named. */
function creators(contributors: readonly DescribedName[]): DescribedName[] {
  const makers = contributors.filter((c) => c.role !== "translator" && c.role !== "illustrator");
  const main = makers.filter((c) => c.isMain);
  return (main.length > 0 ? main : makers.filter((c) => c.role === "author")).slice(0, 3);
}

/** A name as letters: Han by its pinyin, Western names by family name and first initial. */
function nameKey(name: string, isChinese: boolean): string {
  if (hasHan(name)) return pinyinKey(pinyin(name, { name: true }));
  const inverted = /^([^,]+),\s*(\p{L})/u.exec(name);
  const whole = latinKey(name.replace(/,/g, " "), isChinese);
  if (!inverted || isChinese) return whole;
  return `${latinKey(inverted[1]!, false)},${inverted[2]!.toLowerCase()}`;
}

function titleKey(title: string, isChinese: boolean): string {
  const { rest } = splitPart(title);
  const main = /^(.{2,}?)\s*[:：=]\s+?.{2,}$/u.exec(rest)?.[1] ?? rest;
  if (!hasHan(main)) return latinKey(main, isChinese).slice(0, LONGEST);
  return foldKey(main)
    .split(/(\p{Script=Han}+)/u)
    .map((run) => (hasHan(run) ? pinyinKey(pinyin(run)) : run))
    .join("")
    .slice(0, LONGEST);
}

/**
 * Keys of the work a description is an edition or translation of: each title it has, the original's included, with
 * each form of its creators' names, in letters so that every script makes the same key. Without a creator, a telling
 * title with its publisher. Two descriptions that share a key are one work. Nothing telling makes no key.
 */
export function workKeysOf(description: Described): string[] {
  const isChinese = description.languages.length === 0 || description.languages.includes("chi");
  const titles = distinct([
    ...description.titles.map((title) => titleKey(title.main, isChinese)),
    description.uniformTitle ? titleKey(description.uniformTitle, false) : "",
  ]).filter((key) => key.length >= 2);
  const names = distinct(
    creators(description.contributors).flatMap((c) =>
      [c.value, ...c.forms].map((form) => nameKey(form, isChinese)),
    ),
  ).filter((key) => key.length >= 3);
  if (names.length > 0)
    return titles
      .flatMap((title) => names.map((name) => `${title}|${name}`))
      .slice(0, MOST_KEYS)
      .map((key) => hashKey(`w:${key}`));
  const publisher = description.publications[0]?.publisher;
  const main = description.titles[0]?.main ?? "";
  const telling = hasHan(main)
    ? foldKey(main).length >= TELLING_HAN
    : (titles[0] ?? "").length >= TELLING_LATIN;
  if (!publisher || !telling) return [];
  const house = hasHan(publisher) ? pinyinKey(pinyin(publisher)) : latinKey(publisher, isChinese);
  return titles.slice(0, 2).map((title) => hashKey(`wp:${title}|${house}`));
}
