import { type RawBuilder, sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import type { Id } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import type { Language } from "../kernel/text.ts";
import type { PlainDate } from "../kernel/time.ts";

export type PersonId = Id<"person">;

/** One person, however many libraries know them. */
export type Person = { id: PersonId; name: string; email: string | null; language: Language };

/** What a person is to a member: patron group, reader number, until when (`null`: without end). */
export type Affiliation = {
  memberId: number;
  patronGroup: string;
  number: string;
  validUntil: PlainDate | null;
};

type PersonRow = { id: PersonId; name: string; email: string | null; language: Language };

/** The person with this id. Refuses with `person-unknown` 404. */
export async function getPerson(db: Db, personId: string): Promise<Person> {
  const { rows } = await sql<PersonRow>`
    select p.id, p.name, p.email, p.language from people.person p where p.id = ${personId}`.execute(db);
  if (!rows[0]) throw new Problem("person-unknown", 404);
  return toPerson(rows[0]);
}

/** What a person is to each of their members, the longest lasting first. */
export async function listAffiliations(db: Db, personId: string): Promise<Affiliation[]> {
  const { rows } = await sql<{
    member_id: number;
    patron_group: string;
    number: string;
    valid_until: PlainDate | null;
  }>`
    select a.member_id, a.patron_group, a.number, a.valid_until from people.affiliation a
    where a.person_id = ${personId} order by a.valid_until desc nulls first, a.id limit 100`.execute(db);
  return rows.map((row) => ({
    memberId: row.member_id,
    patronGroup: row.patron_group,
    number: row.number,
    validUntil: row.valid_until,
  }));
}

/**
 * SQL for the member a person belongs to first: the longest-lasting affiliation (the older one of two alike),
 * else the member of a card, else the member of a role.
 */
export function homeMemberOf(personId: RawBuilder<unknown>): RawBuilder<number | null> {
  return sql<number | null>`coalesce(
    (select a.member_id from people.affiliation a where a.person_id = ${personId}
     order by a.valid_until desc nulls first, a.id limit 1),
    (select c.member_id from people.card c where c.person_id = ${personId} order by c.member_id limit 1),
    (select g.member_id from people.role_grant g where g.person_id = ${personId}
     order by g.member_id limit 1))`;
}

/** True for a reader of this member: by an affiliation, or by a card. */
export async function isReaderOf(db: Db, personId: string, memberId: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from people.affiliation a where a.person_id = ${personId} and a.member_id = ${memberId}
    union all select 1 from people.card c where c.person_id = ${personId}
      and c.member_id = ${memberId} limit 1`.execute(db);
  return rows.length > 0;
}

/** Id of the member a person belongs to first; null for somebody no member knows. */
export async function homeMember(db: Db, personId: string): Promise<number | null> {
  const { rows } = await sql<{ member_id: number | null }>`
    select ${homeMemberOf(sql`${personId}::uuid`)} as member_id`.execute(db);
  return rows[0]?.member_id ?? null;
}

/** Row to person; the columns are named alike everywhere. */
export function toPerson(row: PersonRow): Person {
  return { id: row.id, name: row.name, email: row.email, language: row.language };
}

/** Everything kept of a person in their own row, for a copy that is theirs. */
export async function personRow(db: Db, personId: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await sql<{ row: Record<string, unknown> }>`
    select to_jsonb(p) as row from people.person p where p.id = ${personId}`.execute(db);
  return rows[0]?.row;
}
