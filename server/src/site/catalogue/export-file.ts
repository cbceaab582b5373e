import {
  cite,
  type FormatName,
  formatNames,
  formatOf,
  formats,
  plainText,
  type Reference,
  type StyleName,
  styleNames,
  styleOf,
  writeReferences,
} from "@commonshelf/cite";
import { sql } from "kysely";
import { getInstances } from "../../catalogue/index.ts";
import { referenceOf } from "../../citations/index.ts";
import type { Searcher } from "../../discovery/index.ts";
import type { Db } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import {
  filterCount,
  parseSearchState,
  type SearchState,
  searchRequestOf,
} from "../discovery/search-state.ts";
import { instanceHref } from "./record-view.ts";

/** Titles in one file: what a person still reads through, and what is made within a second. */
export const MOST_EXPORTED = 500;
/** Titles asked of the index at once. */
const BATCH = 100;
const MOST_STEPS = 10;
const ID = /^[1-9]\d{0,14}$/;

/** What is to be exported: titles by their ids, or what a search finds, in its order. */
export type ExportOrder = { ids: number[] } | { search: SearchState };
/** As what: a format of reference managers, or a list in a style as plain text. */
export type ExportKind = { format: FormatName } | { style: StyleName };
/** A file ready to be sent. `left`: titles the search found beyond those in it. */
export type ExportFile = { body: string; type: string; name: string; count: number; left: number };

/**
 * Reads what is to be exported: `ids=1,2,3`, else a search as in the address of its results.
 * Refuses: `export-empty` 400, `export-ids-wrong` 400, `export-too-many` 413.
 */
export function readExportOrder(params: URLSearchParams): ExportOrder {
  const given = params.getAll("ids");
  if (given.length === 0) {
    const search = parseSearchState(params);
    if (search.q === "" && search.cql === "" && filterCount(search) === 0)
      throw new Problem("export-empty", 400);
    return { search };
  }
  const words = given.flatMap((text) => text.split(/[\s,]+/u)).filter(Boolean);
  if (words.length === 0) throw new Problem("export-empty", 400);
  const distinct = [...new Set(words)];
  if (distinct.length > MOST_EXPORTED)
    throw new Problem("export-too-many", 413, { chosen: distinct.length, most: MOST_EXPORTED });
  const wrong = distinct.find((word) => !ID.test(word));
  if (wrong !== undefined) throw new Problem("export-ids-wrong", 400, { id: wrong.slice(0, 40) });
  return { ids: distinct.map(Number) };
}

/** Reads `format=ris`, or `style=apa-7` for a list of citations. Refuses: `export-format-unknown` 400. */
export function readExportKind(params: URLSearchParams): ExportKind {
  const asked = params.get("format") ?? (params.has("style") ? "text" : "");
  const format = formatOf(asked);
  if (format) return { format };
  const style = asked === "text" ? styleOf(params.get("style") ?? styleNames[0]) : styleOf(asked);
  if (style) return { style };
  throw new Problem("export-format-unknown", 400, { known: [...formatNames, "text"].join(", ") });
}

/** Makes the file. Titles that are gone are left out. Refuses: `export-empty` 404 when none is left. */
export async function makeExport(
  deps: { db: Db; searcher: Searcher },
  order: ExportOrder,
  kind: ExportKind,
  site: { origin: string; today: string },
): Promise<ExportFile> {
  const { ids, total } =
    "ids" in order ? { ids: order.ids, total: 0 } : await searchIds(deps.searcher, order.search);
  const references = await findReferences(deps.db, ids, site.origin);
  if (references.length === 0) throw new Problem("export-empty", 404);
  const name =
    references.length === 1 ? `commonshelf-${references[0]!.id}` : `commonshelf-${references.length}-titles`;
  const rest = { count: references.length, left: Math.max(0, total - ids.length) };
  if ("style" in kind)
    return {
      body: citationList(references, kind.style, site.today),
      type: "text/plain; charset=utf-8",
      name: `${name}.txt`,
      ...rest,
    };
  const { type, extension } = formats[kind.format];
  return { body: writeReferences(references, kind.format), type, name: `${name}.${extension}`, ...rest };
}

/** One citation per line; numbered where the style numbers them. */
function citationList(references: Reference[], style: StyleName, accessedOn: string): string {
  const isNumbered = style.endsWith("-numeric");
  return references
    .map((reference, i) => {
      const text = plainText(cite(reference, style, { accessedOn }));
      return `${isNumbered ? `[${i + 1}] ` : ""}${text}\r\n`;
    })
    .join("");
}

/** The ids a search finds, in its order, as many as a file holds. */
async function searchIds(searcher: Searcher, state: SearchState): Promise<{ ids: number[]; total: number }> {
  const ids: number[] = [];
  let total = 0;
  while (ids.length < MOST_EXPORTED) {
    const page = await searcher.search({
      ...searchRequestOf(state),
      facetSize: 0,
      size: BATCH,
      offset: ids.length,
    });
    total = state.grouped ? page.works : page.total;
    ids.push(...page.hits.map((hit) => hit.id));
    if (page.hits.length < BATCH) break;
  }
  return { ids: ids.slice(0, MOST_EXPORTED), total };
}

/** References of these instances in their order, each once; joined ones are followed to where they are now. */
export async function findReferences(db: Db, ids: readonly number[], origin: string): Promise<Reference[]> {
  const found = new Map((await getInstances(db, [...ids])).map((i) => [i.id, i]));
  const missing = ids.filter((id) => !found.has(id));
  const moved = await successors(db, missing);
  const fresh = [...new Set(moved.values())].filter((id) => !found.has(id));
  for (const instance of await getInstances(db, fresh)) found.set(instance.id, instance);
  const order = new Set(ids.map((id) => moved.get(id) ?? id));
  return [...order].flatMap((id) => {
    const instance = found.get(id);
    return instance ? [referenceOf(instance, origin + instanceHref(id, "zh-Hans"))] : [];
  });
}

/** Where joined instances went, in one statement. */
async function successors(db: Db, ids: number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ asked: number; id: number }>`
    with recursive step as (
      select i.id as asked, i.id, i.merged_into, i.record_count, 0 as depth
      from catalogue.instance_trail i where i.id = any(${ids}::bigint[])
      union all
      select s.asked, i.id, i.merged_into, i.record_count, s.depth + 1
      from step s join catalogue.instance_trail i on i.id = s.merged_into
      where s.record_count = 0 and s.depth < ${MOST_STEPS}
    )
    select s.asked, s.id from step s where s.record_count > 0`.execute(db);
  return new Map(rows.map((row) => [row.asked, row.id]));
}
