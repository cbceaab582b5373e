import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";
import { type Clock, DAY_MS, freshFor, MINUTE_MS } from "../../kernel/time.ts";
import { currentBook, effective, settingFigure } from "../../policies/index.ts";
import { fairnessMinutes, type Market } from "../../targeting/index.ts";

const FRESH_MS = MINUTE_MS;
const SHARE_DAYS = 90;

type Kept = { market: Omit<Market, "roomByBranch">; until: number };
const byDatabase = new WeakMap<object, Kept>();

/** What speaks for and against suppliers: lending beyond a library's part and requests to fetch, kept for a minute; room as it is now. */
export async function marketNow(db: Db, clock: Clock): Promise<Market> {
  const place = db.getExecutor().adapter;
  const now = clock.now().getTime();
  const known = byDatabase.get(place);
  const isFresh = known && known.until > now && known.until - now <= FRESH_MS;
  const market = isFresh ? known.market : await readMarket(db);
  if (!isFresh) byDatabase.set(place, { market, until: now + freshFor(FRESH_MS) });
  return { ...market, roomByBranch: await roomNow(db) };
}

/** How many copies more branches that say a most fetch for others' readers. Two desks at the same moment may go one beyond. */
async function roomNow(db: Db): Promise<Map<number, number>> {
  const { settings } = await currentBook(db);
  if (!settings.some((one) => one.key === "fetchesMost")) return new Map();
  const { rows } = await sql<{ branchId: number; memberId: number; open: number }>`
    select b.id as "branchId", b.member_id as "memberId", (select count(*) from circulation.hold h
      join catalogue.item_fact i on i.id = h.item_id join consortium.branch_fact p on p.id = h.pickup_branch_id
      where h.state = 'targeted' and i.current_branch_id = b.id and p.member_id <> i.member_id) as open
    from consortium.branch_fact b`.execute(db);
  const most = (at: (typeof rows)[number]): number => Number(effective(settings, "fetchesMost", at).value);
  return new Map(rows.map((row) => [row.branchId, most(row) - row.open]));
}

async function readMarket(db: Db): Promise<Omit<Market, "roomByBranch">> {
  const region = { memberId: null, branchId: null };
  const shares = await sql<{ memberId: number; sent: number; copies: number }>`
    select s.member_id as "memberId", s.sent, s.copies from circulation.member_share s`.execute(db);
  const open = await sql<{ branch_id: number; open: number }>`
    select i.current_branch_id as branch_id, count(*) as open from circulation.hold h
    join catalogue.item_fact i on i.id = h.item_id where h.state = 'targeted' group by i.current_branch_id`.execute(
    db,
  );
  return {
    minutesByMember: fairnessMinutes(shares.rows, await settingFigure(db, "fairnessMinutes", region)),
    openByBranch: new Map(open.rows.map((row) => [row.branch_id, row.open])),
    loadMinutes: await settingFigure(db, "loadMinutes", region),
  };
}

/** Counts anew what libraries have sent to others in ninety days and how many copies they lend. For the daily job. */
export async function countShares(db: Db, clock: Clock): Promise<void> {
  const since = new Date(clock.now().getTime() - SHARE_DAYS * DAY_MS);
  await sql`
    with sent as (
      select f.member_id, count(*) as n from circulation.transit t
      join consortium.branch_fact f on f.id = t.from_branch_id join consortium.branch_fact b on b.id = t.to_branch_id
      where t.reason = 'hold' and t.sent_at > ${since} and f.member_id <> b.member_id group by f.member_id
    ), copies as (
      select i.member_id, count(*) as n from catalogue.item_fact i where i.for_loan and i.condition = 'good' group by i.member_id
    )
    insert into circulation.member_share (member_id, sent, copies)
    select m.id, coalesce(s.n, 0), coalesce(c.n, 0) from consortium.member_fact m
    left join sent s on s.member_id = m.id left join copies c on c.member_id = m.id
    on conflict (member_id) do update set sent = excluded.sent, copies = excluded.copies`.execute(db);
}
