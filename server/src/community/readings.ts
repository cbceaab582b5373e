import { sql } from "kysely";
import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { Reading } from "./schema.ts";

/** A loan that ended. */
export type EndedLoan = {
  loanId: string;
  personId: string;
  instanceId: number;
  loanedAt: string;
  returnedAt: string;
};

const placeSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/**
 * Keeps the loans of those who want a history and had switched it on before the loan ended; all others leave no trace.
 * Twice is once.
 */
export async function recordReadings(tx: Tx, loans: readonly EndedLoan[]): Promise<number> {
  if (loans.length === 0) return 0;
  const { rows } = await sql`
    insert into community.reading (person_id, loan_id, instance_id, loaned_at, returned_at)
    select v.person_id, v.loan_id, v.instance_id, v.loaned_at, v.returned_at
    from unnest(${loans.map((l) => l.personId)}::uuid[], ${loans.map((l) => l.loanId)}::uuid[],
      ${loans.map((l) => l.instanceId)}::bigint[], ${loans.map((l) => l.loanedAt)}::timestamptz[],
      ${loans.map((l) => l.returnedAt)}::timestamptz[]) v(person_id, loan_id, instance_id, loaned_at, returned_at)
    join community.profile p on p.person_id = v.person_id and p.history_since <= v.returned_at
    on conflict do nothing returning 1`.execute(tx);
  return rows.length;
}

/** Somebody's own history, the last returned first. Refuses `cursor-invalid` 400. */
export async function readingsOf(
  db: Db,
  personId: string,
  asked: { limit: number; cursor?: string | undefined },
): Promise<{ items: Reading[]; next: string | null }> {
  const [at, loanId] = readCursor(asked.cursor, placeSchema) ?? [null, null];
  const { rows } = await sql<{
    loan_id: string;
    instance_id: number;
    title: string | null;
    loaned_at: Date;
    returned_at: Date;
  }>`select r.loan_id, r.instance_id, i.title, r.loaned_at, r.returned_at
    from community.reading r join catalogue.public_title_line i on i.id = r.instance_id
    where r.person_id = ${personId}
      and (${at}::timestamptz is null or r.returned_at < ${at}::timestamptz
        or (r.returned_at = ${at}::timestamptz and r.loan_id > ${loanId}::uuid))
    order by r.returned_at desc, r.loan_id limit ${asked.limit + 1}`.execute(db);
  const page = cutPage(rows, asked.limit, (row) => [row.returned_at.toISOString(), row.loan_id]);
  const items = page.items.map((row) => ({
    loanId: row.loan_id,
    instanceId: row.instance_id,
    title: row.title ?? "",
    loanedAt: row.loaned_at.toISOString(),
    returnedAt: row.returned_at.toISOString(),
  }));
  return { items, next: page.next };
}

/** Takes one line out of the actor's own history; what is not theirs or not there changes nothing. */
export async function forgetReading(tx: Tx, actor: Actor, loanId: string): Promise<void> {
  if (!isUuid(loanId)) return;
  await sql`delete from community.reading where person_id = ${actor.personId} and loan_id = ${loanId}`.execute(
    tx,
  );
}
