import { partKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import { nextOpenDate, ownerCalendar } from "../../consortium/index.ts";
import type { Tx } from "../../kernel/database.ts";
import { addDays, type Clock, dateIn, type PlainDate } from "../../kernel/time.ts";
import { type KeptTerms, valueIn } from "../../policies/index.ts";
import { notifyOfHold } from "../../targeting/index.ts";

type LentCopy = {
  id: string;
  person_id: string;
  instance_id: number;
  member_id: number;
  due_on: PlainDate;
  part: string;
  terms: KeptTerms | null;
  recalled: boolean;
};

/**
 * Recalls loans for requests that no copy can serve (`unserved`: of which title, the part each wants, null: any), one for each that has
 * none on the way back yet: of those whose rules allow it and that gain by it, the one that would come back last. It is due after the
 * days its reader keeps a recalled book at least, on a day on which the owner is open; its reader is told. The caller holds the locks.
 */
export async function recallFor(
  tx: Tx,
  clock: Clock,
  unserved: readonly { instanceId: number; partKey: string | null }[],
): Promise<void> {
  const { rows } = await sql<LentCopy>`
    select l.id, l.person_id, l.instance_id, l.member_id, l.due_on::text as due_on, l.part, l.terms, o.recalled_at is not null as recalled
    from circulation.loan_terms l join circulation.loan o on o.id = l.id
    where l.instance_id = any(${[...new Set(unserved.map((one) => one.instanceId))]}::bigint[])
      and l.returned_at is null and l.claimed_at is null
    order by l.due_on desc, l.id`.execute(tx);
  const lent = Map.groupBy(rows, (loan) => loan.instance_id);
  for (const { instanceId, partKey: wanted } of unserved) {
    const free = lent.get(instanceId) ?? [];
    const fitting = free.filter((loan) => wanted === null || partKey(loan.part) === wanted);
    const coming = fitting.find((loan) => loan.recalled);
    const loan = coming ?? (await firstRecalled(tx, clock, fitting));
    if (loan) free.splice(free.indexOf(loan), 1);
  }
}

async function firstRecalled(
  tx: Tx,
  clock: Clock,
  loans: readonly LentCopy[],
): Promise<LentCopy | undefined> {
  const now = clock.now();
  for (const loan of loans) {
    if (!valueIn(loan.terms?.recallable ?? [], "recallable")) continue;
    const calendar = await ownerCalendar(tx, loan.member_id, now);
    const days = valueIn(loan.terms?.recallDays ?? [], "recallDays");
    const due = nextOpenDate(calendar, addDays(dateIn(calendar.timeZone, now), days));
    if (due >= loan.due_on) continue;
    await sql`update circulation.loan set due_on = ${due}::date, due_at = null, recalled_at = ${now}, reminder = 0
      where id = ${loan.id}`.execute(tx);
    await notifyOfHold(tx, clock, loan, "loan-recalled", { dueOn: due });
    return loan;
  }
  return undefined;
}
