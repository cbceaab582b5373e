import { partKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import { moveItem, setItemCondition, type Title } from "../catalogue/index.ts";
import { ownerCalendar } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { auditInsert } from "../kernel/audit.ts";
import type { Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import type { Clock, PlainDate } from "../kernel/time.ts";
import { demandPermission } from "../people/index.ts";
import { type Due, dueOf, type LoanTerms, type Overruling, overruling } from "../policies/index.ts";
import { type HoldState, holdStatesBefore } from "../targeting/hold-states.ts";
import {
  demandOneCopy,
  type MeantCopy,
  meantCopies,
  notifyOfHold,
  publishHoldEnded,
  publishingAvailability,
  readLocked,
} from "../targeting/index.ts";
import { demandUnmoved } from "./desk/back-dating.ts";
import { demandRoom, lockBorrower } from "./desk/loan-limits.ts";
import { refuseCard } from "./desk/patron.ts";
import { type Holder, holdersOf, type Patron, patronMeant } from "./desk/patron-at-check-out.ts";
import { moveHold } from "./hold-moves.ts";
import { demandStanding } from "./patron-standing.ts";
import { constraintProblems } from "./refusals.ts";
import type { LoanReceipt } from "./schema.ts";
import { letLie } from "./take-down.ts";
import { targetHolds } from "./targeting.ts";
import { isComing } from "./transits.ts";

type Copy = {
  id: number;
  barcode: string;
  member_id: number;
  instance_id: number;
  title: Title;
  condition: string;
  set_aside: boolean;
  for_loan: boolean;
  on_loan: boolean;
  loan_id: string | null;
  borrower_id: string | null;
  current_branch_id: number;
  hold_id: string | null;
  hold_person_id: string | null;
  hold_state: HoldState | null;
  part: string;
  /** Who waits for this title without a copy, the first first: of which part (null: any), and whether it is this person. */
  waiting: { personId: string; partKey: string | null }[];
};

/** What a desk scanned, and its answers to what it was asked: which of several, and that others wait. */
export type CheckOutInput = {
  patronBarcode: string;
  itemBarcode: string;
  branchId: number;
  itemId?: number | undefined;
  /** The member whose card it is, when several have issued its number. */
  patronMemberId?: number | undefined;
  /** The desk knows that another reader waits for this copy. */
  overrideHold?: boolean | undefined;
  /** Why somebody with the right lends in spite of a block, a limit or a rule. */
  override?: { reason: string } | undefined;
  /** When it was lent, if that was earlier; whether the reader may borrow is asked as of now. */
  at?: Date | undefined;
};

/**
 * Lends an item to a reader at a desk. Refuses, the first that applies: `forbidden` 403, as `refuseCard`,
 * `several-patrons` 409 (`choices`: member ids), what `demandStanding` refuses 409, `item-unknown` 404, `several-items` 409
 * (`choices`: item ids), `item-on-loan` 409 (`isOwn`: to this reader), `item-set-aside` 409 (lent in circles),
 * `item-not-usable` 409, `not-for-loan` 409, `item-held-for-other` 409, `item-wanted-by-other` 409 (unless `overrideHold`),
 * `item-acted-since` 409 (after `at`), `too-many-loans` 409 (`limit`), what `demandAgreements` refuses 409; with `override` those
 * of `overridable` pass, and `override-own-only` 403.
 */
export async function checkOut(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: CheckOutInput,
): Promise<LoanReceipt> {
  demandPermission(actor, "circulation.desk", actor.scope);
  const overruled = overruling(actor, input.override?.reason);
  const scanned = await readScanned(tx, clock, input, actor.scope);
  const patron = patronMeant(scanned.holders, input.patronBarcode, actor.scope);
  if (!patron) throw await refuseCard(tx, input.patronBarcode, input.patronMemberId ?? actor.scope);
  const until = standingUntil(patron, overruled);
  const meant = await demandOneCopy(tx, scanned.copies, input.itemBarcode);
  const copy = await readLocked(tx, meant, () => readCopy(tx, meant.id, patron.person_id));
  refuseUnlendable(copy, patron, input.overrideHold ?? false, overruled);
  if (input.at) await demandUnmoved(tx, copy.id, input.at);
  const now = input.at ?? clock.now();
  const about = { itemId: copy.id, personId: patron.person_id, branchId: input.branchId, now };
  const terms = await demandRoom(tx, about, overruled);
  overruled.demandOwn(copy.member_id);
  const due = dueOf(terms, await ownerCalendar(tx, copy.member_id, now), now, until);
  const id = newId<"loan">();
  const own = await refuseOn(constraintProblems, () =>
    writeLoan(tx, actor, { id, copy, patron, due, now, branchId: input.branchId }, terms, overruled),
  );
  if (copy.current_branch_id !== input.branchId) await moveItem(tx, copy.id, input.branchId);
  if (copy.condition !== "good") await setItemCondition(tx, actor, copy.id, "good");
  if (copy.hold_state === "targeted" && copy.hold_person_id !== patron.person_id)
    await loseTarget(tx, clock, copy);
  else if (own.released !== null) {
    await letLie(tx, clock, { id: own.released, was: "targeted", targetedAt: own.releasedTargetedAt });
    await targetHolds(tx, clock, copy.instance_id);
  }
  return {
    id,
    itemId: copy.id,
    barcode: copy.barcode,
    title: copy.title,
    personId: patron.person_id,
    patronName: patron.name,
    dueOn: due.on,
    dueAt: due.at?.toISOString() ?? null,
    why: terms.kept.period ?? [],
  };
}

/** Whose card and which copies the two scans may mean, the copy's title locked where there is one: one round trip. */
async function readScanned(
  tx: Tx,
  clock: Clock,
  input: CheckOutInput,
  memberId: number | null,
): Promise<{ holders: Holder[]; copies: MeantCopy[] }> {
  const item = { ...input, barcode: input.itemBarcode };
  const { rows } = await sql<{ holders: Holder[]; copies: MeantCopy[] }>`
    select ${holdersOf(input, clock.now())} as holders, ${meantCopies(item, memberId, isComing(input.branchId))} as copies`.execute(
    tx,
  );
  return rows[0]!;
}

/** The last day of the reader's right; null: without end, or it was overruled that they have none. */
function standingUntil({ standing }: Patron, overruled: Overruling): PlainDate | null {
  try {
    return demandStanding(standing);
  } catch (error) {
    overruled.pass(error);
    return null;
  }
}

/** The copy that was being fetched for another reader is lent: another one is looked for, and without one they are told. */
async function loseTarget(tx: Tx, clock: Clock, copy: Copy): Promise<void> {
  const hold = { id: copy.hold_id!, person_id: copy.hold_person_id!, instance_id: copy.instance_id };
  await moveHold(tx, clock, { id: hold.id, state: "targeted" }, "release");
  await targetHolds(tx, clock, copy.instance_id);
  const { rows } = await sql`
    select 1 from circulation.hold h where h.id = ${hold.id} and h.state = 'waiting' and h.stalled_at is null`.execute(
    tx,
  );
  if (rows.length > 0) await notifyOfHold(tx, clock, hold, "hold-lent-away");
}

/** The copy and who has it or waits for it; locks the reader. */
async function readCopy(tx: Tx, itemId: number, personId: string): Promise<Copy> {
  const { rows } = await sql<Copy>`
    select i.id, i.barcode, i.member_id, r.instance_id, x.statement as title, i.condition, i.for_loan,
      i.current_branch_id,
      l.id is not null as on_loan, l.id as loan_id, l.person_id as borrower_id, i.part,
      (select coalesce(json_agg(json_build_object('personId', w.person_id, 'partKey', w.part_key)
          order by w.placed_at, w.id), '[]') from circulation.hold w
        where w.instance_id = r.instance_id and w.state = 'waiting' and w.suspended_until is null
          and (w.wanted_item_id is null or w.wanted_item_id = i.id)) as waiting,
      exists (select 1 from circulation.set_aside a where a.item_id = i.id) as set_aside,
      h.id as hold_id, h.person_id as hold_person_id, h.state as hold_state,
      ${lockBorrower(personId)}::text as locked
    from catalogue.item_line i
    join catalogue.record_line r on r.id = i.record_id
    join catalogue.title_line x on x.id = r.instance_id
    left join circulation.loan l on l.item_id = i.id and l.returned_at is null
    left join circulation.hold h on h.item_id = i.id and h.state in ('targeted', 'in-transit', 'on-shelf')
    where i.id = ${itemId}`.execute(tx);
  return rows[0]!;
}

function refuseUnlendable(copy: Copy, patron: Patron, overrideHold: boolean, overruled: Overruling): void {
  const { barcode } = copy;
  if (copy.on_loan)
    throw new Problem("item-on-loan", 409, {
      barcode,
      ...(copy.borrower_id === patron.person_id && { isOwn: "true", loanId: copy.loan_id }),
    });
  if (copy.set_aside) throw new Problem("item-set-aside", 409, { barcode });
  // Somebody holds it in hand: missing and lost ones have turned up; damaged and withdrawn ones stay here.
  if (copy.condition === "damaged" || copy.condition === "withdrawn")
    throw new Problem("item-not-usable", 409, { barcode, condition: copy.condition });
  if (!copy.for_loan) overruled.pass(new Problem("not-for-loan", 409, { barcode }));
  const captured = copy.hold_state === "on-shelf" || copy.hold_state === "in-transit";
  if (captured && copy.hold_person_id !== patron.person_id)
    throw new Problem("item-held-for-other", 409, { barcode });
  if (!overrideHold && !captured && isWanted(copy, patron.person_id))
    throw new Problem("item-wanted-by-other", 409, { barcode, title: copy.title.main });
}

/** True when another reader comes first: the copy is being fetched for them, or they have waited longer. */
function isWanted(copy: Copy, personId: string): boolean {
  if (copy.hold_state === "targeted") return copy.hold_person_id !== personId;
  const key = partKey(copy.part);
  const first = copy.waiting.find((one) => one.partKey === null || one.partKey === key);
  return first !== undefined && first.personId !== personId;
}

/**
 * The loan with who lent it, the end of any transit and the reader's own hold on this instance: one round trip. `released`: the other
 * copy that hold was targeted to.
 */
async function writeLoan(
  tx: Tx,
  actor: Actor,
  loan: { id: string; copy: Copy; patron: Patron; due: Due; now: Date; branchId: number },
  terms: LoanTerms,
  overruled: Overruling,
): Promise<{ released: number | null; releasedTargetedAt: Date | null }> {
  const { copy, patron } = loan;
  const entry = {
    actor,
    action: "loan.check-out",
    subject: { kind: "loan", id: loan.id },
    scope: actor.scope,
    detail: { itemId: copy.id, ...(overruled.codes.length > 0 && { overruled: overruled.codes }) },
  };
  const { rows } = await sql<{ released: number | null; targeted_at: Date | null; fulfilled: string | null }>`
    with own as (
      select h.id, h.item_id, h.targeted_at from circulation.hold h
      where h.person_id = ${patron.person_id} and h.state = any(${holdStatesBefore("fulfil")}::text[])
        and (h.item_id = ${copy.id}
          or (h.instance_id = ${copy.instance_id} and h.state in ('waiting', 'targeted')
            and (h.part_key is null or h.part_key = ${partKey(copy.part)})))
      order by (h.item_id = ${copy.id}) is true desc, h.part_key nulls last, h.placed_at limit 1
    ), done as (
      update circulation.hold h set state = 'fulfilled', item_id = ${copy.id}, closed_at = ${loan.now},
        version = h.version + 1
      from own where h.id = own.id returning h.id
    ), landed as (
      update circulation.transit set ended_at = ${loan.now}, outcome = 'received'
      where item_id = ${copy.id} and ended_at is null
    ), taken_down as (
      delete from circulation.take_down where item_id = ${copy.id}
    ), lent as (
      insert into circulation.loan (id, item_id, person_id, hold_id, checkout_branch_id, loaned_at, due_on,
        due_at, renewals_max, terms, home_member_id, overruled)
      values (${loan.id}, ${copy.id}, ${patron.person_id}, (select id from own limit 1), ${loan.branchId}, ${loan.now},
        ${loan.due.on}::date, ${loan.due.at}::timestamptz, ${terms.renewalsMax}, ${JSON.stringify(terms.kept)}::jsonb,
        ${terms.homeMemberId}::smallint, ${overruled.kept()}::jsonb)
      returning id
    ), noted as (
      ${auditInsert(entry, loan.now)}
    ), told as (
      ${publishingAvailability(copy.instance_id)}
    )
    select (select o.item_id from own o where o.item_id <> ${copy.id} limit 1) as released,
      (select o.targeted_at from own o where o.item_id <> ${copy.id} limit 1) as targeted_at,
      (select d.id from done d limit 1) as fulfilled from lent`.execute(tx);
  const { released, targeted_at: releasedTargetedAt, fulfilled } = rows[0]!;
  if (fulfilled !== null) await publishHoldEnded(tx, fulfilled, "fulfilled");
  return { released, releasedTargetedAt };
}
