import { sql } from "kysely";
import type { Title } from "../../catalogue/index.ts";
import type { Db } from "../../kernel/database.ts";
import type { PlainDate } from "../../kernel/time.ts";
import type { PullLine, ShelfLine, TransitLine } from "../schema.ts";

const PAGE = 500;

/** Items of this branch that readers wait for, in the order of the shelves. */
export async function pullList(db: Db, branchId: number, limit: number = PAGE): Promise<PullLine[]> {
  const { rows } = await sql<PullLine & { targeted: Date }>`
    select h.id as "holdId", i.id as "itemId", i.barcode, x.statement as title, g.call_number as "callNumber",
      coalesce(nullif(s.location, ''), g.location) as location, i.part, h.pickup_branch_id as "pickupBranchId",
      h.targeted_at as targeted, (select a.member_id from people.affiliation_fact a
        where a.person_id = h.person_id order by a.id limit 1) as "readerMemberId"
    from circulation.hold h join catalogue.item_line i on i.id = h.item_id
    join catalogue.call_number_line g on g.id = i.holding_id
    join catalogue.title_line x on x.id = h.instance_id
    left join placement.item_place s on s.item_id = i.id and s.branch_id = i.current_branch_id
    where h.state = 'targeted' and i.current_branch_id = ${branchId}
    order by 6, g.call_number, i.id limit ${limit}`.execute(db);
  return rows.map(({ targeted, ...row }) => ({ ...row, targetedAt: targeted.toISOString() }));
}

/** What waits on this branch's hold shelf, the longest waiting first. */
export async function holdShelf(
  db: Db,
  branchId: number,
  today: PlainDate,
  limit: number = PAGE,
): Promise<ShelfLine[]> {
  const { rows } = await sql<{
    hold_id: string;
    item_id: number;
    barcode: string | null;
    title: Title;
    name: string;
    card: string | null;
    shelf_until: PlainDate;
  }>`select h.id as hold_id, i.id as item_id, i.barcode, x.statement as title, p.name, h.shelf_until,
      (select c.barcode from people.card_fact c join consortium.branch_line b on b.id = h.pickup_branch_id
        where c.person_id = p.id order by (c.member_id = b.member_id) desc, c.member_id limit 1) as card
    from circulation.hold h join catalogue.item_line i on i.id = h.item_id
    join catalogue.title_line x on x.id = h.instance_id join people.person_fact p on p.id = h.person_id
    where h.state = 'on-shelf' and h.pickup_branch_id = ${branchId}
    order by h.shelf_until, h.id limit ${limit}`.execute(db);
  return rows.map((row) => ({
    holdId: row.hold_id,
    itemId: row.item_id,
    barcode: row.barcode,
    title: row.title,
    patronName: row.name,
    patronCard: row.card,
    shelfUntil: row.shelf_until,
    isOver: row.shelf_until < today,
  }));
}

/** Items on their way to this branch, or from it, the longest travelling first. */
export async function transitsOf(
  db: Db,
  branchId: number,
  direction: "to" | "from",
  limit: number = PAGE,
): Promise<TransitLine[]> {
  const column = direction === "to" ? sql`t.to_branch_id` : sql`t.from_branch_id`;
  const { rows } = await sql<{
    id: string;
    item_id: number;
    barcode: string | null;
    title: Title;
    from_branch_id: number;
    to_branch_id: number;
    reason: "hold" | "home";
    sent_at: Date;
  }>`select t.id, i.id as item_id, i.barcode, x.statement as title, t.from_branch_id, t.to_branch_id, t.reason, t.sent_at
    from circulation.transit t join catalogue.item_line i on i.id = t.item_id
    join catalogue.record_line r on r.id = i.record_id join catalogue.title_line x on x.id = r.instance_id
    where t.ended_at is null and ${column} = ${branchId}
    order by t.sent_at, t.id limit ${limit}`.execute(db);
  return rows.map((row) => ({
    transitId: row.id,
    itemId: row.item_id,
    barcode: row.barcode,
    title: row.title,
    fromBranchId: row.from_branch_id,
    toBranchId: row.to_branch_id,
    reason: row.reason,
    sentAt: row.sent_at.toISOString(),
  }));
}
