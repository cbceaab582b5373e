import { sql } from "kysely";
import { z } from "zod";
import type { Db } from "../kernel/database.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { issueSchema } from "./schema.ts";
import type { Piece } from "./statement.ts";

export type Issue = z.output<typeof issueSchema>;

export type IssueRow = {
  id: number;
  run_id: string;
  year: number;
  volume: string;
  number: string;
  state: Issue["state"];
  expected_on: string | null;
  received_at: Date | null;
  item_id: number | null;
  claims: number;
  claimed_at: Date | null;
  volume_id: number | null;
};

/** Columns of an issue, by the alias `i`. */
export const ISSUE = sql`i.id, i.run_id, i.year, i.volume, i.number, i.state, i.expected_on::text, i.received_at, i.item_id,
  i.claims, i.claimed_at, i.volume_id`;

/** An issue as the API tells it. */
export function toIssue(row: IssueRow): Issue {
  return {
    id: row.id,
    year: row.year,
    volume: row.volume,
    number: row.number,
    state: row.state,
    expectedOn: row.expected_on,
    receivedAt: row.received_at?.toISOString() ?? null,
    itemId: row.item_id,
    claims: row.claims,
    claimedAt: row.claimed_at?.toISOString() ?? null,
    volumeId: row.volume_id,
  };
}

const cursorShape = z.tuple([z.number().int(), z.string(), z.number().int(), z.string(), z.number().int()]);
/** The place of an issue in its run; what was never foretold stands behind what was. */
const placeIn = (alias: string) =>
  ["year", "coalesce(expected_on, '0001-01-01')", "length(number)", "number", "id"].map((column) =>
    sql.raw(column.replace(/year|expected_on|number|id$/, (name) => `${alias}.${name}`)),
  );
const newestFirst = (alias: string) => sql.join(placeIn(alias).map((column) => sql`${column} desc`));

function placeOf(issue: Issue): [number, string, number, string, number] {
  return [issue.year, issue.expectedOn ?? "0001-01-01", issue.number.length, issue.number, issue.id];
}

/** The newest issues of these runs, a page of each, and the cursor of what follows. */
export async function newestIssues(
  db: Db,
  runIds: readonly string[],
  limit: number,
): Promise<Map<string, { items: Issue[]; next: string | null }>> {
  const { rows } = await sql<IssueRow>`select ${ISSUE} from serials.issue i where i.id in (
      select x.id from unnest(${[...runIds]}::uuid[]) n(id) cross join lateral (select x.id from serials.issue x
        where x.run_id = n.id order by ${newestFirst("x")} limit ${limit + 1}) x)
    order by ${newestFirst("i")}`.execute(db);
  const grouped = Map.groupBy(rows, (row) => row.run_id);
  return new Map(runIds.map((id) => [id, cutPage((grouped.get(id) ?? []).map(toIssue), limit, placeOf)]));
}

/** Issues of a run after this place, the newest first. */
export async function issuesAfter(
  db: Db,
  runId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: Issue[]; next: string | null }> {
  const after = readCursor(cursor, cursorShape);
  const place =
    after &&
    sql`and (${sql.join(placeIn("i"))})
    < (${after[0]}::smallint, ${after[1]}::date, ${after[2]}::int, ${after[3]}::text, ${after[4]}::bigint)`;
  const { rows } = await sql<IssueRow>`select ${ISSUE} from serials.issue i where i.run_id::text = ${runId}
    ${place ?? sql``} order by ${newestFirst("i")} limit ${limit + 1}`.execute(db);
  return cutPage(rows.map(toIssue), limit, placeOf);
}

/** What is here of these runs: received or bound. */
export async function piecesHere(db: Db, runIds: readonly string[]): Promise<Map<string, Piece[]>> {
  const { rows } = await sql<Piece & { run: string }>`select i.run_id as run, i.year, i.volume, i.number
    from serials.issue i where i.run_id = any(${[...runIds]}::uuid[]) and i.state in ('received', 'bound')`.execute(
    db,
  );
  const grouped = Map.groupBy(rows, (row) => row.run);
  return new Map(runIds.map((id) => [id, grouped.get(id) ?? []]));
}

/** The first issue that is to come of each of these runs, and the newest that is here. */
export async function nextAndLatest(
  db: Db,
  runIds: readonly string[],
): Promise<Map<string, { next: Issue | null; latest: Issue | null }>> {
  const ids = sql`i.run_id = any(${[...runIds]}::uuid[])`;
  const oldestFirst = sql.join(placeIn("i"));
  const { rows: coming } = await sql<IssueRow>`select distinct on (i.run_id) ${ISSUE} from serials.issue i
    where ${ids} and i.state = 'expected' order by i.run_id, ${oldestFirst}`.execute(db);
  const { rows: here } = await sql<IssueRow>`select distinct on (i.run_id) ${ISSUE} from serials.issue i
    where ${ids} and i.state in ('received', 'bound') order by i.run_id, ${newestFirst("i")}`.execute(db);
  const of = (rows: IssueRow[]) => new Map(rows.map((row) => [row.run_id, toIssue(row)]));
  const [next, latest] = [of(coming), of(here)];
  return new Map(runIds.map((id) => [id, { next: next.get(id) ?? null, latest: latest.get(id) ?? null }]));
}
