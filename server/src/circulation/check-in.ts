import { partKey } from "@commonshelf/cjk";
import { type RawBuilder, sql } from "kysely";
import { moveItem, setItemCondition, type Title } from "../catalogue/index.ts";
import { getMember, loadDistances, nextOpenDate, ownerCalendar } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { auditInsert } from "../kernel/audit.ts";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { LocalText } from "../kernel/text.ts";
import { addDays, type Clock, dateIn, type PlainDate } from "../kernel/time.ts";
import { notify } from "../notices/index.ts";
import { demandPermission } from "../people/index.ts";
import { type Standing, settle } from "../placement/index.ts";
import type { HoldState } from "../targeting/hold-states.ts";
import {
  chooseHold,
  demandOneCopy,
  lockInstance,
  type MeantCopy,
  meantCopies,
  ownRow,
  publishingAvailability,
  readLocked,
  servingAt,
} from "../targeting/index.ts";
import { conditionAfter, type ItemCondition } from "../targeting/item-condition-states.ts";
import type { foundTroubles } from "../targeting/item-words.ts";
import { demandUnmoved } from "./desk/back-dating.ts";
import { endWhatWas } from "./ended-by-scan.ts";
import { moveHold } from "./hold-moves.ts";
import { letLie } from "./take-down.ts";
import { targetHolds } from "./targeting.ts";
import { isComing, sendItem } from "./transits.ts";

/** The item a scan was about. */
type ScannedCopy = {
  id: number;
  barcode: string;
  memberId: number;
  /** Name of the owner, by language. */
  memberName: LocalText;
  callNumber: string;
  location: string;
  title: Title;
  instanceId: number;
};

type ScanInput = { barcode: string; branchId: number; itemId?: number | undefined };

/** What the scan ended: `returned` a loan, `received` a transit, `found` a search. */
type Ended = { returned: boolean; received: boolean; found: (typeof foundTroubles)[number] | null };

/** What the desk does with a scanned item. */
export type ScanOutcome =
  /** Several members have an item with this barcode: scan again with the right one chosen. */
  | { kind: "choose-item"; choices: ScannedCopy[] }
  /** For the hold shelf here; the reader has been told. `patron`: whose name goes on the slip. */
  | ({
      kind: "hold-shelf";
      item: ScannedCopy;
      holdId: string;
      patron: { name: string; card: string | null };
      shelfUntil: PlainDate;
    } & Ended)
  /** Into the crate to another branch: for a reader who waits there, or where it belongs. */
  | ({
      kind: "send";
      item: ScannedCopy;
      toBranchId: number;
      reason: "hold" | "home";
      place: Standing | null;
    } & Ended)
  /** To its shelf in this branch; `condition` says when it is not fit to be lent. */
  | ({ kind: "shelve"; item: ScannedCopy; condition: ItemCondition; place: Standing | null } & Ended);

/** A scan that was about one item. */
type Decided = Exclude<ScanOutcome, { kind: "choose-item" }>;

type Facts = {
  id: number;
  barcode: string | null;
  member_id: number;
  member_name: LocalText;
  instance_id: number;
  title: Title;
  call_number: string;
  location: string;
  part: string;
  home_branch_id: number;
  current_branch_id: number;
  for_loan: boolean;
  condition: ItemCondition;
};

type NextHold = {
  id: string;
  person_id: string;
  instance_id: number;
  pickup_branch_id: number;
  state: HoldState;
  item_id: number | null;
  shelf_until: PlainDate | null;
  part_key: string | null;
  wanted_item_id: number | null;
  placed_at: Date;
  targeted_at: Date | null;
  /** Where the copy lies that is to be fetched for it. */
  target_branch_id: number | null;
  /** This item travelled for it or was kept for it. */
  is_captured: boolean;
  declined: number[];
};

/** A scan being worked on: the item, where it lies, and what the scan ended. */
type Scan = { facts: Facts; branchId: number; ended: Ended };

