import {
  editDistance1,
  fold,
  foldKey,
  hasHan,
  lettersOf,
  pinyin,
  type Suggestion,
  scriptOf,
} from "@commonshelf/cjk";
import { everybody, sees } from "../../audience/index.ts";
import { normaliseIsbn } from "../../catalogue/index.ts";
import { Problem } from "../../kernel/problem.ts";
import { facetKey } from "../facet-values.ts";
import type { SearchFilter, SearchNode, SearchRequest, SearchResult } from "../search-node.ts";
import { type FacetName, facetNames, type SearchField } from "../words.ts";
import { searchUnavailable } from "./contract.ts";
import { resolveReading } from "./resolve-reading.ts";
import type { EngineOnTrial, ToldTitle } from "./testing-contract-suite.ts";

type Hit = { title: ToldTitle; score: number };

/** An engine without an index: every question looks at every title and reads its texts. Small, and of no other's shape. */
export function createBruteForce(): EngineOnTrial {
  const titles = new Map<number, ToldTitle>();
  let isThere = true;
  const all = (): ToldTitle[] => {
    if (!isThere) throw searchUnavailable();
    return [...titles.values()];
  };
  const search = async (request: SearchRequest): Promise<SearchResult> => searchTitles(all(), request);
  return {
    searcher: {
      search,
      searchMany: async (requests) => await Promise.all(requests.map(search)),
      explain: async (request) => {
        const { hits } = await search(request);
        return hits.map(({ id, score }) => ({ id, score, explanation: { what: "looked at", score } }));
      },
      recognise: async (texts) => {
        const known = all();
        return texts.map(
          (text) => kinds.find((kind) => known.some((one) => isWhole(one, kind, text))) ?? null,
        );
      },
      alike: async (text, limit) => {
        const pairs = pairsOf(text);
        const shared = (one: ToldTitle): number =>
          pairs.filter((pair) => fold(textsOf(one, "title").join(" ")).includes(pair)).length;
        return all()
          .filter((one) => shared(one) >= Math.max(1, pairs.length - 2))
          .slice(0, limit)
          .map((one) => one.instance.id);
      },
      suggest: async (typed, perKind) =>
        headingsOf(all(), (text) =>
          [foldKey(text).startsWith(foldKey(typed)), soundOf(text).startsWith(lettersOf(typed))].some(
            Boolean,
          ),
        ).slice(0, perKind),
      readSo: async (letters, limit) =>
        letters.map((one) => headingsOf(all(), (text) => soundOf(text) === one).slice(0, limit)),
      wordsLike: async (words) => {
        const known = new Set(all().flatMap((one) => latinWords(textsOf(one, "title").join(" "))));
        return words.map((word) => ({
          known: known.has(word),
          near: [...known]
            .filter((other) => other !== word && editDistance1(other, word))
            .map((text): Suggestion => ({ kind: "word", text, titles: 1 })),
        }));
      },
      size: async () => all().length,
    },
    put: async (more) => {
      for (const one of more) titles.set(one.instance.id, one);
    },
    remove: async (ids) => {
      for (const id of ids) titles.delete(id);
    },
    setAvailable: async (id, codes) => {
      titles.set(id, { ...titles.get(id)!, available: [...codes] });
    },
    cutOff: () => {
      isThere = false;
    },
  };
}

const kinds = ["title", "author", "subject"] as const;

function textsOf({ instance, callNumber }: ToldTitle, field: SearchField): string[] {
  const { brief } = instance;
  const texts: Record<Exclude<SearchField, "any">, string[]> = {
    title: [brief.title.main],
    author: brief.contributors.map((one) => one.value),
    subject: brief.subjects.map((one) => one.value),
    publisher: brief.publishers,
    series: brief.series,
    note: brief.notes,
    "call-number": [callNumber],
  };
  return field === "any" ? Object.values(texts).flat() : texts[field];
}

const latinWords = (text: string): string[] => fold(text).match(/[a-z0-9]+/g) ?? [];
const soundOf = (text: string): string => lettersOf(hasHan(text) ? pinyin(text).join("") : text);
const isLatin = (text: string): boolean => /^[\x20-\x7e]*$/.test(fold(text));

function pairsOf(text: string): string[] {
  const characters = [...fold(text)];
  return characters.slice(1).map((character, i) => characters[i]! + character);
}

