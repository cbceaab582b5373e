import { sql } from "kysely";
import { setItemCondition } from "../catalogue/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { demandPermission, mayDo } from "../people/index.ts";
import type { HoldState } from "../targeting/hold-states.ts";
import { lockInstanceOf, notifyOfHold, publishAvailability } from "../targeting/index.ts";
import {
  type ConditionTrigger,
  conditionAfter,
  type ItemCondition,
} from "../targeting/item-condition-states.ts";
import { type ClaimAction, type ItemAction, isClaim } from "../targeting/item-words.ts";
import { loanStateAfter, openLoanState } from "../targeting/loan-states.ts";
import { moveHold } from "./hold-moves.ts";
import { endHopelessHolds } from "./holds/unfilled.ts";
import { letStrayLie } from "./take-down.ts";
import { targetHolds } from "./targeting.ts";
import { loseOnTheWay } from "./transits.ts";

type Copy = {
  item_id: number;
  member_id: number;
  instance_id: number;
  condition: ItemCondition;
  deleted: boolean;
  transit_id: string | null;
  loan_id: string | null;
  claimed_at: Date | null;
  lender_id: number | null;
};

/**
 * Staff declare what happened to an item: missing, lost (also while it is on loan), damaged, repaired, withdrawn, taken
 * back into the stock; or that its reader says it was returned, or never had it, and that this was a mistake. Readers who were to get
 * it wait for the next copy, and are told when there is none. Only the owner's desk may; a claim is also taken by the
 * desk's member that lent it.
 * Refuses in this order: `item-unknown` 404, `forbidden` 403, `item-not-on-loan` 409 (claims), `item-on-loan` 409,
 * `item-in-transit` 409 (scan it first, unless it is missing or lost), `item-record-deleted` 409 (reinstate),
 * `item-condition` 409 (the item's condition has no such way).
 */
export async function declareItem(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { itemId: number; action: ItemAction; branchId: number },
): Promise<void> {
  const instanceId = await lockInstanceOf(tx, input.itemId);
  const copy = { ...(await readCopy(tx, input.itemId)), instance_id: instanceId };
  const mayClaim =
    isClaim(input.action) && copy.lender_id !== null && mayDo(actor, "circulation.desk", copy.lender_id);
  if (!mayClaim) demandPermission(actor, "circulation.desk", copy.member_id);
  const refusal = refusalOfAction(
    {
      isOnLoan: copy.loan_id !== null,
      claimedAt: copy.claimed_at,
      isInTransit: copy.transit_id !== null,
      isRecordDeleted: copy.deleted,
      condition: copy.condition,
    },
    input.action,
  );
  if (refusal) throw new Problem(refusal, 409, { itemId: copy.item_id, condition: copy.condition });
  if (isClaim(input.action)) await changeClaim(tx, actor, clock, copy, input.action);
  else {
    if (copy.loan_id !== null) await endLostLoan(tx, actor, clock, copy, input.branchId);
    await changeCondition(tx, actor, clock, copy, input.action);
  }
  await publishAvailability(tx, [copy.instance_id]);
}

async function readCopy(tx: Tx, itemId: number): Promise<Copy> {
  const { rows } = await sql<Copy>`
    select i.id as item_id, i.member_id, r.instance_id, i.condition, r.deleted_at is not null as deleted,
      s.transit_id, s.loan_id, l.claimed_at, b.member_id as lender_id
    from catalogue.item_line i join catalogue.record_line r on r.id = i.record_id
    join circulation.item_state s on s.item_id = i.id
    left join circulation.loan l on l.id = s.loan_id
    left join consortium.branch_line b on b.id = l.checkout_branch_id
    where i.id = ${itemId}`.execute(tx);
  return rows[0]!;
}

/** What decides whether an action may be declared; `claimedAt` counts while the item is on loan. */
export type Declarable = {
  isOnLoan: boolean;
  claimedAt: Date | null;
  isInTransit: boolean;
  isRecordDeleted: boolean;
  condition: ItemCondition;
};

/** Code of the refusal an action meets, in the order of `declareItem`; undefined where it may be declared. Pure. */
export function refusalOfAction(item: Declarable, action: ItemAction): string | undefined {
  const loan = item.isOnLoan ? openLoanState({ claimedAt: item.claimedAt }) : "closed";
  if (isClaim(action)) return loanStateAfter(loan, action) ? undefined : "item-not-on-loan";
  if (item.isOnLoan) return action === "lose" && loanStateAfter(loan, action) ? undefined : "item-on-loan";
  if (item.isInTransit && action !== "miss" && action !== "lose") return "item-in-transit";
  if (action === "reinstate" && item.isRecordDeleted) return "item-record-deleted";
  return conditionAfter(item.condition, action) ? undefined : "item-condition";
}

async function changeClaim(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  copy: Copy,
  action: ClaimAction,
): Promise<void> {
  await sql`update circulation.loan set claimed_at = ${action === "unclaim" ? null : clock.now()}, never_had = ${action === "deny"}
    where id = ${copy.loan_id}`.execute(tx);
  const subject = { kind: "item", id: String(copy.item_id) };
  await writeAudit(tx, actor, `loan.${action}`, subject, copy.member_id, { loanId: copy.loan_id });
}

async function endLostLoan(tx: Tx, actor: Actor, clock: Clock, copy: Copy, branchId: number): Promise<void> {
  await sql`update circulation.loan set returned_at = ${clock.now()}, return_branch_id = ${branchId}, is_lost = true
    where id = ${copy.loan_id}`.execute(tx);
  const subject = { kind: "loan", id: copy.loan_id ?? "" };
  await writeAudit(tx, actor, "loan.lose", subject, copy.member_id, { itemId: copy.item_id });
}

/** The caller holds `lockInstance`. What the catalogue calls withdrawn stays so. */
async function changeCondition(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  copy: Copy,
  trigger: ConditionTrigger,
): Promise<void> {
  const condition = conditionAfter(copy.condition, trigger) ?? copy.condition;
  await setItemCondition(tx, actor, copy.item_id, condition);
  if (condition === "good") await letStrayLie(tx, clock, [copy.item_id]);
  else await letGo(tx, clock, copy, condition === "damaged" ? "keep" : "gone");
  await targetHolds(tx, clock, copy.instance_id);
  await endHopelessHolds(tx, clock, copy.instance_id);
}

/**
 * The hold that was to get this item waits again; a reader who was told to come hears of it. `gone`: it is on no way and on
 * no list to take down any more.
 */
async function letGo(tx: Tx, clock: Clock, copy: Copy, place: "keep" | "gone"): Promise<void> {
  if (place === "gone") await loseOnTheWay(tx, clock, copy.item_id);
  const { rows } = await sql<{ id: string; state: HoldState; person_id: string; instance_id: number }>`
    select h.id, h.state, h.person_id, h.instance_id from circulation.hold h
    where h.item_id = ${copy.item_id} and h.state in ('targeted', 'in-transit', 'on-shelf')`.execute(tx);
  for (const hold of rows) {
    await moveHold(tx, clock, hold, "release");
    if (hold.state !== "on-shelf") continue;
    await notifyOfHold(tx, clock, hold, "hold-delayed");
    // One message is enough: that there is no other copy either is told by this one.
    await sql`update circulation.hold set stalled_at = ${clock.now()} where id = ${hold.id}`.execute(tx);
  }
}
