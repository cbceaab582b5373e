import { sql } from "kysely";
import { findItemByBarcode, resolveInstance } from "../catalogue/index.ts";
import { checkOut, holderAtDesk, placeHold } from "../circulation/index.ts";
import { listBranches } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { homeMember } from "../people/index.ts";
import { casesOf, type Decision, type KeptTerms, refusedBy, termsOf } from "../policies/index.ts";
import { refuse } from "./refusals.ts";
import { type Rehearsed, rehearse } from "./rehearse.ts";

type LibraryLine = {
  memberId: number;
  copies: number;
  refused: string | null;
  period: Decision[];
  renewalsMax: Decision[];
};

/** What would hold when a reader borrows a title: whether they can ask for it, and each library's terms. */
export type BorrowExplanation = {
  instanceId: number;
  title: string;
  refused: Rehearsed<unknown>["refused"];
  libraries: LibraryLine[];
};

const MOST_ITEMS = 500;

/**
 * What would hold when a reader borrows a title. A request is rehearsed for the first place to pick up at their library; one
 * copy of each library, place and class stands for those like it. Refuses `instance-unknown` 404.
 */
export async function explainBorrowing(
  db: Db,
  actor: Actor,
  clock: Clock,
  asked: number,
): Promise<BorrowExplanation> {
  const instanceId = await resolveInstance(db, asked);
  if (instanceId === undefined) throw refuse("instance-unknown");
  const pickup = await pickupOf(db, actor.personId);
  const { personId } = actor;
  const wish = { instanceId, pickupBranchId: pickup ?? 0, personId };
  const { refused } = await rehearse(db, (tx) => placeHold(tx, actor, clock, wish));
  const { rows } = await sql<{ item_id: number; copies: number; title: string }>`
    select min(i.id) as item_id, count(*) as copies, (select t.title from catalogue.title_line t where t.id = ${instanceId}) as title
    from catalogue.item_fact i
    where i.instance_id = ${instanceId} and i.for_loan and i.condition = 'good'
    group by i.member_id, i.location, i.item_class order by i.member_id limit ${MOST_ITEMS}`.execute(db);
  const at = clock.now();
  const cases = await casesOf(
    db,
    rows.map((row) => ({ itemId: row.item_id, personId, branchId: pickup, at })),
  );
  const copies = new Map(rows.map((row) => [row.item_id, row.copies]));
  const libraries = cases.map((one): LibraryLine => {
    const { kept, agreements, about } = termsOf(one);
    return {
      memberId: about.memberId,
      copies: copies.get(one.itemId) ?? 0,
      refused: refusedBy(agreements, about)?.why ?? null,
      period: kept.period ?? [],
      renewalsMax: kept.renewalsMax ?? [],
    };
  });
  return { instanceId, title: rows[0]?.title ?? "", refused, libraries: joinAlike(libraries) };
}

/** Places and classes of a library with the same terms are one line. */
function joinAlike(lines: LibraryLine[]): LibraryLine[] {
  const byTerms = new Map<string, LibraryLine>();
  for (const { copies, ...terms } of lines) {
    const key = JSON.stringify(terms);
    byTerms.set(key, { ...terms, copies: copies + (byTerms.get(key)?.copies ?? 0) });
  }
  return [...byTerms.values()];
}

async function pickupOf(db: Db, personId: string): Promise<number | null> {
  const memberId = await homeMember(db, personId);
  if (memberId === null) return null;
  const branches = await listBranches(db, { memberId });
  return branches.find((one) => one.isPickup)?.id ?? null;
}

/** What would come of lending an item to a reader at a desk, and everything that would hold. */
export type DeskExplanation = { refused: Rehearsed<unknown>["refused"]; values: Required<KeptTerms> };

/**
 * Rehearses a check-out at a desk. The look-up of the reader is kept and shown to them. Refuses as `holderAtDesk`,
 * `item-unknown` 404.
 */
export async function explainAtDesk(
  db: Db,
  actor: Actor & { place: number },
  clock: Clock,
  asked: {
    patronBarcode: string;
    itemBarcode: string;
    patronMemberId?: number | undefined;
    itemId?: number | undefined;
  },
): Promise<DeskExplanation> {
  const { person } = await holderAtDesk({ db, clock }, actor, {
    barcode: asked.patronBarcode,
    memberId: asked.patronMemberId,
    reason: "check-out",
  });
  const items = await findItemByBarcode(db, asked.itemBarcode, null);
  const item =
    items.find((one) => one.id === asked.itemId) ??
    items.find((one) => one.memberId === actor.scope) ??
    items[0];
  if (!item) throw refuse("item-unknown", { barcode: asked.itemBarcode });
  const scan = { ...asked, itemId: item.id, branchId: actor.place };
  const { refused } = await rehearse(db, (tx) => checkOut(tx, actor, clock, scan));
  const [found] = await casesOf(db, [
    { itemId: item.id, personId: person.id, branchId: actor.place, at: clock.now() },
  ]);
  return { refused, values: termsOf(found!).kept as Required<KeptTerms> };
}
