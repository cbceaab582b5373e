import { fold, foldKey, hasHan } from "@commonshelf/cjk";
import { getInstances } from "../catalogue/index.ts";
import type { Db } from "../kernel/database.ts";
import type { Language } from "../kernel/text.ts";
import type { Searcher } from "./engines/contract.ts";
import { labelIn, personKey } from "./facet-values.ts";

const SHORTEST = 2;
const VALUES = 40;
const KINDS = ["title", "author", "subject"] as const;
type Kind = (typeof KINDS)[number];

/** A heading offered while somebody types. */
export type Offer = { kind: Kind; text: string; titles: number };

/**
 * What is offered for what was typed so far: headings that begin so, then, where those are few, names and headings that hold
 * all its words, and titles found by them, with their authors too (`机器学习 周`). One entry for a person or heading, in the
 * reader's script; at most `size` of each kind.
 */
export async function suggestHeadings(
  { db, searcher }: { db: Db; searcher: Searcher },
  typed: string,
  size: number,
  language?: Language,
): Promise<Offer[]> {
  const beginning = (await searcher.suggest(typed, size)).filter(
    (item): item is Offer => item.kind !== "word",
  );
  const isEnough = KINDS.every((kind) => beginning.filter((item) => item.kind === kind).length >= size);
  const q = typed.trim();
  const isWord = [...q].length >= SHORTEST || (beginning.length === 0 && hasHan(q));
  const more = isEnough || !isWord ? [] : await byWords({ db, searcher }, q, size, language);
  const seen = new Set<string>();
  const offers: Offer[] = [];
  for (const item of [...beginning, ...more]) {
    const key = `${item.kind} ${item.kind === "author" ? personKey(item.text) : foldKey(item.text)}`;
    if (seen.has(key) || offers.filter((offer) => offer.kind === item.kind).length >= size) continue;
    seen.add(key);
    offers.push({ ...item, text: labelIn([item.text], language) });
  }
  return KINDS.flatMap((kind) => offers.filter((offer) => offer.kind === kind));
}

async function byWords(
  { db, searcher }: { db: Db; searcher: Searcher },
  q: string,
  size: number,
  language: Language | undefined,
): Promise<Offer[]> {
  const result = await searcher.search({
    node: { kind: "prefix", field: "any", text: q },
    size,
    byWork: true,
    facetSize: VALUES,
    language,
  });
  const words = q.split(/\s+/u).map(fold).filter(Boolean);
  const holdsAll = (text: string): boolean => words.every((word) => fold(text).includes(word));
  const headings = (["author", "subject"] as const).flatMap((kind) =>
    result.facets[kind]!.values.filter(({ value }) => holdsAll(value)).map(
      ({ value, count }): Offer => ({ kind, text: value, titles: count }),
    ),
  );
  const holdsAny = (text: string): boolean => words.some((word) => fold(text).includes(word));
  const ids = result.hits.map((hit) => hit.id);
  const instances = await getInstances(db, ids);
  const titles = instances
    .map(({ brief }) => brief.title.main)
    .filter(holdsAny)
    .map((text): Offer => ({ kind: "title", text, titles: 1 }));
  return [...titles, ...headings];
}
