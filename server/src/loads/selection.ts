import { sql } from "kysely";
import { everybody, type Viewer } from "../audience/index.ts";
import { filtersOf, readNarrowing, readQuestion, type Searcher } from "../discovery/index.ts";
import type { Db } from "../kernel/database.ts";
import { entriesOf, getList } from "../lists/index.ts";
import { refuse } from "./refusals.ts";
import { getLoad } from "./runs.ts";
import type { Selection } from "./schema.ts";

/** What a selection is resolved with, and for whom: lists are those they may look at. */
export type SelectionDeps = { db: Db; searcher: Searcher; personId: string };

/** Titles of one page of a search. */
const HITS = 100;
/** Records of one page of a library. */
const PAGE = 1000;

/**
 * Ids of the live records of a library (null: of all) that a selection means, page by page and each once: a search as the
 * address of its results says it, a list, titles, records by their numbers, what a load made, or everything. Refuses
 * `selection-unreadable` 400 (a query that is none), `list-unknown` 404, `load-unknown` 404.
 */
export async function* selectRecords(
  deps: SelectionDeps,
  memberId: number | null,
  selection: Selection,
): AsyncGenerator<number[]> {
  // What is not for everybody is for its own library only, whoever works for all.
  const sight = memberId === null ? everybody : [memberId, -memberId];
  switch (selection.kind) {
    case "search":
      for await (const ids of searched(deps.searcher, selection.search, sight))
        yield await recordsOf(deps.db, memberId, ids);
      return;
    case "list": {
      await getList(deps.db, deps.personId, selection.list);
      const entries = await entriesOf(deps.db, selection.list);
      yield await recordsOf(
        deps.db,
        memberId,
        entries.map((entry) => entry.instanceId),
      );
      return;
    }
    case "titles":
      yield await recordsOf(deps.db, memberId, selection.ids);
      return;
    case "numbers":
      yield await numbered(deps.db, memberId, selection.numbers);
      return;
    case "load": {
      const load = await getLoad(deps.db, selection.load);
      if (!load || (memberId !== null && load.memberId !== memberId)) throw refuse("load-unknown");
      yield* scanned(deps.db, load.memberId, load.id);
      return;
    }
    case "library":
      yield* scanned(deps.db, memberId, null);
  }
}

async function* searched(searcher: Searcher, search: string, viewer: Viewer): AsyncGenerator<number[]> {
  const params = new URLSearchParams(search.replace(/^[^?]*\?/, ""));
  const year = (name: string): number | null => {
    const value = params.get(name);
    return value !== null && /^-?\d{1,4}$/.test(value) ? Number(value) : null;
  };
  const narrowing = readNarrowing((name) => params.getAll(name), { from: year("from"), to: year("to") });
  const question = readQuestion({ q: params.get("q") ?? "", cql: params.get("cql") ?? "" });
  if ("diagnostic" in question) throw refuse("selection-unreadable");
  let cursor: string | null = null;
  do {
    const page = await searcher.search({
      node: question.node,
      filters: filtersOf(narrowing),
      sort: "added",
      size: HITS,
      viewer,
      ...(cursor !== null && { cursor }),
    });
    yield page.hits.map((hit) => hit.id);
    cursor = page.cursor;
  } while (cursor !== null);
}

async function recordsOf(db: Db, memberId: number | null, instanceIds: readonly number[]): Promise<number[]> {
  if (instanceIds.length === 0) return [];
  const { rows } = await sql<{ id: number }>`select r.id from catalogue.record_state r
    where r.instance_id = any(${[...instanceIds]}::bigint[]) and r.deleted_at is null
      and case when ${memberId}::int is null then r.audience = 0 else r.member_id = ${memberId} end order by r.id`.execute(
    db,
  );
  return rows.map((row) => row.id);
}

async function numbered(db: Db, memberId: number | null, numbers: readonly string[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select r.id from catalogue.record_state r
    where r.control_number = any(${[...numbers]}::text[]) and r.deleted_at is null
      and case when ${memberId}::int is null then r.audience = 0 else r.member_id = ${memberId} end order by r.id`.execute(
    db,
  );
  return rows.map((row) => row.id);
}

async function* scanned(db: Db, memberId: number | null, loadId: string | null): AsyncGenerator<number[]> {
  let last = 0;
  for (;;) {
    const { rows } = await sql<{ id: number }>`select r.id from catalogue.record_state r
      where r.id > ${last} and r.deleted_at is null and case when ${memberId}::int is null then r.audience = 0 else r.member_id = ${memberId} end
        and (${loadId}::uuid is null or r.run_id = ${loadId}) order by r.id limit ${PAGE}`.execute(db);
    if (rows.length === 0) return;
    yield rows.map((row) => row.id);
    last = rows.at(-1)!.id;
  }
}
