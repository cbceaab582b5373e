import { sql } from "kysely";
import type { Title } from "../../catalogue/index.ts";
import type { Db } from "../../kernel/database.ts";
import type { TakeDownReason } from "../../targeting/item-words.ts";
import type { StalledLine, TakeDownLine } from "../schema.ts";

const PAGE = 500;

/** What is to be taken down at this branch and scanned, the longest lying first. */
export async function takeDownList(db: Db, branchId: number): Promise<TakeDownLine[]> {
  const { rows } = await sql<{
    item_id: number;
    barcode: string | null;
    title: Title;
    call_number: string;
    part: string;
    reason: TakeDownReason;
    since: Date;
    waiting: number;
  }>`select i.id as item_id, i.barcode, x.statement as title, g.call_number, i.part, d.reason, d.since,
      (select count(*) from circulation.hold w where w.instance_id = r.instance_id and w.state = 'waiting') as waiting
    from circulation.take_down d join catalogue.item_line i on i.id = d.item_id
    join catalogue.record_line r on r.id = i.record_id join catalogue.title_line x on x.id = r.instance_id
    join catalogue.call_number_line g on g.id = i.holding_id
    where d.branch_id = ${branchId} order by d.since, i.id limit ${PAGE}`.execute(db);
  return rows.map((row) => ({
    itemId: row.item_id,
    barcode: row.barcode,
    title: row.title,
    callNumber: row.call_number,
    part: row.part,
    reason: row.reason,
    since: row.since.toISOString(),
    waiting: row.waiting,
  }));
}

/** Requests to be picked up here that no copy is in sight for, the longest waiting first. */
export async function stalledHolds(db: Db, branchId: number): Promise<StalledLine[]> {
  const { rows } = await sql<{
    id: string;
    instance_id: number;
    title: Title;
    part: string | null;
    name: string;
    card: string | null;
    placed_at: Date;
    stalled_at: Date;
  }>`select h.id, h.instance_id, x.statement as title, h.part, p.name, h.placed_at, h.stalled_at,
      (select c.barcode from people.card_fact c where c.person_id = p.id
        order by (c.member_id = b.member_id) desc, c.member_id limit 1) as card
    from circulation.hold h join catalogue.title_line x on x.id = h.instance_id
    join people.person_fact p on p.id = h.person_id join consortium.branch_line b on b.id = h.pickup_branch_id
    where h.stalled_at is not null and h.state = 'waiting' and h.pickup_branch_id = ${branchId}
    order by h.stalled_at, h.id limit ${PAGE}`.execute(db);
  return rows.map((row) => ({
    holdId: row.id,
    instanceId: row.instance_id,
    title: row.title,
    part: row.part,
    patronName: row.name,
    patronCard: row.card,
    pickupBranchId: branchId,
    placedAt: row.placed_at.toISOString(),
    stalledAt: row.stalled_at.toISOString(),
  }));
}