function headingsOf(titles: readonly ToldTitle[], fits: (text: string) => boolean): Suggestion[] {
  const found = (["title", "author"] as const).flatMap((kind) => {
    const texts = new Set(titles.flatMap((one) => textsOf(one, kind)).filter(fits));
    return [...texts].map((text): Suggestion => ({ kind, text, titles: 1 }));
  });
  return found;
}

function isWhole(title: ToldTitle, field: SearchField, text: string): boolean {
  return foldKey(text) !== "" && textsOf(title, field).some((one) => foldKey(one) === foldKey(text));
}

/** Whether a text has a word: Latin ones whole, others anywhere. */
function hasWord(texts: readonly string[], word: string): boolean {
  return isLatin(word)
    ? latinWords(word).every((one) => texts.some((text) => latinWords(text).includes(one)))
    : texts.some((text) => fold(text).includes(fold(word)));
}

/** What a node adds to the score of a title; null: it does not match. */
function match(title: ToldTitle, node: SearchNode): number | null {
  const yes = (is: boolean, score = 0): number | null => (is ? score : null);
  switch (node.kind) {
    case "everything":
      return 0;
    case "words":
    case "any-word":
    case "prefix":
    case "phrase":
      return matchText(title, node);
    case "exact":
      return yes(isWhole(title, node.field, node.text), 200);
    case "identifier":
      return yes(title.instance.brief.isbns.includes(normaliseIsbn(node.text) ?? ""), 400);
    case "instance":
      return yes(title.instance.id === node.id);
    case "work":
      return yes(title.instance.workId === node.id);
    case "year":
      return yes(isBetween(title.instance.brief, node));
    case "script":
      return yes(scriptOf(title.instance.brief.title.main) === node.script);
    case "facet":
      return yes(hasValue(title, node.facet, node.values));
    case "not":
      return yes(match(title, node.node) === null);
    case "or": {
      const scores = node.nodes.flatMap((one) => match(title, one) ?? []);
      return yes(scores.length > 0, Math.max(0, ...scores));
    }
    case "and": {
      const scores = node.nodes.map((one) => match(title, one));
      return scores.includes(null) ? null : scores.reduce<number>((sum, one) => sum + one!, 0);
    }
    case "prefer": {
      const score = match(title, node.node);
      return score === null
        ? null
        : node.hints.reduce((sum, hint) => sum + (match(title, hint) === null ? 0 : 20), score);
    }
    case "first-of":
      return match(title, { kind: "or", nodes: node.readings.map((one) => one.node) });
  }
}

function matchText(
  title: ToldTitle,
  { kind, field, text }: Extract<SearchNode, { kind: "words" | "any-word" | "prefix" | "phrase" }>,
): number | null {
  const texts = textsOf(title, field);
  const words = text.split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const beginsSo = (word: string): boolean =>
    texts.some((one) => latinWords(one).some((other) => other.startsWith(fold(word))));
  const found =
    field === "call-number"
      ? texts.some((one) => one.startsWith(text))
      : kind === "phrase"
        ? texts.some((one) => ` ${fold(one)} `.includes(isLatin(text) ? ` ${fold(text)} ` : fold(text)))
        : kind === "any-word"
          ? words.some((word) => hasWord(texts, word))
          : words.every(
              (word, i) =>
                hasWord(texts, word) || (kind === "prefix" && i === words.length - 1 && beginsSo(word)),
            );
  const bySound = isLatin(text) && texts.some((one) => hasHan(one) && soundOf(one).includes(lettersOf(text)));
  if (!found && !bySound) return null;
  const isSoundOfWhole = textsOf(title, "title").some((one) => soundOf(one) === lettersOf(text));
  return 10 + (isWhole(title, "title", text) ? 200 : isSoundOfWhole ? 150 : 0);
}

function isBetween(
  { year, yearTo }: { year: number | null; yearTo?: number | undefined },
  range: { from?: number; to?: number },
): boolean {
  return year !== null && (yearTo ?? year) >= (range.from ?? -Infinity) && year <= (range.to ?? Infinity);
}

function valuesOf({ instance: { brief }, holders, available }: ToldTitle, facet: FacetName): string[] {
  const values: Record<FacetName, string[]> = {
    library: holders,
    available: available.length > 0 ? ["now", ...available] : [],
    language: brief.languages,
    type: [brief.type],
    carrier: [brief.carrier],
    class: [],
    subject: brief.subjects.map((one) => one.value),
    author: brief.contributors.map((one) => one.value),
  };
  return values[facet];
}

