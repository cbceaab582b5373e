import { sql } from "kysely";
import { findInstancesByIsbn, normaliseIsbn, type Title } from "../../catalogue/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Db } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import type { LocalText } from "../../kernel/text.ts";
import type { PlainDate } from "../../kernel/time.ts";
import { demandPermission, mayDo } from "../../people/index.ts";
import type { HoldState } from "../../targeting/hold-states.ts";
import type { ItemCondition } from "../../targeting/item-condition-states.ts";
import {
  type ItemAction,
  type ItemStatus,
  isClaim,
  itemActions,
  type ReportKind,
} from "../../targeting/item-words.ts";
import { refusalOfAction } from "../item-troubles.ts";
import type { DeskItem } from "../schema.ts";

type ItemEvent = DeskItem["history"][number];

type Row = {
  id: number;
  barcode: string | null;
  title: Title;
  instance_id: number;
  member_id: number;
  owner_name: LocalText;
  here_member_id: number;
  to_member_id: number | null;
  open_reports: ReportKind[];
  home_branch_id: number;
  current_branch_id: number;
  call_number: string;
  location: string;
  part: string;
  condition: ItemCondition;
  for_loan: boolean;
  deleted: boolean;
  status: ItemStatus;
  loaned_at: Date | null;
  due_on: PlainDate;
  claimed_at: Date | null;
  never_had: boolean;
  lent_branch_id: number;
  lent_member_id: number;
  borrower: string | null;
  sent_at: Date | null;
  from_branch_id: number;
  to_branch_id: number;
  reason: "hold" | "home";
  hold_state: HoldState | null;
  pickup_branch_id: number;
  pickup_member_id: number;
  shelf_until: PlainDate | null;
  asker: string | null;
  waiting: number;
};

const MOST_CHOICES = 20;

/**
 * Everything a desk needs to know about an item by its barcode. Barcodes are unique inside a member only, so several
 * may come back, the desk's own first. An ISBN finds the items of its title that lie at this branch. Refuses `forbidden` 403, `item-unknown` 404.
 */
export async function itemsAtDesk(db: Db, actor: Actor, barcode: string): Promise<DeskItem[]> {
  demandPermission(actor, "circulation.desk", actor.scope);
  try {
    return await findItems(db, actor, sql`i.barcode_key = kernel.folded_code(${barcode})`);
  } catch (error) {
    const isbn = normaliseIsbn(barcode);
    if (!(error instanceof Problem) || isbn === undefined) throw error;
    const instanceId = [...(await findInstancesByIsbn(db, [isbn])).values()][0];
    if (instanceId === undefined) throw error;
    return await findItems(
      db,
      actor,
      sql`r.instance_id = ${instanceId} and i.current_branch_id = ${actor.place} and i.condition <> 'withdrawn'`,
    );
  }
}

/** One item by its id; for the answer to an action. Refuses `forbidden` 403, `item-unknown` 404. */
export async function itemAtDesk(db: Db, actor: Actor, itemId: number): Promise<DeskItem> {
  demandPermission(actor, "circulation.desk", actor.scope);
  return (await findItems(db, actor, sql`i.id = ${itemId}`))[0]!;
}

async function findItems(db: Db, actor: Actor, condition: ReturnType<typeof sql>): Promise<DeskItem[]> {
  const { rows } = await sql<Row>`
    select i.id, i.barcode, x.statement as title, r.instance_id, i.member_id, m.name as owner_name, i.home_branch_id,
      here.member_id as here_member_id, way.member_id as to_member_id,
      array(select p.kind from circulation.item_report p where p.item_id = i.id and p.decided_at is null) as open_reports,
      i.current_branch_id, g.call_number, g.location, i.part, i.condition, i.for_loan, r.deleted_at is not null as deleted,
      s.status, l.loaned_at, l.due_on, l.claimed_at, l.never_had, l.checkout_branch_id as lent_branch_id,
      lb.member_id as lent_member_id, lp.name as borrower, t.sent_at, t.from_branch_id, t.to_branch_id, t.reason,
      h.state as hold_state, h.pickup_branch_id, hb.member_id as pickup_member_id, h.shelf_until, hp.name as asker,
      (select count(*)::int from circulation.hold w where w.instance_id = r.instance_id and w.state = 'waiting') as waiting
    from catalogue.item_line i
    join catalogue.record_line r on r.id = i.record_id
    join catalogue.title_line x on x.id = r.instance_id
    join catalogue.call_number_line g on g.id = i.holding_id
    join consortium.member_fact m on m.id = i.member_id
    join consortium.branch_line here on here.id = i.current_branch_id
    join circulation.item_state s on s.item_id = i.id
    left join circulation.loan l on l.id = s.loan_id
    left join consortium.branch_line lb on lb.id = l.checkout_branch_id
    left join people.person_fact lp on lp.id = l.person_id
    left join circulation.transit t on t.id = s.transit_id
    left join consortium.branch_line way on way.id = t.to_branch_id
    left join circulation.hold h on h.id = s.hold_id
    left join consortium.branch_line hb on hb.id = h.pickup_branch_id
    left join people.person_fact hp on hp.id = h.person_id
    where ${condition}
    order by (i.member_id = ${actor.scope}::smallint) is true desc, i.member_id limit ${MOST_CHOICES}`.execute(
    db,
  );
  if (rows.length === 0) throw new Problem("item-unknown", 404);
  const histories = await historiesOf(
    db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => toDeskItem(row, actor, histories.get(row.id) ?? []));
}

