import { sql } from "kysely";
import { lockByName, type Tx } from "../../kernel/database.ts";
import { newId } from "../../kernel/ids.ts";
import type { Clock } from "../../kernel/time.ts";
import { readDay } from "../../kernel/time.ts";
import { type BlockKind, blockKinds } from "../words.ts";
import { holdCards } from "./blocks.ts";
import { findReadersByCode } from "./by-code.ts";

/** A line of a list of blocks: a reader number or card, a kind as here or as other systems call it, and days as they write them. */
export type BlockRow = {
  line: number;
  reader: string;
  kind: string;
  from: string | null;
  until: string | null;
};
type Counts = {
  read: number;
  created: number;
  updated: 0;
  unchanged: number;
  rejected: { line: number; number: string; reason: string }[];
};

/** What other systems call the kinds: Koha's debarments, and what Chinese ones write. */
const KINDS: readonly (readonly [RegExp, BlockKind])[] = [
  [/^(overdues?|suspension)$|[超逾]期/, "overdue"],
  [/欠|罚|罰|fine/, "debt"],
  [/污损|污損|损坏|損壞|丢失|遗失|遺失/, "damage"],
  [/违规|違規|违章|違章|违约|違約/, "conduct"],
  [/地址/, "address"],
  [/离校|離校|毕业|畢業/, "leaving"],
  [/^(manual|其他|其它)$/, "other"],
];

function kindOf(text: string): BlockKind | undefined {
  const word = text.normalize("NFKC").trim().toLowerCase();
  return blockKinds.find((kind) => kind === word) ?? KINDS.find(([called]) => called.test(word))?.[1];
}

type Read = { row: BlockRow; kind: BlockKind; from: string | null; until: string | null };

function readRow(row: BlockRow): Read | string {
  if (row.reader === "") return "reader-missing";
  const kind = kindOf(row.kind);
  if (kind === undefined) return "block-kind-unknown";
  const from = row.from === null ? null : readDay(row.from);
  const until = row.until === null ? null : readDay(row.until);
  if ((from === null) !== (row.from === null) || (until === null) !== (row.until === null))
    return "date-invalid";
  if (from !== null && until !== null && until < from) return "block-days-invalid";
  return { row, kind, from, until };
}

/**
 * Takes over the blocks of readers from another system, by reader number or card. The same block again changes nothing,
 * one that is over is told as such; none is lifted. With `dryRun` it only counts. Reasons: `reader-missing`,
 * `reader-unknown`, `block-kind-unknown`, `date-invalid`, `block-days-invalid`, `block-over`, `block-twice`.
 */
export async function loadBlocks(
  tx: Tx,
  clock: Clock,
  memberId: number,
  { rows, dryRun }: { rows: readonly BlockRow[]; dryRun: boolean },
): Promise<Counts> {
  await lockByName(tx, `people.load-blocks ${memberId}`);
  const rejected: Counts["rejected"] = [];
  const reject = (row: BlockRow, reason: string): void => {
    rejected.push({ line: row.line, number: row.reader.slice(0, 64), reason });
  };
  const people = await findReadersByCode(
    tx,
    memberId,
    rows.map((row) => row.reader),
  );
  const seen = new Set<string>();
  const good = rows.flatMap((row) => {
    const read = readRow(row);
    const personId = people.get(row.reader);
    const key = typeof read === "string" ? "" : JSON.stringify([personId, read.kind, read.from, read.until]);
    const fault =
      typeof read === "string"
        ? read
        : personId === undefined
          ? "reader-unknown"
          : seen.has(key)
            ? "block-twice"
            : null;
    seen.add(key);
    if (fault !== null || typeof read === "string") {
      reject(row, fault ?? "");
      return [];
    }
    return [{ ...read, personId: personId!, id: newId<"block">() }];
  });
  const given = good.map(({ row: _row, ...block }, at) => ({ at, ...block }));
  const { rows: verdicts } = await sql<{ at: number; verdict: "created" | "unchanged" | "block-over" }>`
    select g.at, case
        when exists (select 1 from people.block b where b.person_id = g."personId" and b.member_id = ${memberId}
          and b.kind = g.kind and b.lifted_at is null and b.until_on is not distinct from g.until
          and (g."from" is null or b.from_on = g."from")) then 'unchanged'
        when g.until < (${clock.now()}::timestamptz at time zone m.time_zone)::date then 'block-over'
        else 'created' end as verdict
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
      as g(at int, "personId" uuid, kind text, "from" date, until date)
    cross join consortium.member_fact m where m.id = ${memberId} order by g.at`.execute(tx);
  for (const { at, verdict } of verdicts) if (verdict === "block-over") reject(good[at]!.row, verdict);
  const created = verdicts.filter((one) => one.verdict === "created").map(({ at }) => given[at]!);
  if (!dryRun && created.length > 0) {
    await sql`insert into people.block (id, person_id, member_id, kind, from_on, until_on, set_at, is_loaded)
      select g.id, g."personId", ${memberId}, g.kind,
        coalesce(g."from", least(g.until, (${clock.now()}::timestamptz at time zone m.time_zone)::date)), g.until, ${clock.now()}, true
      from jsonb_to_recordset(${JSON.stringify(created)}::jsonb)
        as g(id uuid, "personId" uuid, kind text, "from" date, until date)
      cross join consortium.member_fact m where m.id = ${memberId}`.execute(tx);
    await holdCards(tx, clock, null);
  }
  return {
    read: rows.length,
    created: created.length,
    updated: 0,
    unchanged: verdicts.filter((one) => one.verdict === "unchanged").length,
    rejected: rejected.sort((a, b) => a.line - b.line),
  };
}

/** Takes back the blocks a library has loaded, but for those that somebody here has lifted. With `dryRun` it only counts. */
export async function undoBlocks(
  tx: Tx,
  clock: Clock,
  memberId: number,
  dryRun: boolean,
): Promise<{ undone: number; kept: number; left: number }> {
  await lockByName(tx, `people.load-blocks ${memberId}`);
  const { rows } = await sql<{ id: string; lifted: boolean }>`select id, lifted_at is not null as lifted
    from people.block where member_id = ${memberId} and is_loaded for update`.execute(tx);
  const back = rows.filter((one) => !one.lifted).map((one) => one.id);
  if (!dryRun && back.length > 0) {
    await sql`delete from people.block where id = any(${back}::uuid[])`.execute(tx);
    await holdCards(tx, clock, null);
  }
  return { undone: back.length, kept: rows.length - back.length, left: 0 };
}