/**
 * A scan at a desk: the item is here now. In this order: an open loan is returned; a transit ends; a reader who waits
 * gets it (the one it travelled for or was kept for, else as `chooseHold` says); otherwise it goes where it belongs. Missing and lost copies are found by this; damaged ones serve nobody.
 * `at`: when it was given back, if that was earlier; where it goes is decided now.
 * Refuses in this order: `forbidden` 403, `item-unknown` 404, `item-acted-since` 409 (after `at`), `item-withdrawn` 409 (unless
 * it was on loan, on its way or to be taken down).
 */
export async function scanItem(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: ScanInput & { at?: Date | undefined },
): Promise<ScanOutcome> {
  demandPermission(actor, "circulation.desk", actor.scope);
  const found = await copiesMeant(tx, input, actor.scope);
  if (found.length > 1) {
    const facts = await loadFacts(tx, sql`i.id = any(${found.map((item) => item.id)}::bigint[])`);
    return { kind: "choose-item", choices: facts.map(toCopy) };
  }
  const meant = await demandOneCopy(tx, found, input.barcode);
  const itemId = meant.id;
  const facts = await readLocked(tx, meant, async () => (await loadFacts(tx, sql`i.id = ${itemId}`))[0]!);
  const at = input.at ?? clock.now();
  if (input.at) await demandUnmoved(tx, itemId, at);
  const { loan, transitId, takenDown } = await endWhatWas(tx, clock, {
    itemId,
    branchId: input.branchId,
    at,
  });
  const ended: Ended = {
    returned: loan !== null,
    received: transitId !== null,
    found: loan?.claimed ? "claimed-returned" : null,
  };
  if (facts.condition === "withdrawn" && !ended.returned && !ended.received && !takenDown)
    throw new Problem("item-withdrawn", 409, { barcode: input.barcode });
  if (facts.current_branch_id !== input.branchId) await moveItem(tx, itemId, input.branchId);
  await endSearch(tx, actor, clock, facts, loan?.claimed ? loan.personId : null, ended);
  const scan: Scan = { facts, branchId: input.branchId, ended };
  const isFit = facts.for_loan && facts.condition === "good";
  const holds = isFit ? await holdsFor(tx, facts) : null;
  const hold = holds && (await nextHold(tx, scan, holds, clock.now()));
  const outcome = hold ? await captureFor(tx, clock, scan, hold) : await goHome(tx, clock, scan);
  if (hold?.state === "targeted" && hold.item_id !== null && hold.item_id !== itemId)
    await letLie(tx, clock, { id: hold.item_id, was: "targeted", targetedAt: hold.targeted_at });
  // Nobody waits for a copy of it where none of its holds was found.
  if (holds?.length !== 0) await targetHolds(tx, clock, facts.instance_id);
  await noteScan(tx, actor, at, outcome, { loanId: loan?.id ?? null, transitId });
  return outcome;
}

/** Who scanned the item, what that ended, and what became of it; and that a copy may be free or taken now: one round trip. */
async function noteScan(
  tx: Tx,
  actor: Actor,
  at: Date,
  outcome: Decided,
  ended: { loanId: string | null; transitId: string | null },
): Promise<void> {
  const detail = {
    outcome: outcome.kind,
    ...ended,
    found: outcome.found,
    holdId: outcome.kind === "hold-shelf" ? outcome.holdId : null,
    toBranchId: outcome.kind === "send" ? outcome.toBranchId : null,
  };
  const subject = { kind: "item", id: String(outcome.item.id) };
  const action = ended.loanId === null ? "item.scan" : "loan.return";
  const entry = auditInsert({ actor, action, subject, scope: actor.scope, detail }, at);
  await sql`with told as (${publishingAvailability(outcome.item.instanceId)}) ${entry}`.execute(tx);
}

