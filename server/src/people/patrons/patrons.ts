import { sql } from "kysely";
import type { z } from "zod";
import { listMembers } from "../../consortium/index.ts";
import { type Actor, memberWorkedAt } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { newId } from "../../kernel/ids.ts";
import { refuseOn } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import type { Clock, PlainDate } from "../../kernel/time.ts";
import { insertCard } from "../cards.ts";
import { constraintProblems } from "../constraint-problems.ts";
import { writeNameKeys } from "../name-keys.ts";
import { isReaderOf } from "../persons.ts";
import { refuse } from "../refusals.ts";
import type { AffiliationState } from "../words.ts";
import { blocksOf } from "./blocks.ts";
import type {
  affiliationChangeSchema,
  newAffiliationSchema,
  newPatronSchema,
  patronChangeSchema,
  patronSchema,
} from "./schema.ts";

/** A reader as the desk of one of their libraries sees them. */
export type Patron = z.output<typeof patronSchema>;
type Changes = z.output<typeof affiliationChangeSchema>;
type NewAffiliation = z.output<typeof newAffiliationSchema>;

/**
 * Takes a reader in: person, what they are to the library worked at, and their card. Refuses `name-missing`,
 * `email-invalid`, `phone-invalid`, `barcode-invalid` 400, `affiliation-number-taken`, `card-exists` 409.
 */
export async function registerPatron(
  tx: Tx,
  actor: Actor,
  input: z.output<typeof newPatronSchema>,
): Promise<string> {
  const id = newId<"person">();
  await refuseOn(constraintProblems, () =>
    sql`insert into people.person (id, name, email, language)
      values (${id}, ${input.name}, ${input.email || null}, ${input.language ?? "zh-Hans"})`.execute(tx),
  );
  await writeNameKeys(tx, [{ id, name: input.name }]);
  await addPatronAffiliation(tx, actor, id, input);
  return id;
}

/** Makes a person a reader of the library worked at as well. Refuses as `registerPatron`, and `patron-unknown` 404. */
export async function addPatronAffiliation(
  tx: Tx,
  actor: Actor,
  personId: string,
  input: NewAffiliation,
): Promise<void> {
  const memberId = memberWorkedAt(actor);
  await lockPerson(tx, personId);
  await refuseOn(constraintProblems, async () => {
    await sql`insert into people.affiliation
        (id, person_id, member_id, patron_group, number, valid_until, email, phone)
      values (${newId<"affiliation">()}, ${personId}, ${memberId}, ${input.patronGroup}, ${input.number},
        ${input.validUntil ?? null}::date, ${input.email || null}, ${input.phone || null})`.execute(tx);
    if (input.card !== undefined) await insertCard(tx, personId, { memberId, barcode: input.card });
  });
}

/** A person who is still there, for a change. Refuses `patron-unknown` 404. */
export async function lockPerson(tx: Tx, personId: string): Promise<void> {
  const { rows } = await sql`select 1 from people.person p
    where p.id::text = ${personId} and p.erased_at is null for update`.execute(tx);
  if (rows.length === 0) throw refuse("patron-unknown");
}

/** A reader of the library worked at, for a change. Refuses `patron-unknown` 404, also for other libraries' readers. */
export async function lockOwnPatron(tx: Tx, actor: Actor, personId: string): Promise<number> {
  const memberId = memberWorkedAt(actor);
  await lockPerson(tx, personId);
  if (!(await isReaderOf(tx, personId, memberId))) throw refuse("patron-unknown");
  return memberId;
}

/** Changes name, address and language of one's own reader. Refuses `patron-unknown` 404, `email-invalid` 400. */
export async function changePatron(
  tx: Tx,
  actor: Actor,
  personId: string,
  change: z.output<typeof patronChangeSchema>,
): Promise<void> {
  await lockOwnPatron(tx, actor, personId);
  await refuseOn(constraintProblems, () =>
    sql`update people.person p set name = coalesce(${change.name ?? null}, p.name),
        email = ${change.email === undefined ? sql`p.email` : change.email || null},
        language = coalesce(${change.language ?? null}, p.language)
      where p.id = ${personId}`.execute(tx),
  );
  if (change.name !== undefined) await writeNameKeys(tx, [{ id: personId, name: change.name }]);
}

/**
 * Renews, ends or changes what a reader is to the library worked at. One that is ended is over since yesterday at the
 * latest. Refuses `affiliation-unknown` 404 (also another library's), `email-invalid`, `phone-invalid` 400.
 */
