import { sql } from "kysely";
import { findItemByBarcode, moveItem, type Title } from "../catalogue/index.ts";
import { getMember } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { addDays, type Clock, dateIn } from "../kernel/time.ts";
import { demandPermission } from "../people/index.ts";
import { publishAvailability } from "./availability-events.ts";
import { notify } from "./notices.ts";
import { lockInstance, targetHolds } from "./targeting.ts";
import { endTransit, sendItem } from "./transits.ts";

/** The item a scan was about. */
export type ScannedCopy = {
  id: number;
  barcode: string;
  memberId: number;
  callNumber: string;
  location: string;
  title: Title;
  instanceId: number;
};

/** What the desk does with a scanned item. */
export type ScanOutcome =
  /** Several members have an item with this barcode: scan again with the right one chosen. */
  | { kind: "choose-item"; choices: ScannedCopy[] }
  /** For the hold shelf here; the reader has been told. `patron`: whose name goes on the slip. */
  | {
      kind: "hold-shelf";
      item: ScannedCopy;
      returned: boolean;
      patron: { name: string; card: string | null };
      shelfUntil: string;
    }
  /** Into the crate to another branch: for a reader who waits there, or home. */
  | { kind: "send"; item: ScannedCopy; returned: boolean; toBranchId: number; reason: "hold" | "home" }
  /** Back to its shelf in this branch. */
  | { kind: "shelve"; item: ScannedCopy; returned: boolean };

type Facts = {
  id: number;
  barcode: string | null;
  member_id: number;
  instance_id: number;
  title: Title;
  call_number: string;
  location: string;
  home_branch_id: number;
  for_loan: boolean;
  condition: string;
};

type WaitingHold = {
  id: string;
  person_id: string;
  pickup_branch_id: number;
  state: string;
  item_id: number | null;
};

/**
 * A scan at a desk: the item is here now. In this order: an open loan is returned; a transit ends; a reader who waits
 * gets it (the hold it travels for, the hold it is targeted to, else the next in the queue); otherwise it goes home.
 * Refuses `forbidden` 403, `item-unknown` 404, `item-withdrawn` 409.
 */
export async function scanItem(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { barcode: string; branchId: number; itemId?: number },
): Promise<ScanOutcome> {
  demandPermission(actor, "circulation.desk", actor.scope);
  const found = await findItemByBarcode(tx, input.barcode, actor.scope);
  const chosen = input.itemId === undefined ? found : found.filter((item) => item.id === input.itemId);
  if (chosen.length === 0) throw new Problem("item-unknown", 404, { barcode: input.barcode });
  if (chosen.length > 1)
    return {
      kind: "choose-item",
      choices: await Promise.all(chosen.map(async (i) => toCopy(await loadFacts(tx, i.id)))),
    };
  await lockInstance(tx, chosen[0]!.instanceId);
  await sql`select 1 from catalogue.item i where i.id = ${chosen[0]!.id} for update`.execute(tx);
  const facts = await loadFacts(tx, chosen[0]!.id);
  if (facts.condition === "withdrawn") throw new Problem("item-withdrawn", 409, { barcode: input.barcode });
  const returned = await returnLoan(tx, clock, facts.id, input.branchId);
  await moveItem(tx, facts.id, input.branchId);
  await sql`update catalogue.item set condition = 'good' where id = ${facts.id} and condition in ('missing', 'lost')`.execute(
    tx,
  );
  const transit = await endTransit(tx, clock, facts.id, "received");
  const hold = facts.for_loan ? await holdFor(tx, facts, transit?.holdId ?? null) : undefined;
  const outcome = hold
    ? await capture(tx, clock, facts, hold, input.branchId, returned)
    : await goHome(tx, clock, facts, input.branchId, returned);
  await targetHolds(tx, clock, facts.instance_id);
  await publishAvailability(tx, [facts.instance_id]);
  return outcome;
}

async function loadFacts(tx: Tx, itemId: number): Promise<Facts> {
  const { rows } = await sql<Facts>`
    select i.id, i.barcode, i.member_id, r.instance_id, x.brief -> 'title' as title, h.call_number, h.location,
      i.home_branch_id, i.for_loan, i.condition
    from catalogue.item i join catalogue.record r on r.id = i.record_id
    join catalogue.holding h on h.id = i.holding_id
    join catalogue.instance x on x.id = r.instance_id where i.id = ${itemId}`.execute(tx);
  return rows[0]!;
}

