import { sql } from "kysely";
import type { z } from "zod";
import { type Actor, memberWorkedAt } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { noteRead, patronLoads } from "../people/index.ts";
import type { clearanceSchema, leaverLinesSchema } from "./schema.ts";

export type Clearance = z.output<typeof clearanceSchema>;
export type LeaverLine = z.output<typeof leaverLinesSchema>["items"][number];

type Row = {
  person_id: string;
  name: string | null;
  loans: Clearance["loans"];
  blocks: Clearance["blocks"];
  holds: number;
};

/**
 * Where these people stand at all members, by person: one read however many they are. Late is what is due before today in
 * the owner's zone; a block counts from today on, also one that begins later. `titlesOf`: the member that may see which of its
 * books they are; null: the reader, who may see all; undefined: nobody may.
 */
export async function clearancesOf(
  db: Db,
  clock: Clock,
  personIds: readonly string[],
  titlesOf: number | null | undefined,
): Promise<Map<string, Clearance>> {
  const { rows } = await sql<Row>`
    select p.id as person_id,
      (select coalesce(json_agg(json_build_object('member', o.code, 'count', o.count, 'overdue', o.overdue, 'books',
          o.books) order by o.code), '[]') from (
        select m.code, count(*)::int as count,
          count(*) filter (where l.due_on < (${clock.now()}::timestamptz at time zone m.time_zone)::date)::int as overdue,
          coalesce(json_agg(json_build_object('title', coalesce(l.title, ''), 'barcode', coalesce(l.barcode, ''), 'dueOn', l.due_on)
            order by l.due_on) filter (where ${titlesOf === null} or m.id = ${titlesOf ?? null}::smallint), '[]') as books
        from circulation.loan_fact l join consortium.member_fact m on m.id = l.member_id
        where l.person_id = p.id group by m.id, m.code, m.time_zone) o) as loans,
      (select coalesce(json_agg(json_build_object('member', m.code, 'kind', b.kind, 'until', b.until_on)
          order by m.code, b.kind), '[]')
        from people.block_fact b join consortium.member_fact m on m.id = b.member_id where b.person_id = p.id
          and coalesce(b.until_on, 'infinity') >= (${clock.now()}::timestamptz at time zone m.time_zone)::date) as blocks,
      (select count(*) from circulation.hold_fact h where h.person_id = p.id)::int as holds
    from unnest(${[...new Set(personIds)]}::uuid[]) p(id)`.execute(db);
  return new Map(
    rows.map(({ person_id: personId, loans, blocks, holds }) => [
      personId,
      {
        personId,
        isClear: loans.length === 0 && blocks.every((block) => block.kind === "leaving"),
        isLeaving: blocks.some((block) => block.kind === "leaving"),
        loans,
        blocks,
        holds,
      },
    ]),
  );
}

/** A class that leaves: each reader of the member by number or card, as given. */
export async function clearanceList(
  db: Tx,
  clock: Clock,
  actor: Actor,
  readers: readonly string[],
): Promise<LeaverLine[]> {
  const memberId = memberWorkedAt(actor);
  const people = await patronLoads.findReadersByCode(db, memberId, readers);
  const ids = [...new Set(people.values())];
  await noteRead(db, clock, actor, ids, "account");
  const { rows } = await sql<{ person_id: string; name: string; number: string }>`
    select distinct on (r.person_id) r.person_id, r.name, r.number from people.affiliation_fact r
    where r.member_id = ${memberId} and r.person_id = any(${ids}::uuid[])
    order by r.person_id, r.valid_until desc nulls first, r.id`.execute(db);
  const known = new Map(rows.map((row) => [row.person_id, row]));
  const found = await clearancesOf(db, clock, ids, memberId);
  return readers.map((reader) => {
    const personId = people.get(reader) ?? "";
    const { name = null, number = null } = known.get(personId) ?? {};
    return { reader, name, number, clearance: found.get(personId) ?? null };
  });
}

/** True for somebody the member has, or had, as a reader. */
export async function isReaderAt(db: Db, personId: string, memberId: number): Promise<boolean> {
  const { rows } = await sql`select 1 from people.affiliation_fact r
    where r.person_id::text = ${personId} and r.member_id = ${memberId} limit 1`.execute(db);
  return rows.length > 0;
}