export async function changeAffiliation(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  which: { personId: string; id: string },
  change: Changes,
): Promise<void> {
  const memberId = memberWorkedAt(actor);
  const kept = (column: string, value: string | null | undefined) =>
    value === undefined ? sql.ref(`a.${column}`) : sql`${value === "" ? null : value}`;
  const until = change.validUntil === undefined ? sql`a.valid_until` : sql`${change.validUntil}::date`;
  const { rows } = await refuseOn(constraintProblems, () =>
    sql`update people.affiliation a set patron_group = ${kept("patron_group", change.patronGroup)},
        status = ${kept("status", change.status)},
        email = ${kept("email", change.email)}, phone = ${kept("phone", change.phone)},
        valid_until = case when ${kept("status", change.status)} = 'ended'
          then least(${until}, (${clock.now()}::timestamptz at time zone m.time_zone)::date - 1) else ${until} end
      from consortium.member_fact m
      where m.id = a.member_id and a.id::text = ${which.id} and a.person_id::text = ${which.personId}
        and a.member_id = ${memberId}
      returning a.id`.execute(tx),
  );
  if (rows.length === 0) throw refuse("affiliation-unknown");
}

type AffiliationRow = {
  id: string;
  member_id: number;
  patron_group: string;
  number: string;
  status: AffiliationState;
  valid_until: PlainDate | null;
  email: string | null;
  phone: string | null;
  owes: number | null;
};

/** A reader as the desk of `memberId` sees them (null: the office, which sees all). Refuses `patron-unknown` 404. */
export async function readPatron(
  db: Db,
  clock: Clock,
  personId: string,
  memberId: number | null,
): Promise<Patron> {
  const { rows: people } = await sql<{
    id: string;
    name: string;
    email: string | null;
    language: Language;
    has_password: boolean;
  }>`select p.id, p.name, p.email, p.language,
      exists (select 1 from people.credential c where c.person_id = p.id) as has_password
    from people.person p where p.id::text = ${personId} and p.erased_at is null`.execute(db);
  const person = people[0];
  if (!person) throw refuse("patron-unknown");
  const affiliations = await sql<AffiliationRow>`select a.id, a.member_id, a.patron_group, a.number, a.status,
      a.valid_until, a.email, a.phone, a.owes::float8 as owes from people.affiliation a where a.person_id = ${person.id}
    order by a.member_id = ${memberId}::smallint desc nulls last, a.valid_until desc nulls first,
      a.id limit 100`.execute(db);
  const cards = await sql<{ member_id: number; barcode: string; blocked: boolean }>`
    select c.member_id, c.barcode, c.blocked_at is not null as blocked from people.card c
    where c.person_id = ${person.id} order by c.barcode limit 100`.execute(db);
  const former = await sql<{ barcode: string; reason: "lost" | "replaced"; ended_at: Date }>`
    select f.barcode, f.reason, f.ended_at from people.former_card f
    where f.person_id = ${person.id} and (${memberId}::smallint is null or f.member_id = ${memberId}::smallint)
    order by f.ended_at desc, f.id desc limit 100`.execute(db);
  const codes = new Map((await listMembers(db)).map((member) => [member.id, member.code]));
  const sees = (id: number): boolean => memberId === null || id === memberId;
  return {
    personId: person.id,
    name: person.name,
    email: person.email,
    language: person.language,
    hasPassword: person.has_password,
    affiliations: affiliations.rows.map((row) => ({
      id: row.id,
      member: codes.get(row.member_id) ?? "",
      status: row.status,
      validUntil: row.valid_until,
      patronGroup: row.patron_group,
      number: sees(row.member_id) ? row.number : null,
      email: sees(row.member_id) ? row.email : null,
      phone: sees(row.member_id) ? row.phone : null,
      owes: sees(row.member_id) ? row.owes : null,
      cards: cards.rows
        .filter((card) => card.member_id === row.member_id && sees(card.member_id))
        .map(({ barcode, blocked }) => ({ barcode, blocked })),
    })),
    formerCards: former.rows.map((row) => ({
      barcode: row.barcode,
      reason: row.reason,
      endedAt: row.ended_at.toISOString(),
    })),
    blocks: (await blocksOf(db, clock, person.id)).map(({ memberId: by, ...block }) => ({
      ...block,
      member: codes.get(by) ?? "",
    })),
  };
}
