import { sql } from "kysely";
import { z } from "zod";
import type { Actor } from "../../kernel/actor.ts";
import type { Db } from "../../kernel/database.ts";
import { isUuid } from "../../kernel/ids.ts";
import { cutPage, readCursor } from "../../kernel/paging.ts";
import type { LocalText } from "../../kernel/text.ts";
import { type Clock, dateIn, type PlainDate } from "../../kernel/time.ts";
import { tagOf } from "../../neighbours/index.ts";
import { mayDo } from "../../people/index.ts";
import type { CopyOwner } from "../../shelves/index.ts";
import type { RequestMode } from "../../shelves/schema.ts";
import type { Appointment } from "../meeting/appointments.ts";
import { refuse } from "../refusals.ts";
import { moveFacts } from "./loan-rows.ts";
import { isCase, type LoanOutcome, type LoanState, type LoanTrigger } from "./loan-states.ts";
import { type LoanFacts, type Meeting, movesOf, type NextStep, nextStepOf, recallDay } from "./next-step.ts";

/** A loan as one of its parties, or its mediator, sees it. `other`: the other party. */
export type SharedLoan = {
  id: string;
  copyId: string;
  side: "lender" | "borrower" | "mediator";
  mode: RequestMode;
  state: LoanState;
  title: string | null;
  instanceId: number | null;
  other: CopyOwner;
  requestedAt: string;
  deadlineAt: string | null;
  dueOn: PlainDate | null;
  isOverdue: boolean;
  loanDays: number;
  renewals: number;
  renewalAsked: boolean;
  isRecalled: boolean;
  passOnAgreed: boolean;
  /** How many wait before this one, while it waits in line. */
  before: number | null;
  reason: string | null;
  evidence: string | null;
  proposedOutcome: LoanOutcome | null;
  proposedByMe: boolean;
  outcome: LoanOutcome | null;
  appointment: Appointment | null;
  viaCircle: string | null;
  /** One of the two has blocked the other: nothing is written any more but what ends the loan. */
  isParted: boolean;
  unread: number;
  moves: LoanTrigger[];
  next: NextStep | null;
};

type Row = {
  id: string;
  copy_id: string;
  lender_id: string | null;
  library: LocalText | null;
  borrower_id: string;
  mode: RequestMode;
  state: LoanState;
  title: string | null;
  instance_id: number | null;
  time_zone: string;
  requested_at: Date;
  deadline_at: Date | null;
  due_on: PlainDate | null;
  loan_days: number;
  renewals: number;
  renewal_asked_at: Date | null;
  recalled_at: Date | null;
  pass_on_agreed_at: Date | null;
  before: number;
  reason: string | null;
  evidence: string | null;
  proposed_outcome: LoanOutcome | null;
  proposed_by: string | null;
  outcome: LoanOutcome | null;
  lender_nickname: string | null;
  borrower_nickname: string | null;
  via_circle: string | null;
  apart: boolean;
  place_public: boolean | null;
  copy_on_loan: boolean;
  others_wait: boolean;
  unread: number;
  at: Date | null;
  minutes: number | null;
  place: string | null;
  branch_id: number | null;
  appointment_by: string | null;
  agreed_at: Date | null;
};

const columns = sql`l.id, l.copy_id, l.lender_id, l.borrower_id, l.mode, l.state, l.title, l.instance_id, l.time_zone,
  l.requested_at, l.deadline_at, l.due_on, l.loan_days, l.renewals, l.renewal_asked_at, l.recalled_at,
  l.pass_on_agreed_at, l.reason, l.evidence, l.proposed_outcome, l.proposed_by, l.outcome,
  (select count(*) from peer_loans.loan q where q.copy_id = l.copy_id and q.state in ('requested', 'queued')
    and (q.requested_at, q.id) < (l.requested_at, l.id)) as before,
  (select m.name from consortium.member_fact m where m.id = l.lender_member) as library,
  (select p.nickname from neighbours.sharer p where p.person_id = l.lender_id) as lender_nickname,
  (select p.nickname from neighbours.sharer p where p.person_id = l.borrower_id) as borrower_nickname,
  (select g.name from circles.circle_line g where g.id = l.via_circle_id) as via_circle,
  ${moveFacts},
  a.at, a.minutes, a.place, a.place_public, a.branch_id, a.proposed_by as appointment_by, a.agreed_at`;