function toDeskItem(row: Row, actor: Actor, history: ItemEvent[]): DeskItem {
  const sees = (memberId: number): boolean =>
    mayDo(actor, "circulation.desk", row.member_id) || mayDo(actor, "circulation.desk", memberId);
  return {
    id: row.id,
    barcode: row.barcode,
    title: row.title,
    instanceId: row.instance_id,
    ownerMemberId: row.member_id,
    ownerName: row.owner_name,
    homeBranchId: row.home_branch_id,
    currentBranchId: row.current_branch_id,
    callNumber: row.call_number,
    location: row.location,
    part: row.part,
    condition: row.condition,
    forLoan: row.for_loan,
    status: row.status,
    loan: row.loaned_at && {
      dueOn: row.due_on,
      loanedAt: row.loaned_at.toISOString(),
      branchId: row.lent_branch_id,
      claimedAt: row.claimed_at?.toISOString() ?? null,
      neverHad: row.never_had,
      patronName: sees(row.lent_member_id) ? row.borrower : null,
    },
    transit: row.sent_at && {
      fromBranchId: row.from_branch_id,
      toBranchId: row.to_branch_id,
      reason: row.reason,
      sentAt: row.sent_at.toISOString(),
    },
    hold:
      row.hold_state === null
        ? null
        : {
            state: row.hold_state,
            pickupBranchId: row.pickup_branch_id,
            shelfUntil: row.shelf_until,
            patronName: mayDo(actor, "circulation.desk", row.pickup_member_id) ? row.asker : null,
          },
    waiting: row.waiting,
    history,
    actions: itemActions.filter((action) => mayDeclare(row, actor, action)),
    reports: reportsOf(row, actor),
  };
}

/** What this desk may tell the owner: of what lies at its library, or is on its way there, and has not been told yet. */
function reportsOf(row: Row, actor: Actor): ReportKind[] {
  if (row.member_id === actor.scope || row.condition === "withdrawn") return [];
  const kinds: ReportKind[] = [];
  if (row.to_member_id === actor.scope) kinds.push("not-arrived", "damaged");
  else if (row.here_member_id === actor.scope && row.condition === "good") kinds.push("damaged", "missing");
  return kinds.filter((kind) => !row.open_reports.includes(kind));
}

function mayDeclare(row: Row, actor: Actor, action: ItemAction): boolean {
  const isOurs = mayDo(actor, "circulation.desk", row.member_id);
  const isLender = row.loaned_at !== null && mayDo(actor, "circulation.desk", row.lent_member_id);
  if (!isOurs && !(isClaim(action) && isLender)) return false;
  const item = {
    isOnLoan: row.loaned_at !== null,
    claimedAt: row.claimed_at,
    isInTransit: row.sent_at !== null,
    isRecordDeleted: row.deleted,
    condition: row.condition,
  };
  return refusalOfAction(item, action) === undefined;
}

const MOST_EVENTS = 12;

/** The last things that happened to these items, the latest first; who the readers were is not told. */
async function historiesOf(db: Db, itemIds: number[]): Promise<Map<number, ItemEvent[]>> {
  const { rows } = await sql<{
    item_id: number;
    kind: ItemEvent["kind"];
    at: Date;
    branch_id: number;
    to_branch_id: number | null;
  }>`
    select i.item_id, e.kind, e.at, e.branch_id, e.to_branch_id
    from unnest(${itemIds}::bigint[]) i(item_id) cross join lateral (
      select v.kind, v.at, v.step, v.branch_id, v.to_branch_id from (
        select l.loaned_at, l.claimed_at, l.never_had, l.returned_at, l.checkout_branch_id, l.return_branch_id, l.is_lost
        from circulation.loan l where l.item_id = i.item_id order by l.loaned_at desc limit ${MOST_EVENTS}) l
      cross join lateral (values ('lent', l.loaned_at, 0, l.checkout_branch_id, null::int),
        (case when l.never_had then 'denied' else 'claimed' end, l.claimed_at, 1, l.checkout_branch_id, null),
        (case when l.is_lost then 'lost' else 'returned' end, l.returned_at, 2, l.return_branch_id, null))
        v(kind, at, step, branch_id, to_branch_id)
      where v.at is not null
      union all
      select v.kind, v.at, v.step, v.branch_id, v.to_branch_id from (
        select t.sent_at, t.ended_at, t.outcome, t.from_branch_id, t.to_branch_id
        from circulation.transit t where t.item_id = i.item_id order by t.sent_at desc limit ${MOST_EVENTS}) t
      cross join lateral (values ('sent', t.sent_at, 3, t.from_branch_id, t.to_branch_id),
        (case t.outcome when 'received' then 'arrived' else 'vanished' end, t.ended_at, 2, t.to_branch_id, null))
        v(kind, at, step, branch_id, to_branch_id)
      where v.at is not null
      order by at desc, step desc limit ${MOST_EVENTS}) e
    order by i.item_id, e.at desc, e.step desc`.execute(db);
  const found = new Map<number, ItemEvent[]>();
  for (const row of rows) {
    const list = found.get(row.item_id) ?? [];
    found.set(row.item_id, list);
    list.push({
      kind: row.kind,
      at: row.at.toISOString(),
      branchId: row.branch_id,
      toBranchId: row.to_branch_id,
    });
  }
  return found;
}
