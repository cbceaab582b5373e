import { sql } from "kysely";
import { findMemberByCode } from "../consortium/index.ts";
import { type Actor, isSystem } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import { type Db, lockByName, type Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import { constraintProblems } from "./constraint-problems.ts";
import { hasWeakPassword } from "./credentials.ts";
import { demandPermission, mayDo } from "./permissions.ts";
import { shortenSessions } from "./sign-in/sessions.ts";
import type { Role } from "./words.ts";

/**
 * Gives a person a role at a member, or `consortium-admin` everywhere (`memberCode` null). Twice is once.
 * Refuses: `role-scope-wrong` 400 (a member for `consortium-admin`, or none for another role), `member-unknown`,
 * `person-unknown` 404, `forbidden` 403, `password-weak` 409 (their password would not do for staff).
 */
export async function grantRole(
  tx: Tx,
  actor: Actor,
  personId: string,
  role: Role,
  memberCode: string | null,
): Promise<void> {
  await demandOver(tx, actor, role, memberCode);
  if (await hasWeakPassword(tx, personId)) throw new Problem("password-weak", 409);
  await insertGrant(tx, actor, personId, role, memberCode);
}

/** The bare grant, for commands that look at the password themselves. Refuses as `grantRole`, but for `password-weak`. */
export async function insertGrant(
  tx: Tx,
  actor: Actor,
  personId: string,
  role: Role,
  memberCode: string | null,
): Promise<void> {
  const memberId = await demandOver(tx, actor, role, memberCode);
  await refuseOn(constraintProblems, () =>
    sql`insert into people.role_grant (person_id, role, member_id) values (${personId}, ${role}, ${memberId})
        on conflict do nothing`.execute(tx),
  );
  await shortenSessions(tx, personId);
  await writeAudit(tx, actor, "role.grant", { kind: "person", id: personId }, memberId, { role });
}

/**
 * Takes a role away. Refuses as `grantRole`, and: `role-not-held` 404, `last-consortium-admin` 409 (somebody must
 * be left who can give the role back; only the command line may), `last-member-admin` 409 (only the office may leave a
 * library without one).
 */
export async function revokeRole(
  tx: Tx,
  actor: Actor,
  personId: string,
  role: Role,
  memberCode: string | null,
): Promise<void> {
  const memberId = await demandOver(tx, actor, role, memberCode);
  if (!isUuid(personId)) throw new Problem("role-not-held", 404);
  await demandOthersLeft(tx, actor, { personId, role, memberId });
  const { rows } = await sql<{ role: Role }>`
    delete from people.role_grant
    where person_id = ${personId} and role = ${role} and member_id is not distinct from ${memberId}::smallint
    returning role`.execute(tx);
  if (rows.length === 0) throw new Problem("role-not-held", 404);
  await shortenSessions(tx, personId);
  await writeAudit(tx, actor, "role.revoke", { kind: "person", id: personId }, memberId, { role });
}

/**
 * The member a role is about; null: everywhere. Refuses `role-scope-wrong` 400, `member-unknown` 404, `forbidden` 403.
 */
export async function demandOver(
  tx: Tx,
  actor: Actor,
  role: Role,
  memberCode: string | null,
): Promise<number | null> {
  if ((role === "consortium-admin") !== (memberCode === null)) throw new Problem("role-scope-wrong", 400);
  const memberId = memberCode === null ? null : (await findMemberByCode(tx, memberCode)).id;
  demandPermission(actor, memberId === null ? "consortium.manage" : "people.manage", memberId);
  return memberId;
}

async function demandOthersLeft(
  tx: Tx,
  actor: Actor,
  { personId, role, memberId }: { personId: string; role: Role; memberId: number | null },
): Promise<void> {
  const mayLeaveNone =
    isSystem(actor) || (role === "member-admin" && mayDo(actor, "consortium.manage", null));
  if (mayLeaveNone || (role !== "consortium-admin" && role !== "member-admin")) return;
  await lockByName(tx, `people.${role}.${memberId ?? ""}`);
  const { rows } = await sql<{ holds: boolean; others: number }>`
    select coalesce(bool_or(g.person_id = ${personId}), false) as holds,
      count(*) filter (where g.person_id <> ${personId}) as others
    from people.role_grant g
    where g.role = ${role} and g.member_id is not distinct from ${memberId}::smallint`.execute(tx);
  const { holds, others } = rows[0]!;
  if (holds && others === 0)
    throw new Problem(role === "consortium-admin" ? "last-consortium-admin" : "last-member-admin", 409);
}

/** The roles a person holds; `memberId` null: everywhere. */
export async function listRoles(
  db: Db,
  personId: string,
): Promise<{ role: Role; memberId: number | null; memberCode: string | null }[]> {
  const { rows } = await sql<{ role: Role; member_id: number | null; code: string | null }>`
    select g.role, g.member_id, m.code from people.role_grant g
    left join consortium.member_fact m on m.id = g.member_id
    where g.person_id = ${personId} order by m.code nulls first, g.role limit 500`.execute(db);
  return rows.map((row) => ({ role: row.role, memberId: row.member_id, memberCode: row.code }));
}
