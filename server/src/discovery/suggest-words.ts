import { fold, foldKey, hasHan, labelIn, personKey } from "@commonshelf/cjk";
import { getInstances, type Instance } from "../catalogue/index.ts";
import { availabilityOf } from "../circulation/index.ts";
import type { Db } from "../kernel/database.ts";
import type { Language } from "../kernel/text.ts";
import { languageHints } from "./box-hints.ts";
import type { Searcher } from "./engines/contract.ts";
import { readBox } from "./search-question.ts";

const SHORTEST = 2;
const VALUES = 40;
const KINDS = ["title", "author", "subject"] as const;
type Kind = (typeof KINDS)[number];

/** The edition that stands for an offered title: what tells it from others, and whether a copy can be had now. */
type OfferedEdition = {
  instanceId: number;
  author: string | null;
  year: number | null;
  available: boolean;
};

/** A heading offered while somebody types. */
export type Offer = { kind: Kind; text: string; titles: number; edition?: OfferedEdition };

/**
 * What is offered for what was typed so far: headings that begin so, then, where those are few, names and headings that hold
 * all its words, and titles found by them, with their authors too (`机器学习 周`). One entry for a person or heading, in the
 * reader's script; at most `size` of each kind. Titles come with the edition that stands for them.
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
  const titles = offers.filter((offer) => offer.kind === "title");
  const shown = await withEditions({ db, searcher }, titles, language);
  return [...shown, ...KINDS.slice(1).flatMap((kind) => offers.filter((offer) => offer.kind === kind))];
}

/** Titles with the edition a search for each puts first; one question and two reads for all of them. */
async function withEditions(
  { db, searcher }: { db: Db; searcher: Searcher },
  titles: readonly Offer[],
  language: Language | undefined,
): Promise<Offer[]> {
  const results = await searcher.searchMany(
    titles.map(({ text }) => ({
      node: {
        kind: "prefer",
        node: { kind: "exact", field: "title", text },
        hints: languageHints(text, language),
      },
      size: 1,
      byWork: true,
    })),
  );
  const ids = results.map((result) => result.hits[0]?.id);
  const known = ids.filter((id) => id !== undefined);
  const [instances, availability] = await Promise.all([getInstances(db, known), availabilityOf(db, known)]);
  const byId = new Map(instances.map((instance) => [instance.id, instance]));
  return titles.map((offer, i) => {
    const instance = byId.get(ids[i] ?? 0);
    if (!instance) return offer;
    const { edition } = offerOf(instance, availability.get(instance.id)?.available ?? 0);
    return { ...offer, edition };
  });
}

/** Titles that a text of the box finds, the best first, each with the edition that stands for it. */
export async function suggestTitles(
  { db, searcher }: { db: Db; searcher: Searcher },
  text: string,
  size: number,
  language?: Language,
): Promise<Offer[]> {
  const { hits } = await searcher.search({ node: readBox(text, language), size, byWork: true, language });
  const ids = hits.map((hit) => hit.id);
  const [instances, availability] = await Promise.all([getInstances(db, ids), availabilityOf(db, ids)]);
  return instances.map((instance) => offerOf(instance, availability.get(instance.id)?.available ?? 0));
}

function offerOf({ id, brief }: Instance, copies: number): Offer {
  const author = brief.contributors.find((one) => one.isMain)?.value ?? null;
  const edition = { instanceId: id, author, year: brief.year, available: copies > 0 };
  return { kind: "title", text: brief.title.main, titles: 1, edition };
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
    result.facets[kind]!.values.map(
      ({ value, label, count }): Offer => ({ kind, text: label ?? value, titles: count }),
    ).filter(({ text }) => holdsAll(text)),
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
