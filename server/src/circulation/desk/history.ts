import { sql } from "kysely";
import { listMembers } from "../../consortium/index.ts";
import type { Db } from "../../kernel/database.ts";
import { type Clock, DAY_MS } from "../../kernel/time.ts";
import { ERASED_PERSON } from "../../people/index.ts";
import { settingFigure } from "../../policies/index.ts";

const MOST_AT_ONCE = 50_000;

/**
 * Takes readers out of loans that were returned longer ago than the owner keeps them (setting `historyDays`); the loans stay for its
 * figures. What a reader wants to remember of their reading is theirs and kept elsewhere. For the daily job; returns how many.
 */
export async function forgetReaders(db: Db, clock: Clock): Promise<number> {
  let forgotten = 0;
  for (const { id: memberId } of await listMembers(db)) {
    const days = await settingFigure(db, "historyDays", { memberId, branchId: null });
    const before = new Date(clock.now().getTime() - days * DAY_MS);
    const { numAffectedRows } = await sql`
      update circulation.loan set person_id = ${ERASED_PERSON}, overruled = overruled - 'reason' where id in (
        select l.id from circulation.loan l join catalogue.item_fact i on i.id = l.item_id
        where i.member_id = ${memberId} and l.returned_at < ${before} and l.person_id <> ${ERASED_PERSON}
        limit ${MOST_AT_ONCE})`.execute(db);
    forgotten += Number(numAffectedRows ?? 0n);
  }
  return forgotten;
}