/** Loans on one page of a list. */
const LOANS_PAGE = 50;

/** The first page of `sharedLoansFor`. */
export async function sharedLoansOf(
  db: Db,
  clock: Clock,
  personId: string,
  side: "lender" | "borrower",
  input: { ended?: boolean } = {},
): Promise<SharedLoan[]> {
  return (await sharedLoansFor(db, clock, personId, side, input)).items;
}

/** Of the last row: the day it is due, when it ended or was asked for, and its id. */
const place = z.tuple([z.union([z.iso.date(), z.literal("infinity")]), z.iso.datetime(), z.uuid()]);

/**
 * What somebody borrows or lends: what goes on, the next to be done on top; or what has ended, the last on top.
 * Refuses `cursor-invalid` 400.
 */
export async function sharedLoansFor(
  db: Db,
  clock: Clock,
  personId: string,
  side: "lender" | "borrower",
  input: { ended?: boolean; limit?: number; cursor?: string },
): Promise<{ items: SharedLoan[]; next: string | null }> {
  const limit = input.limit ?? LOANS_PAGE;
  const ended = input.ended ?? false;
  const [day, at, id] = readCursor(input.cursor, place) ?? [null, null, null];
  const party = side === "lender" ? sql`l.lender_id` : sql`l.borrower_id`;
  const due = sql`case when l.ended_at is null then coalesce(l.due_on, 'infinity') else 'infinity' end`;
  const since = sql`coalesce(l.ended_at, l.requested_at)`;
  const { rows } = await sql<Row & { due: string; since: Date }>`
    select ${columns}, (${due})::text as due, ${since} as since,
      coalesce((select n.notices from notices.unread n where n.person_id = ${personId} and n.link = '/sharing/loans/' || l.id), 0) as unread
    from peer_loans.loan l left join peer_loans.appointment a on a.loan_id = l.id
    where ${party} = ${personId} and (l.ended_at is not null) = ${ended}
      and (l.ended_at is null or l.title is not null)
      and (${day}::date is null or ${due} > ${day}::date or (${due} = ${day}::date
        and (${since} < ${at}::timestamptz or (${since} = ${at}::timestamptz and l.id > ${id}::uuid))))
    order by ${due}, ${since} desc, l.id limit ${limit + 1}`.execute(db);
  const { items, next } = cutPage(rows, limit, (row) => [row.due, row.since.toISOString(), row.id]);
  return { items: items.map((row) => toLoan(row, side, personId, clock.now())), next };
}

/**
 * One loan, for its parties; for its mediator while a case is open. Refuses `loan-unknown` 404 to everybody else.
 */
export async function getSharedLoan(db: Db, clock: Clock, actor: Actor, loanId: string): Promise<SharedLoan> {
  if (!isUuid(loanId)) throw refuse("loan-unknown");
  const { rows } = await sql<Row & { stewarded: boolean }>`
    select ${columns}, coalesce((select n.notices from notices.unread n where n.person_id = ${actor.personId} and n.link = '/sharing/loans/' || l.id), 0) as unread,
      exists (select 1 from circles.member m where m.circle_id = l.via_circle_id and m.person_id = ${actor.personId}
        and m.role = 'steward' and m.state = 'active') as stewarded
    from peer_loans.loan l left join peer_loans.appointment a on a.loan_id = l.id where l.id = ${loanId}`.execute(
    db,
  );
  const row = rows[0];
  if (!row) throw refuse("loan-unknown");
  const { personId } = actor;
  if (row.lender_id === personId) return toLoan(row, "lender", personId, clock.now());
  if (row.borrower_id === personId) return toLoan(row, "borrower", personId, clock.now());
  if (isCase(row.state) && (row.stewarded || mayDo(actor, "consortium.manage", null)))
    return toLoan(row, "mediator", personId, clock.now());
  throw refuse("loan-unknown");
}

