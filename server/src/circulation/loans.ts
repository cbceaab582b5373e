import { partKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Title } from "../catalogue/index.ts";
import { getBranch, listBranches, ownerCalendar } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { auditInsert } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import { type Clock, dateIn, type PlainDate } from "../kernel/time.ts";
import { isReaderOf, mayDo } from "../people/index.ts";
import { type Due, dueOf, type KeptTerms, renewalTerms } from "../policies/index.ts";
import { lockInstanceOf } from "../targeting/index.ts";
import { loanStateAfter, openLoanState } from "../targeting/loan-states.ts";
import { demandStanding, patronStanding } from "./patron-standing.ts";
import type { LoanView } from "./schema.ts";

type OpenLoan = {
  id: string;
  person_id: string;
  item_id: number;
  instance_id: number;
  member_id: number;
  checkout_branch_id: number;
  due_on: PlainDate;
  due_at: Date | null;
  claimed_at: Date | null;
  renewals: number;
  renewals_max: number;
  terms: KeptTerms | null;
  loan_days: number;
  time_zone: string;
  part: string;
};

/**
 * A reader, or a desk for them, keeps a book longer: a new period from today in the owner's calendar.
 * Only a desk of the item's owner, of the member that lent it, or of a member the reader belongs to.
 * Refuses in this order: `loan-unknown` 404 (also for loans of others), `loan-claimed` 409 (said to be returned),
 * what `demandStanding` refuses 409, `renewals-exhausted` 409, `renewal-refused-waiting` 409 (another reader waits and no other copy is free), `renewal-no-gain` 409.
 */
export async function renewLoan(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
): Promise<{ dueOn: PlainDate; dueAt: string | null }> {
  const loan = await lockLoan(tx, loanId);
  const isOwn = loan.person_id === actor.personId;
  if (!isOwn && !(await isDeskConcerned(tx, actor, loan))) throw new Problem("loan-unknown", 404);
  if (!loanStateAfter(openLoanState({ claimedAt: loan.claimed_at }), "renew"))
    throw new Problem("loan-claimed", 409);
  const until = demandStanding(await patronStanding(tx, clock, loan.person_id));
  if (loan.renewals >= loan.renewals_max)
    throw new Problem("renewals-exhausted", 409, { limit: loan.renewals_max });
  const { rows } = await sql<{ waiting: number }>`
    select count(*) as waiting from circulation.hold h
    where h.instance_id = ${loan.instance_id} and h.state = 'waiting' and h.suspended_until is null
      and (h.wanted_item_id is null or h.wanted_item_id = ${loan.item_id}) and h.person_id <> ${loan.person_id}
      and (h.part_key is null or h.part_key = ${partKey(loan.part)})`.execute(tx);
  if (rows[0]!.waiting > 0) throw new Problem("renewal-refused-waiting", 409, { waiting: rows[0]!.waiting });
  const now = clock.now();
  const calendar = await ownerCalendar(tx, loan.member_id, now);
  const terms = await renewalTerms(tx, loan, dateIn(loan.time_zone, now));
  const due = dueOf(terms, calendar, now, until);
  if (!isLater(due, loan)) throw new Problem("renewal-no-gain", 409, { dueOn: loan.due_on });
  await sql`update circulation.loan set due_on = ${due.on}::date, due_at = ${due.at}::timestamptz, renewals = renewals + 1,
      reminder = 0 where id = ${loan.id}`.execute(tx);
  await auditInsert(
    {
      actor,
      action: "loan.renew",
      subject: { kind: "loan", id: loan.id },
      scope: actor.scope,
      detail: { itemId: loan.item_id, dueOn: due.on },
    },
    now,
  ).execute(tx);
  return { dueOn: due.on, dueAt: due.at?.toISOString() ?? null };
}

function isLater(due: Due, loan: OpenLoan): boolean {
  if (due.on !== loan.due_on) return due.on > loan.due_on;
  return loan.due_at !== null && (due.at === null || due.at > loan.due_at);
}

