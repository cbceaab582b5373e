import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import { publishCopies } from "../shelves/index.ts";
import type { OfferMode } from "../shelves/schema.ts";
import { defaultOffer } from "../shelves/testing.ts";
import { acceptLoan } from "./loans/loan-moves.ts";
import { getSharedLoan } from "./loans/loan-views.ts";
import { requestCopy } from "./loans/requests.ts";
import { receiveCopy, receiveReturn, shownCode } from "./meeting/handover.ts";
import type { Neighbourhood } from "./testing.ts";

let counter = 0;

/** A copy of a new title, offered to everybody near; its id. */
export async function offerCopy(
  world: Neighbourhood,
  owner: Actor,
  options: { modes?: OfferMode[]; circleIds?: string[]; public?: boolean } = {},
): Promise<string> {
  const { copies } = await world.run((tx) =>
    publishCopies(tx, owner, world.clock, {
      lines: [{ title: `书 ${++counter}` }],
      options: {
        ...defaultOffer,
        modes: options.modes ?? ["lend"],
        audience: {
          public: options.public ?? true,
          radiusKm: 5,
          friends: false,
          circleIds: options.circleIds ?? [],
        },
      },
    }),
  );
  return copies[0]!.id;
}

/** Asks for a copy; the loan's id. */
export async function ask(
  world: Neighbourhood,
  borrower: Actor,
  copyId: string,
  mode: "lend" | "give" = "lend",
): Promise<string> {
  return (await world.run((tx) => requestCopy(tx, borrower, world.clock, { copyId, mode }))).id;
}

/** The receiver enters what the other party's phone shows. */
export async function handOver(
  world: Neighbourhood,
  shower: Actor,
  receiver: Actor,
  loanId: string,
): Promise<void> {
  const shown = await shownCode(world.database.db, world.clock, shower.personId, loanId);
  await world.run((tx) => receiveCopy(tx, receiver, world.clock, shown!.loanId, shown!));
}

/** The lender enters what the borrower's phone shows. */
export async function giveBack(
  world: Neighbourhood,
  borrower: Actor,
  lender: Actor,
  loanId: string,
): Promise<void> {
  const shown = await shownCode(world.database.db, world.clock, borrower.personId, loanId);
  await world.run((tx) => receiveReturn(tx, lender, world.clock, loanId, shown!));
}

/** Asks, says yes and hands over; the loan's id. */
export async function lend(
  world: Neighbourhood,
  lender: Actor,
  borrower: Actor,
  copyId: string,
): Promise<string> {
  const loanId = await ask(world, borrower, copyId);
  await world.run((tx) => acceptLoan(tx, lender, world.clock, loanId));
  await handOver(world, lender, borrower, loanId);
  return loanId;
}

/** Lets newcomers have up to ten books, by as many readers who had theirs back: tests of one copy need not earn trust. */
export async function trust(world: Neighbourhood, ...readers: Actor[]): Promise<void> {
  for (const reader of readers)
    await sql`with lender as (
        insert into people.person (id, name) select gen_random_uuid(), 'somebody' from generate_series(1, 10) returning id),
      c as (
        insert into shelves.copy (id, region_id, title_id, owner_id, custodian_id, created_at)
        select gen_random_uuid(), 0, (select max(t.id) from shelves.title t), l.id, l.id, now() from lender l
        returning id, owner_id)
      insert into peer_loans.loan (id, region_id, copy_id, mode, lender_id, borrower_id, state, loan_days, time_zone,
        requested_at, handed_over_at, back_at, ended_at)
      select gen_random_uuid(), 0, c.id, 'lend', c.owner_id, ${reader.personId}, 'closed', 30, 'Asia/Shanghai',
        now() - interval '90 days', now() - interval '80 days', now() - interval '60 days', now() - interval '60 days'
      from c`.execute(world.database.db);
}

/** State of a loan as a party sees it. */
export async function stateOf(world: Neighbourhood, actor: Actor, loanId: string): Promise<string> {
  return (await getSharedLoan(world.database.db, world.clock, actor, loanId)).state;
}

/** What must hold for all loans and copies at any time; each line is a violation. */
export async function violations(world: Neighbourhood): Promise<string[]> {
  const { rows } = await sql<{ rule: string; id: string }>`
    select 'a copy has one active loan at most' as rule, l.copy_id::text as id from peer_loans.loan l
      where l.state in ('accepted', 'on-loan', 'return-claimed', 'disputed') group by l.copy_id having count(*) > 1
    union all
    select 'a copy is free exactly when no loan holds it', o.copy_id::text from shelves.offer o
      where o.state <> 'withdrawn' and o.is_free = exists (select 1 from peer_loans.loan l where l.copy_id = o.copy_id
        and l.state in ('accepted', 'on-loan', 'return-claimed', 'disputed'))
    union all
    select 'the borrower holds what is on loan, else the owner does', c.id::text from shelves.copy c
      left join peer_loans.loan l on l.copy_id = c.id and l.state in ('on-loan', 'return-claimed', 'disputed')
      where c.state = 'kept' and c.custodian_id is distinct from coalesce(l.borrower_id, c.owner_id)
    union all
    select 'nobody waits for a free copy while nobody is asked', q.copy_id::text from peer_loans.loan q
      join shelves.offer o on o.copy_id = q.copy_id and o.is_free and o.state <> 'withdrawn'
      where q.state = 'queued' and not exists (select 1 from peer_loans.loan r where r.copy_id = q.copy_id and r.state = 'requested')
    union all
    select 'the state is that of the last event', l.id::text from peer_loans.loan l
      join lateral (select e.to_state from peer_loans.loan_event e where e.loan_id = l.id order by e.id desc limit 1) e on true
      where e.to_state <> l.state
    union all
    select 'a loan that left the hands of its owner ends only by coming back, a case or a gift', e.loan_id::text
      from peer_loans.loan_event e where e.from_state in ('on-loan', 'return-claimed', 'disputed')
        and e.to_state in ('cancelled', 'lapsed', 'expired', 'declined', 'withdrawn')
    union all
    select 'points are minted only for returns and gifts', t.id::text from peer_loans.credit_transfer t
      join peer_loans.loan l on l.id = t.loan_id
      where t.from_person_id is null and l.back_at is null and l.state <> 'given'
    union all
    select 'two people earn no more than the cap by each other', min(t.to_person_id::text) from peer_loans.credit_transfer t
      where t.from_person_id is null
      group by least(t.to_person_id, t.counterpart_id), greatest(t.to_person_id, t.counterpart_id)
      having sum(t.amount) > 400`.execute(world.database.db);
  return rows.map((row) => `${row.rule}: ${row.id}`);
}
