import { type RawBuilder, sql } from "kysely";
import type { PlainDate } from "../kernel/time.ts";

/**
 * What a person's libraries say of them. `belongs`: any library knows them. `blocked`: one of their cards is. `until`: the
 * last day of the longest right they still have, by the day of its library; `infinity`: without end; null: none stands.
 * `ended`: when the last of the rights that are over ended.
 */
export type LibraryFacts = {
  person: boolean;
  belongs: boolean;
  blocked: boolean;
  affiliated: boolean;
  until: PlainDate | "infinity" | null;
  ended: PlainDate | null;
};

/** SQL for the `LibraryFacts` of a person, as one JSON value, so that other questions go with it in one round trip. */
export function libraryFacts(personId: RawBuilder<unknown>, now: Date): RawBuilder<LibraryFacts> {
  const over = sql`a.valid_until < (${now}::timestamptz at time zone m.time_zone)::date`;
  return sql<LibraryFacts>`(select json_build_object(
    'person', exists (select 1 from people.person p where p.id = ${personId}),
    'belongs', count(a.id) > 0
      or exists (select 1 from people.card c where c.person_id = ${personId})
      or exists (select 1 from people.role_grant g where g.person_id = ${personId}),
    'blocked', exists (select 1 from people.card c where c.person_id = ${personId} and c.blocked_at is not null),
    'affiliated', count(a.id) > 0,
    'until', (max(coalesce(a.valid_until, 'infinity')) filter (where a.valid_until is null or not ${over}))::text,
    'ended', (max(a.valid_until) filter (where ${over}))::text)
    from people.affiliation a join consortium.member_fact m on m.id = a.member_id where a.person_id = ${personId})`;
}