async function isDeskConcerned(tx: Tx, actor: Actor, loan: OpenLoan): Promise<boolean> {
  if (mayDo(actor, "circulation.desk", loan.member_id)) return true;
  const lender = await getBranch(tx, loan.checkout_branch_id);
  if (mayDo(actor, "circulation.desk", lender.memberId)) return true;
  if (actor.scope === null || !mayDo(actor, "circulation.desk", actor.scope)) return false;
  return await isReaderOf(tx, loan.person_id, actor.scope);
}

/** An open loan with its item's title locked. Refuses `loan-unknown` 404. */
export async function lockLoan(tx: Tx, loanId: string): Promise<OpenLoan> {
  if (!isUuid(loanId)) throw new Problem("loan-unknown", 404);
  const found = await sql<{ item_id: number }>`
    select l.item_id from circulation.loan l where l.id = ${loanId} and l.returned_at is null`.execute(tx);
  if (!found.rows[0]) throw new Problem("loan-unknown", 404);
  await lockInstanceOf(tx, found.rows[0].item_id);
  const { rows } = await sql<OpenLoan>`
    select l.id, l.person_id, l.item_id, r.instance_id, i.member_id, l.checkout_branch_id, l.due_on, l.due_at, l.terms, l.claimed_at, l.renewals,
      coalesce(l.renewals_max, m.renewals_max) as renewals_max, coalesce(l.loan_days, m.loan_days) as loan_days,
      m.time_zone, i.part
    from circulation.loan l join catalogue.item_line i on i.id = l.item_id
    join catalogue.record_line r on r.id = i.record_id join consortium.member_fact m on m.id = i.member_id
    where l.id = ${loanId} and l.returned_at is null`.execute(tx);
  if (!rows[0]) throw new Problem("loan-unknown", 404);
  return rows[0];
}

const PAGE = 200;

/** A reader's open loans, the next due first. */
export async function loansOf(db: Db, personId: string, now: Date): Promise<LoanView[]> {
  return await findLoans(db, personId, now, sql`true`);
}

/** A reader's open loans that concern a member: of its items, or from its branches. */
export async function loansAt(db: Db, personId: string, memberId: number, now: Date): Promise<LoanView[]> {
  const branchIds = (await listBranches(db, { memberId })).map((branch) => branch.id);
  const concerns = sql`(i.member_id = ${memberId} or l.checkout_branch_id = any(${branchIds}::int[]))`;
  return await findLoans(db, personId, now, concerns);
}

async function findLoans(
  db: Db,
  personId: string,
  now: Date,
  condition: ReturnType<typeof sql>,
): Promise<LoanView[]> {
  const { rows } = await sql<{
    id: string;
    instance_id: number;
    item_id: number;
    barcode: string | null;
    title: Title;
    member_id: number;
    loaned_at: Date;
    due_on: PlainDate;
    due_at: Date | null;
    claimed_at: Date | null;
    never_had: boolean;
    renewals: number;
    renewals_max: number;
    time_zone: string;
  }>`select l.id, r.instance_id, l.item_id, i.barcode, x.statement as title, i.member_id, l.loaned_at, l.due_on, l.due_at,
      l.claimed_at, l.never_had, l.renewals, coalesce(l.renewals_max, m.renewals_max) as renewals_max, m.time_zone
    from circulation.loan l join catalogue.item_line i on i.id = l.item_id
    join catalogue.record_line r on r.id = i.record_id join catalogue.title_line x on x.id = r.instance_id
    join consortium.member_fact m on m.id = i.member_id
    where l.person_id = ${personId} and l.returned_at is null and ${condition}
    order by l.due_on, l.id limit ${PAGE}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    instanceId: row.instance_id,
    itemId: row.item_id,
    barcode: row.barcode,
    title: row.title,
    ownerMemberId: row.member_id,
    loanedAt: row.loaned_at.toISOString(),
    dueOn: row.due_on,
    dueAt: row.due_at?.toISOString() ?? null,
    renewals: row.renewals,
    renewalsMax: row.renewals_max,
    isOverdue:
      row.claimed_at === null &&
      (row.due_at === null ? row.due_on < dateIn(row.time_zone, now) : row.due_at < now),
    claimedAt: row.claimed_at?.toISOString() ?? null,
    neverHad: row.never_had,
    returnedAt: null,
  }));
}