/** The item is here: a missing or lost one is good again, and who claimed to have returned it hears of it. */
async function endSearch(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  facts: Facts,
  claimant: string | null,
  ended: Ended,
): Promise<void> {
  const { condition } = facts;
  const found = conditionAfter(condition, "find");
  if (found) {
    await setItemCondition(tx, actor, facts.id, found);
    facts.condition = found;
    ended.found ??= condition as "missing" | "lost";
  }
  if (claimant !== null)
    await notify(tx, clock, {
      personId: claimant,
      kind: "loan-claim-settled",
      params: { instanceId: facts.instance_id, title: facts.title.main },
      link: `/instance/${facts.instance_id}`,
    });
}

/** The copies a scanned barcode may mean; also one that is lent may well be what lies on the desk. */
async function copiesMeant(tx: Tx, input: ScanInput, memberId: number | null): Promise<MeantCopy[]> {
  const isLent = sql`(${isComing(input.branchId)}
    or exists (select 1 from circulation.loan l where l.item_id = i.id and l.returned_at is null))`;
  const { rows } = await sql<{ copies: MeantCopy[] }>`
    select ${meantCopies(input, memberId, isLent)} as copies`.execute(tx);
  return rows[0]!.copies;
}

async function loadFacts(tx: Tx, condition: RawBuilder<unknown>): Promise<Facts[]> {
  const { rows } = await sql<Facts>`
    select i.id, i.barcode, i.member_id, m.name as member_name, r.instance_id, x.statement as title, h.call_number, h.location,
      i.part, i.home_branch_id, i.current_branch_id, i.for_loan, i.condition
    from catalogue.item_line i join catalogue.record_line r on r.id = i.record_id
    join consortium.member_fact m on m.id = i.member_id
    join catalogue.call_number_line h on h.id = i.holding_id
    join catalogue.title_line x on x.id = r.instance_id where ${condition} order by i.id`.execute(tx);
  return rows;
}

function toCopy(facts: Facts): ScannedCopy {
  return {
    id: facts.id,
    barcode: facts.barcode ?? "",
    memberId: facts.member_id,
    memberName: facts.member_name,
    callNumber: facts.call_number,
    location: facts.location,
    title: facts.title,
    instanceId: facts.instance_id,
  };
}

const MOST_HOLDS = 1000;

/** The hold this item serves: the one it travelled for or was kept for, else the one `chooseHold` says. */
async function nextHold(
  tx: Tx,
  scan: Scan,
  found: readonly NextHold[],
  now: Date,
): Promise<NextHold | undefined> {
  const { facts, branchId } = scan;
  let holds = found;
  const captured = holds.find((hold) => hold.is_captured);
  if (captured && captured.instance_id !== facts.instance_id) {
    // Its copy's record has moved and the hold has not followed yet.
    await lockInstance(tx, captured.instance_id);
    holds = await holdsFor(tx, facts);
  }
  const own = holds.find((hold) => hold.is_captured) ?? holds.find((hold) => hold.item_id === facts.id);
  if (own || holds.length === 0) return own;
  const key = partKey(facts.part);
  const serving = await servingAt(tx, scan, holds, now);
  const open = holds
    .filter((hold) => hold.part_key === null || hold.part_key === key)
    .filter((hold) => hold.wanted_item_id === null || hold.wanted_item_id === facts.id)
    .filter((hold) => !serving.refused.has(hold.id))
    .map((row) => ({
      row,
      id: row.id,
      pickupBranchId: row.pickup_branch_id,
      placedAt: row.placed_at,
      target: row.item_id === null ? null : { itemId: row.item_id, branchId: row.target_branch_id! },
      declined: new Set(row.declined),
      behindDays: serving.behindDays.get(row.id) ?? 0,
    }));
  const copy = { itemId: facts.id, branchId, isHome: facts.home_branch_id === branchId };
  return chooseHold(copy, open, await loadDistances(tx), serving)?.row;
}

