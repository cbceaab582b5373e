import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import { auditInsert } from "../../kernel/audit.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { newId } from "../../kernel/ids.ts";
import { Problem, refuseOn } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import { type Clock, DAY_MS } from "../../kernel/time.ts";
import { constraintProblems } from "../constraint-problems.ts";
import { demandAuthority, normaliseLogin } from "../credentials.ts";
import { writeNameKeys } from "../name-keys.ts";
import { ONE_TIME_DAYS, type OneTime } from "../patrons/one-time-password.ts";
import { demandOver, insertGrant } from "../roles.ts";
import { endSessions } from "../sign-in/sessions.ts";
import { forgetGuesses } from "../sign-in/sign-in-attempts.ts";
import type { Role } from "../words.ts";

const MOST_STAFF = 500;

/** Somebody who works at a library, or in the office. */
export type StaffMember = {
  personId: string;
  name: string;
  login: string | null;
  roles: Role[];
  mustChoosePassword: boolean;
};

/** The password handed to somebody, and until when it opens the choice of their own. */
export type HandedOut = { personId: string; login: string; password: string; opensUntil: string };

/** Everybody who holds a role at a member; null: in the office. By name. */
export async function listStaff(db: Db, memberId: number | null): Promise<StaffMember[]> {
  const { rows } = await sql<{
    id: string;
    name: string;
    login: string | null;
    roles: Role[];
    must: boolean;
  }>`
    select p.id, p.name, c.login, array_agg(g.role order by g.role) as roles,
      coalesce(c.opens_until is not null or not c.is_strong, false) as must
    from people.role_grant g join people.person p on p.id = g.person_id
    left join people.credential c on c.person_id = p.id
    where g.member_id is not distinct from ${memberId}::smallint
    group by p.id, p.name, c.login, c.opens_until, c.is_strong
    order by p.name, p.id limit ${MOST_STAFF}`.execute(db);
  return rows.map((row) => ({
    personId: row.id,
    name: row.name,
    login: row.login,
    roles: row.roles,
    mustChoosePassword: row.must,
  }));
}

/**
 * Takes somebody in to work, with a password for one sign-in. Refuses: `role-scope-wrong` 400, `member-unknown` 404,
 * `forbidden` 403, `name-missing`, `email-invalid`, `login-invalid` 400, `login-taken` 409.
 */
export async function addStaff(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: {
    name: string;
    login: string;
    email?: string | undefined;
    language?: Language | undefined;
    member: string | null;
    roles: readonly Role[];
  },
  oneTime: OneTime,
): Promise<HandedOut> {
  const id = newId<"person">();
  const memberIds = [];
  for (const role of input.roles) memberIds.push(await demandOver(tx, actor, role, input.member));
  await refuseOn(constraintProblems, async () => {
    await sql`insert into people.person (id, name, email, language)
      values (${id}, ${input.name}, ${input.email || null}, ${input.language ?? "zh-Hans"})`.execute(tx);
    await writeNameKeys(tx, [{ id, name: input.name }]);
  });
  const handedOut = await handOut(tx, clock, { id, login: normaliseLogin(input.login) }, oneTime);
  for (const role of input.roles) await insertGrant(tx, actor, id, role, input.member);
  await noteStaff(tx, actor, "staff.add", id, memberIds[0] ?? null);
  return handedOut;
}

async function handOut(
  tx: Tx,
  clock: Clock,
  person: { id: string; login: string },
  oneTime: OneTime,
): Promise<HandedOut> {
  const opensUntil = new Date(clock.now().getTime() + ONE_TIME_DAYS * DAY_MS);
  await refuseOn(constraintProblems, () =>
    sql`insert into people.credential (person_id, login, password_hash, is_strong, opens_until)
      values (${person.id}, ${person.login}, ${oneTime.hash}, false, ${opensUntil})
      on conflict (person_id) do update set password_hash = excluded.password_hash, is_strong = false,
        opens_until = excluded.opens_until, changed_at = ${clock.now()}`.execute(tx),
  );
  await endSessions(tx, person.id, null);
  await forgetGuesses(tx, person.login);
  return {
    personId: person.id,
    login: person.login,
    password: oneTime.password,
    opensUntil: opensUntil.toISOString(),
  };
}

/**
 * Gives somebody who works here a new password for one sign-in. Refuses `person-unknown` 404, `login-unknown` 404 (they have
 * none), `forbidden` 403 (they may do more elsewhere than the actor).
 */
export async function renewStaffPassword(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  personId: string,
  oneTime: OneTime,
): Promise<HandedOut> {
  const { rows } = await sql<{ id: string; login: string | null; members: (number | null)[] }>`
    select p.id, c.login, array_agg(distinct g.member_id) as members
    from people.person p join people.role_grant g on g.person_id = p.id
    left join people.credential c on c.person_id = p.id
    where p.id::text = ${personId} group by p.id, c.login`.execute(tx);
  const one = rows[0];
  if (!one) throw new Problem("person-unknown", 404);
  await demandAuthority(tx, actor, one.id);
  if (one.login === null) throw new Problem("login-unknown", 404, { login: "" });
  const handedOut = await handOut(tx, clock, { id: one.id, login: one.login }, oneTime);
  for (const memberId of one.members) await noteStaff(tx, actor, "staff.password", one.id, memberId);
  return handedOut;
}

/** Both ends of the audit: whom it concerned stands in it, so that their own copy of what is kept tells them. */
async function noteStaff(
  tx: Tx,
  actor: Actor,
  action: string,
  id: string,
  scope: number | null,
): Promise<void> {
  await auditInsert({ actor, action, subject: { kind: "person", id }, scope, personId: id }, null).execute(
    tx,
  );
}
