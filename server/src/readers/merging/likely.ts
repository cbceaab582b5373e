import { sql } from "kysely";
import type { z } from "zod";
import type { Db } from "../../kernel/database.ts";
import { refuse } from "../refusals.ts";
import type { likelySchema } from "../schema.ts";

type Likely = z.output<typeof likelySchema>;

const MOST_LIKELY = 20;

/**
 * Other readers of the library (null: of any) who have this reader's name, telephone or mail address, with what would
 * follow. Refuses `patron-unknown` 404.
 */
export async function likelyDuplicates(db: Db, memberId: number | null, personId: string): Promise<Likely[]> {
  const { rows: own } = await sql<{ name: string; phones: string[]; emails: string[] }>`
    select min(a.name) as name, coalesce(array_agg(a.phone_key) filter (where a.phone_key <> ''), '{}') as phones,
      coalesce(array_agg(lower(a.email)) filter (where a.email <> ''), '{}') as emails
    from people.affiliation_fact a where a.person_id::text = ${personId}
      and (${memberId}::smallint is null or a.member_id = ${memberId}::smallint)
    having count(*) > 0`.execute(db);
  const one = own[0];
  if (!one) throw refuse("patron-unknown");
  const { rows } = await sql<
    Omit<Likely, "same"> & { by_name: boolean; by_phone: boolean; by_email: boolean }
  >`
    select a.person_id as "personId", a.name, a.number, a.patron_group as "patronGroup",
      a.valid_until as "validUntil", a.by_name, a.by_phone, a.by_email, json_build_object(
        'loans', (select count(*) from circulation.loan_terms l where l.person_id = a.person_id),
        'openLoans', (select count(*) from circulation.loan_fact l where l.person_id = a.person_id),
        'holds', (select count(*) from circulation.hold_fact h where h.person_id = a.person_id),
        'blocks', (select count(*) from people.block_fact b where b.person_id = a.person_id),
        'cards', (select count(*) from people.card_fact c where c.person_id = a.person_id),
        'affiliations', (select count(*) from people.affiliation_fact f where f.person_id = a.person_id)) as follows
    from (
      select distinct on (a.person_id) a.*, a.name = ${one.name} as by_name,
        coalesce(a.phone_key = any(${one.phones}::text[]), false) as by_phone,
        coalesce(lower(a.email) = any(${one.emails}::text[]), false) as by_email
      from people.affiliation_fact a
      where (${memberId}::smallint is null or a.member_id = ${memberId}::smallint)
        and a.person_id::text <> ${personId}
        and (a.name = ${one.name} or a.phone_key = any(${one.phones}::text[])
          or lower(a.email) = any(${one.emails}::text[]))
      order by a.person_id, a.valid_until desc nulls first limit ${MOST_LIKELY}) a
    order by (a.by_name::int + a.by_phone::int + a.by_email::int) desc, a.number`.execute(db);
  return rows.map(({ by_name: byName, by_phone: byPhone, by_email: byEmail, ...row }) => ({
    ...row,
    same: [
      ...(byName ? (["name"] as const) : []),
      ...(byPhone ? (["phone"] as const) : []),
      ...(byEmail ? (["email"] as const) : []),
    ],
  }));
}