function toCopy(facts: Facts): ScannedCopy {
  return {
    id: facts.id,
    barcode: facts.barcode ?? "",
    memberId: facts.member_id,
    callNumber: facts.call_number,
    location: facts.location,
    title: facts.title,
    instanceId: facts.instance_id,
  };
}

async function returnLoan(tx: Tx, clock: Clock, itemId: number, branchId: number): Promise<boolean> {
  const { rows } = await sql`
    update circulation.loan set returned_at = ${clock.now()}, return_branch_id = ${branchId}
    where item_id = ${itemId} and returned_at is null returning id`.execute(tx);
  return rows.length > 0;
}

/** The hold this item serves: the one it travels for or waits for, the one targeted to it, else the oldest waiting. */
async function holdFor(tx: Tx, facts: Facts, transitHoldId: string | null): Promise<WaitingHold | undefined> {
  const { rows } = await sql<WaitingHold>`
    select h.id, h.person_id, h.pickup_branch_id, h.state, h.item_id from circulation.hold h
    where h.instance_id = ${facts.instance_id}
      and (h.state = 'waiting' or h.state = 'targeted' or (h.item_id = ${facts.id} and h.state in ('in-transit', 'on-shelf')))
    order by (h.id = ${transitHoldId}::uuid) is true desc,
      (h.item_id = ${facts.id} and h.state in ('in-transit', 'on-shelf')) is true desc,
      h.placed_at, h.id
    limit 1 for update of h`.execute(tx);
  return rows[0];
}

async function capture(
  tx: Tx,
  clock: Clock,
  facts: Facts,
  hold: WaitingHold,
  branchId: number,
  returned: boolean,
): Promise<ScanOutcome> {
  await sql`update circulation.hold set state = 'waiting', item_id = null, targeted_at = null, version = version + 1
    where item_id = ${facts.id} and id <> ${hold.id} and state = 'targeted'`.execute(tx);
  if (hold.pickup_branch_id !== branchId) {
    await sql`update circulation.hold set state = 'in-transit', item_id = ${facts.id}, version = version + 1
      where id = ${hold.id}`.execute(tx);
    await sendItem(tx, clock, facts.id, branchId, hold.pickup_branch_id, hold.id);
    return { kind: "send", item: toCopy(facts), returned, toBranchId: hold.pickup_branch_id, reason: "hold" };
  }
  const { member, patron } = await pickupFacts(tx, hold);
  const shelfUntil = addDays(dateIn(member.timeZone, clock.now()), member.shelfDays);
  const isNew = hold.state !== "on-shelf" || hold.item_id !== facts.id;
  await sql`update circulation.hold set state = 'on-shelf', item_id = ${facts.id}, version = version + 1,
      shelf_until = case when ${isNew} then ${shelfUntil}::date else shelf_until end
    where id = ${hold.id}`.execute(tx);
  if (isNew)
    await notify(tx, clock, hold.person_id, "hold-ready", {
      instanceId: facts.instance_id,
      title: facts.title.main,
      branchId,
      shelfUntil,
    });
  return { kind: "hold-shelf", item: toCopy(facts), returned, patron, shelfUntil };
}

async function pickupFacts(
  tx: Tx,
  hold: WaitingHold,
): Promise<{
  member: { timeZone: string; shelfDays: number };
  patron: { name: string; card: string | null };
}> {
  const { rows } = await sql<{ member_id: number; name: string; card: string | null }>`
    select b.member_id, p.name, (select c.barcode from people.card c where c.person_id = p.id
        order by (c.member_id = b.member_id) desc, c.member_id limit 1) as card
    from consortium.branch b, people.person p where b.id = ${hold.pickup_branch_id} and p.id = ${hold.person_id}`.execute(
    tx,
  );
  const row = rows[0]!;
  return { member: await getMember(tx, row.member_id), patron: { name: row.name, card: row.card } };
}

async function goHome(
  tx: Tx,
  clock: Clock,
  facts: Facts,
  branchId: number,
  returned: boolean,
): Promise<ScanOutcome> {
  if (facts.home_branch_id === branchId) return { kind: "shelve", item: toCopy(facts), returned };
  await sendItem(tx, clock, facts.id, branchId, facts.home_branch_id, null);
  return { kind: "send", item: toCopy(facts), returned, toBranchId: facts.home_branch_id, reason: "home" };
}