function hasValue(title: ToldTitle, facet: FacetName, values: readonly string[]): boolean {
  const keys = new Set(values.map((value) => facetKey(facet, value)));
  return valuesOf(title, facet).some((value) => keys.has(facetKey(facet, value)));
}

/** Values of one facet are alternatives, also of several filters; different facets all apply. */
function passes(title: ToldTitle, filters: readonly SearchFilter[], except?: FacetName): boolean {
  const wanted = new Map<FacetName, string[]>();
  for (const filter of filters) {
    if ("year" in filter) {
      if (!isBetween(title.instance.brief, filter.year)) return false;
    } else if (filter.exclude) {
      if (filter.facet !== except && hasValue(title, filter.facet, filter.values)) return false;
    } else if (filter.facet !== except)
      wanted.set(filter.facet, [...(wanted.get(filter.facet) ?? []), ...filter.values]);
  }
  return [...wanted].every(([facet, values]) => hasValue(title, facet, values));
}

function compare(a: Hit, b: Hit, sort: SearchRequest["sort"]): number {
  const [one, other] = [a.title.instance, b.title.instance];
  const last = one.id - other.id;
  if (sort === "added") return -last;
  if (sort === "title") return foldKey(one.brief.title.main) < foldKey(other.brief.title.main) ? -1 : 1;
  if (sort === "newest" || sort === "oldest") {
    const [early, late] = [one.brief.year ?? Infinity, other.brief.year ?? Infinity];
    return (sort === "oldest" ? early - late : late - early) || last;
  }
  return b.score - a.score || last;
}

/** Where a cursor of this order goes on. */
function readCursor(cursor: string | undefined, sort: string): number {
  if (cursor === undefined) return 0;
  const found = /^(\w+)\.(\d+)$/.exec(cursor);
  if (found?.[1] !== sort) throw new Problem("cursor-invalid", 400);
  return Number(found[2]);
}

function searchTitles(all: readonly ToldTitle[], request: SearchRequest): SearchResult {
  const titles = all.filter(({ instance }) => sees(request.viewer ?? everybody, instance.audience));
  const { size, filters = [], facetSize = 0, sort = "relevance" } = request;
  const matching = (node: SearchNode): Hit[] =>
    titles.flatMap((title) => {
      const score = match(title, node);
      return score === null ? [] : [{ title, score }];
    });
  const { node, readAs } = resolveReading(request.node, (one) => matching(one).length, titles.length);
  const matched = matching(node);
  const hits = matched.filter(({ title }) => passes(title, filters)).sort((a, b) => compare(a, b, sort));
  const works = new Set<number>();
  const shown = hits.filter(({ title: { instance } }) => {
    if (!request.byWork || instance.workId === null) return true;
    const isNew = !works.has(instance.workId);
    works.add(instance.workId);
    return isNew;
  });
  const start = (request.offset ?? 0) + readCursor(request.cursor, sort);
  const page = shown.slice(start, start + size);
  const facets = Object.fromEntries(
    (facetSize > 0 ? facetNames : []).map((facet) => [
      facet,
      countValues(
        matched.map(({ title }) => title).filter((title) => passes(title, filters, facet)),
        facet,
        facetSize,
      ),
    ]),
  );
  return {
    total: hits.length,
    works: shown.length,
    hits: page.map(({ title, score }) => ({ id: title.instance.id, score })),
    cursor: size > 0 && page.length === size && !request.byWork ? `${sort}.${start + size}` : null,
    facets,
    years: facetSize > 0 ? countYears(hits) : [],
    partial: false,
    readAs,
  };
}

function countValues(
  titles: readonly ToldTitle[],
  facet: FacetName,
  limit: number,
): SearchResult["facets"][string] {
  const counts = new Map<string, { value: string; count: number }>();
  for (const title of titles)
    for (const value of valuesOf(title, facet)) {
      const known = counts.get(facetKey(facet, value)) ?? { value, count: 0 };
      counts.set(facetKey(facet, value), { ...known, count: known.count + 1 });
    }
  const values = [...counts.values()].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return { values: values.slice(0, limit), distinct: values.length };
}

function countYears(hits: readonly Hit[]): SearchResult["years"] {
  const decades = new Map<number, number>();
  for (const { title } of hits) {
    const { year } = title.instance.brief;
    if (year !== null) decades.set(year - (year % 10), (decades.get(year - (year % 10)) ?? 0) + 1);
  }
  return [...decades].sort(([a], [b]) => a - b).map(([from, count]) => ({ from, to: from + 10, count }));
}
