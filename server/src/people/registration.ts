import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import type { Language } from "../kernel/text.ts";
import type { PlainDate } from "../kernel/time.ts";
import { insertCard } from "./cards.ts";
import { constraintProblems } from "./constraint-problems.ts";
import { insertCredential } from "./credentials.ts";
import { writeNameKeys } from "./name-keys.ts";
import { demandPermission } from "./permissions.ts";
import type { Affiliation, Person } from "./persons.ts";

/** An affiliation to be added; without `validUntil` it lasts. */
export type NewAffiliation = Omit<Affiliation, "validUntil"> & { validUntil?: PlainDate | null };

/** What `createPerson` needs; `login` and `password` come together. */
export type NewPerson = {
  name: string;
  email?: string | null;
  language?: Language;
  affiliations?: NewAffiliation[];
  card?: { memberId: number; barcode: string };
  login?: string;
  password?: string;
};

/**
 * Takes a person in, with what makes them a reader of their libraries.
 * The actor must be allowed `people.register` at every member named (without any: at the member worked at).
 * Refuses: `forbidden` 403, `name-missing`, `email-invalid`, `barcode-invalid`, `login-invalid`,
 * `password-too-short`, `password-too-long`, `password-common`, `password-missing` 400, `member-unknown` 404,
 * `affiliation-number-taken`, `card-exists`, `login-taken` 409.
 */
export async function createPerson(tx: Tx, actor: Actor, input: NewPerson): Promise<Person> {
  const affiliations = input.affiliations ?? [];
  const members = new Set(affiliations.map((a) => a.memberId));
  if (input.card) members.add(input.card.memberId);
  if (members.size === 0) demandPermission(actor, "people.register", actor.scope);
  for (const memberId of members) demandPermission(actor, "people.register", memberId);
  if ((input.login === undefined) !== (input.password === undefined))
    throw new Problem("password-missing", 400);

  const person: Person = {
    id: newId<"person">(),
    name: input.name.trim(),
    email: input.email?.trim() || null,
    language: input.language ?? "zh-Hans",
  };
  await refuseOn(constraintProblems, async () => {
    await sql`insert into people.person (id, name, email, language)
      values (${person.id}, ${person.name}, ${person.email}, ${person.language})`.execute(tx);
    await writeNameKeys(tx, [person]);
    for (const affiliation of affiliations) await insertAffiliation(tx, person.id, affiliation);
    if (input.card) await insertCard(tx, person.id, input.card);
    if (input.login !== undefined && input.password !== undefined)
      await insertCredential(tx, person.id, input.login, input.password);
  });
  await writeAudit(tx, actor, "person.create", { kind: "person", id: person.id }, [...members][0] ?? null);
  return person;
}

/**
 * Makes a person a reader of one more member.
 * Refuses: `forbidden` 403, `person-unknown`, `member-unknown` 404, `affiliation-number-missing`,
 * `patron-group-missing` 400, `affiliation-number-taken` 409.
 */
export async function addAffiliation(
  tx: Tx,
  actor: Actor,
  personId: string,
  affiliation: NewAffiliation,
): Promise<void> {
  demandPermission(actor, "people.register", affiliation.memberId);
  await refuseOn(constraintProblems, () => insertAffiliation(tx, personId, affiliation));
  await writeAudit(tx, actor, "affiliation.add", { kind: "person", id: personId }, affiliation.memberId, {
    number: affiliation.number,
  });
}

async function insertAffiliation(tx: Tx, personId: string, affiliation: NewAffiliation): Promise<void> {
  await sql`insert into people.affiliation (id, person_id, member_id, patron_group, number, valid_until)
    values (${newId<"affiliation">()}, ${personId}, ${affiliation.memberId}, ${affiliation.patronGroup},
      ${affiliation.number}, ${affiliation.validUntil ?? null}::date)`.execute(tx);
}