/** The hold that has captured the item, and those of its instance that no copy has set out for, oldest first. */
async function holdsFor(tx: Tx, facts: Facts): Promise<NextHold[]> {
  const { rows } = await sql<NextHold>`
    select h.id, h.person_id, h.instance_id, h.pickup_branch_id, h.state, h.item_id, h.shelf_until, h.part_key, h.wanted_item_id,
      h.placed_at, h.targeted_at, t.current_branch_id as target_branch_id,
      (h.item_id = ${facts.id} and h.state in ('in-transit', 'on-shelf')) is true as is_captured,
      array(select c.item_id from circulation.hold_candidate c
        where c.hold_id = h.id and c.rejected = 'declined') as declined
    from circulation.hold h left join catalogue.item_line t on t.id = h.item_id
    where (h.instance_id = ${facts.instance_id} and h.state in ('waiting', 'targeted')
        and (h.suspended_until is null or h.state = 'targeted'))
      or (h.item_id = ${facts.id} and h.state in ('in-transit', 'on-shelf'))
    order by is_captured desc, h.item_id is not distinct from ${facts.id} desc, h.placed_at, h.id
    limit ${MOST_HOLDS}`.execute(tx);
  return rows;
}

async function captureFor(tx: Tx, clock: Clock, scan: Scan, hold: NextHold): Promise<Decided> {
  const { facts, branchId, ended } = scan;
  const item = toCopy(facts);
  if (hold.pickup_branch_id !== branchId) {
    await moveHold(tx, clock, hold, "dispatch", { itemId: facts.id });
    const toBranchId = hold.pickup_branch_id;
    await sendItem(tx, clock, { itemId: facts.id, fromBranchId: branchId, toBranchId, holdId: hold.id });
    return { kind: "send", item, toBranchId, reason: "hold", place: null, ...ended };
  }
  const pickup = await pickupFacts(tx, clock, hold);
  const isNew = hold.state !== "on-shelf";
  await moveItem(tx, facts.id, branchId, true);
  const shelfUntil = (isNew ? null : hold.shelf_until) ?? pickup.shelfUntil;
  await moveHold(tx, clock, hold, "capture", { itemId: facts.id, shelfUntil });
  if (isNew)
    await notify(tx, clock, {
      personId: hold.person_id,
      kind: "hold-ready",
      params: { instanceId: facts.instance_id, title: facts.title.main, branchId, shelfUntil },
      link: ownRow("hold", hold.id),
    });
  return { kind: "hold-shelf", item, holdId: hold.id, patron: pickup.patron, shelfUntil, ...ended };
}

/** Whose name goes on the slip, and the last day on the shelf: one on which the pickup branch is open. */
async function pickupFacts(
  tx: Tx,
  clock: Clock,
  hold: NextHold,
): Promise<{ patron: { name: string; card: string | null }; shelfUntil: PlainDate }> {
  const { rows } = await sql<{ member_id: number; name: string; card: string | null }>`
    select b.member_id, p.name, (select c.barcode from people.card_fact c where c.person_id = p.id
        order by (c.member_id = b.member_id) desc, c.member_id limit 1) as card
    from consortium.branch_line b, people.person_fact p where b.id = ${hold.pickup_branch_id} and p.id = ${hold.person_id}`.execute(
    tx,
  );
  const row = rows[0]!;
  const member = await getMember(tx, row.member_id);
  const now = clock.now();
  const calendar = await ownerCalendar(tx, member.id, now);
  const last = addDays(dateIn(member.timeZone, now), member.shelfDays);
  return {
    patron: { name: row.name, card: row.card },
    shelfUntil: nextOpenDate(calendar, last, hold.pickup_branch_id),
  };
}

/** Nobody waits for it: to where it belongs, which is its home, its place for now, or here when it floats. */
async function goHome(tx: Tx, clock: Clock, { facts, branchId, ended }: Scan): Promise<Decided> {
  const item = toCopy(facts);
  const isFit = facts.for_loan && facts.condition === "good";
  const copy = { id: facts.id, homeBranchId: facts.home_branch_id, isFit };
  const { branchId: toBranchId, place } = await settle(tx, clock, copy, branchId);
  if (toBranchId === branchId) return { kind: "shelve", item, condition: facts.condition, place, ...ended };
  await sendItem(tx, clock, { itemId: facts.id, fromBranchId: branchId, toBranchId, holdId: null });
  return { kind: "send", item, toBranchId, reason: "home", place, ...ended };
}