/** Cases waiting for a decision by this steward or office, oldest first. */
export async function casesFor(db: Db, clock: Clock, actor: Actor): Promise<SharedLoan[]> {
  const isOffice = mayDo(actor, "consortium.manage", null);
  const { rows } = await sql<Row>`
    select ${columns}, 0 as unread from peer_loans.loan l left join peer_loans.appointment a on a.loan_id = l.id
    where l.state in ('disputed', 'damage-claimed') and ${actor.personId}::uuid <> l.borrower_id
      and l.lender_id is distinct from ${actor.personId}::uuid
      and (${isOffice} or l.via_circle_id in (select m.circle_id from circles.member m
        where m.person_id = ${actor.personId} and m.role = 'steward' and m.state = 'active'))
    order by l.requested_at, l.id limit ${LOANS_PAGE}`.execute(db);
  return rows.map((row) => toLoan(row, "mediator", actor.personId, clock.now()));
}

function meetingOf(row: Row, personId: string): Meeting {
  if (row.lender_id === null) return "desk";
  if (row.at === null) return "none";
  if (row.agreed_at) return "agreed";
  return row.appointment_by === personId ? "mine" : "theirs";
}

function toLoan(row: Row, side: SharedLoan["side"], personId: string, now: Date): SharedLoan {
  const [otherId, name] =
    side === "lender" ? [row.borrower_id, row.borrower_nickname] : [row.lender_id, row.lender_nickname];
  const isParted = row.apart && side !== "mediator";
  const library = side === "lender" ? null : row.library;
  const other = { nickname: isParted ? null : name, tag: otherId === null ? "" : tagOf(otherId), library };
  const facts: LoanFacts = {
    side,
    state: row.state,
    mode: row.mode,
    renewalAsked: row.renewal_asked_at !== null,
    renewals: row.renewals,
    isRecalled: row.recalled_at !== null,
    dueOn: row.due_on,
    recallTo: recallDay(row.time_zone, now),
    passOnAgreed: row.pass_on_agreed_at !== null,
    copyOnLoan: row.copy_on_loan,
    othersWait: row.others_wait,
    isParted,
    proposed: row.proposed_by === null ? "nobody" : row.proposed_by === personId ? "me" : "other",
  };
  return {
    id: row.id,
    copyId: row.copy_id,
    side,
    mode: row.mode,
    state: row.state,
    title: row.title,
    instanceId: row.instance_id,
    other,
    requestedAt: row.requested_at.toISOString(),
    deadlineAt: row.deadline_at?.toISOString() ?? null,
    dueOn: row.due_on,
    isOverdue: row.state === "on-loan" && row.due_on !== null && row.due_on < dateIn(row.time_zone, now),
    loanDays: row.loan_days,
    renewals: row.renewals,
    renewalAsked: facts.renewalAsked,
    isRecalled: facts.isRecalled,
    passOnAgreed: facts.passOnAgreed,
    before: row.state === "queued" || row.state === "requested" ? row.before : null,
    reason: row.reason,
    evidence: row.evidence,
    proposedOutcome: row.proposed_outcome,
    proposedByMe: row.proposed_by === personId,
    outcome: row.outcome,
    appointment: row.at && {
      at: row.at.toISOString(),
      minutes: row.minutes!,
      place: row.place_public || row.appointment_by === personId ? row.place! : "",
      branchId: row.branch_id,
      isMine: row.appointment_by === personId,
      agreedAt: row.agreed_at?.toISOString() ?? null,
    },
    viaCircle: row.via_circle,
    isParted,
    unread: row.unread,
    moves: movesOf(facts),
    next: nextStepOf(facts, meetingOf(row, personId)),
  };
}
