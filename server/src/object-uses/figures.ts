import { sql } from "kysely";
import type { z } from "zod";
import { listMembers, todayInRegion } from "../consortium/index.ts";
import { type Db, inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { Clock } from "../kernel/time.ts";
import type { collectionUsesSchema, ledgerSchema } from "./schema.ts";

/** What counts as hot, in days. */
const HOT_DAYS = 30;
const MONTHS = 24;
const MOST = 20;
/** Counts of single objects are kept so long; those of libraries stay. */
const KEPT_DAYS = 800;

/** Objects of a collection that were looked at most in thirty days, the most first. */
export async function hotObjects(
  db: Db,
  clock: Clock,
  collectionId: string,
  limit: number,
): Promise<number[]> {
  const today = String(await todayInRegion(db, clock));
  const { rows } = await sql<{ number: number }>`
    select s.number from collections.shown_object s join object_uses.day_count c on c.number = s.number
    where s.collection_id = ${collectionId} and c.day > ${today}::date - ${HOT_DAYS}::int
    group by s.number having sum(c.views + c.leaves) > 0
    order by sum(c.views + c.leaves) desc, s.number limit ${limit}`.execute(db);
  return rows.map((row) => row.number);
}

/** How often objects of a collection were looked at, month by month, and which most. */
export async function usesOf(db: Db, collectionId: string): Promise<z.output<typeof collectionUsesSchema>> {
  const sums = sql`sum(c.views)::int as views, sum(c.leaves)::int as leaves, sum(c.embeds)::int as embeds`;
  const counted = sql`object_uses.day_count c join collections.object_fact o on o.number = c.number
    where o.collection_id = ${collectionId}`;
  const [months, most] = await Promise.all([
    sql<z.output<typeof collectionUsesSchema>["months"][number]>`
      select to_char(c.day, 'YYYY-MM') as month, ${sums} from ${counted}
      group by 1 order by 1 desc limit ${MONTHS}`.execute(db),
    sql<z.output<typeof collectionUsesSchema>["most"][number]>`
      select c.number, coalesce(max(s.brief->>'title'), '') as title, ${sums}
      from object_uses.day_count c join collections.shown_object s on s.number = c.number
      where s.collection_id = ${collectionId}
      group by c.number order by sum(c.views + c.leaves) desc, c.number limit ${MOST}`.execute(db),
  ]);
  return { months: months.rows, most: most.rows };
}

type Sums = { views: number; leaves: number; embeds: number };
const nothing: Sums = { views: 0, leaves: 0, embeds: 0 };
const plus = (a: Sums, b: Sums): Sums => ({
  views: a.views + b.views,
  leaves: a.leaves + b.leaves,
  embeds: a.embeds + b.embeds,
});

type Stock = { owner: number; objects: number; pages: number };

/** What each library has open to readers now. */
async function stockNow(db: Db): Promise<{ rows: Stock[] }> {
  return await sql<Stock>`select s.member_id as owner, count(*)::int as objects,
      coalesce(sum((s.brief->>'pages')::int), 0)::int as pages
    from collections.shown_object s group by 1`.execute(db);
}

/** What each library gave to the joint base and took from it in a month (`YYYY-MM`); only libraries that did either. */
export async function ledgerOf(
  { db, clock }: { db: Db; clock: Clock },
  month: string,
): Promise<z.output<typeof ledgerSchema>> {
  const first = `${month}-01`;
  // Of the month that is not over it is told what is open now; of others what was written down last.
  const isNow = String(await todayInRegion(db, clock)).startsWith(month);
  const [members, counts, stock] = await Promise.all([
    listMembers(db),
    sql<Sums & { owner: number; taker: number | null }>`
      select c.owner_id as owner, c.taker_id as taker, c.views, c.leaves, c.embeds
      from object_uses.month_count c where c.month = ${first}::date`.execute(db),
    isNow
      ? stockNow(db)
      : sql<Stock>`select k.owner_id as owner, k.objects, k.pages from object_uses.stock k
          where k.month = ${first}::date`.execute(db),
  ]);
  const sum = (wanted: (row: { owner: number; taker: number | null }) => boolean): Sums =>
    counts.rows.filter(wanted).reduce<Sums>((total, row) => plus(total, row), nothing);
  const rows = members.map((one) => {
    const had = stock.rows.find((row) => row.owner === one.id);
    return {
      member: one.code,
      objects: had?.objects ?? 0,
      pages: had?.pages ?? 0,
      given: sum(({ owner, taker }) => owner === one.id && taker !== one.id),
      own: sum(({ owner, taker }) => owner === one.id && taker === one.id),
      taken: sum(({ owner, taker }) => owner !== one.id && taker === one.id),
    };
  });
  const acted = (sums: Sums): boolean => sums.views + sums.leaves + sums.embeds > 0;
  return {
    month,
    members: rows.filter((row) => row.objects > 0 || [row.given, row.own, row.taken].some(acted)),
  };
}

/** Writes down what each library has open to readers, as the current month's last word. */
export async function takeStock({ db, clock }: Pick<RouteDeps, "db" | "clock">): Promise<void> {
  const today = String(await todayInRegion(db, clock));
  await inTransaction(db, async (tx) => {
    await sql`delete from object_uses.stock k where k.month = date_trunc('month', ${today}::date)::date`.execute(
      tx,
    );
    await sql`insert into object_uses.stock (month, owner_id, objects, pages)
      select date_trunc('month', ${today}::date)::date, s.member_id, count(*), coalesce(sum((s.brief->>'pages')::int), 0)
      from collections.shown_object s group by s.member_id`.execute(tx);
  });
}

/** Forgets counts of single objects that are years old. */
export async function forgetOldCounts({ db, clock }: Pick<RouteDeps, "db" | "clock">): Promise<void> {
  const today = String(await todayInRegion(db, clock));
  await sql`delete from object_uses.day_count c where c.day < ${today}::date - ${KEPT_DAYS}::int`.execute(db);
}
