import { z } from "zod";
import { findMemberByCode } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { grave, staff } from "../access.ts";
import { findPersonByLogin } from "../credentials.ts";
import { drawOneTimePassword } from "../patrons/one-time-password.ts";
import { oneTimePasswordSchema } from "../patrons/schema.ts";
import { demandPermission } from "../permissions.ts";
import { refusalTable, refuse } from "../refusals.ts";
import { grantRole, revokeRole } from "../roles.ts";
import {
  newStaffSchema,
  roleEndSchema,
  roleGrantSchema,
  staffFilterSchema,
  staffMemberSchema,
} from "./schema.ts";
import { addStaff, listStaff, renewStaffPassword } from "./staff.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
/** Which library it is, the rules look at: it stands in what is sent. */
const who = staff("people.manage", "somewhere");
const nothing = z.object({});
const handedOutSchema = oneTimePasswordSchema.extend({ personId: z.string() }).meta({ id: "StaffPassword" });
const SCOPE = ["role-scope-wrong", "member-unknown"] as const;

/** Somebody new who works at a library, or in the office. */
const takeOn = command({
  name: "people.add-staff",
  summary: "Take somebody in to work, with roles and a password for one sign-in",
  path: "/staff",
  status: 201,
  who,
  params: nothing,
  input: newStaffSchema,
  output: handedOutSchema,
  secret: true,
  refusals: [...SCOPE, "email-invalid", "login-invalid", "login-taken"],
  audit: "events",
  prepare: async (deps, actor) => {
    await grave(deps, actor);
    return await drawOneTimePassword();
  },
  run: (tx, actor, clock, _params, input, oneTime) => addStaff(tx, actor, clock, input, oneTime),
});

/** A role for somebody who can sign in already. */
const giveRole = command({
  name: "people.grant-role",
  summary: "Give somebody who can sign in a role at a library, or in the office; twice is once",
  method: "PUT",
  path: "/staff/roles",
  status: 200,
  who,
  params: nothing,
  input: roleGrantSchema,
  output: z.object({ personId: z.string(), name: z.string() }).meta({ id: "GrantedRole" }),
  refusals: [...SCOPE, "login-unknown", "password-weak"],
  audit: "events",
  prepare: grave,
  run: async (tx, actor, _clock, _params, { login, role, member }) => {
    await demandAt(tx, actor, member);
    const person = await findPersonByLogin(tx, login);
    if (!person) throw refuse("login-unknown", { login });
    await grantRole(tx, actor, person.id, role, member);
    return { personId: person.id, name: person.name };
  },
});

/** A role that somebody has no longer. */
const takeRole = command({
  name: "people.revoke-role",
  summary: "Take a role away; the last administrator of a library can be taken away by the office only",
  method: "DELETE",
  path: "/staff/roles",
  status: 204,
  who,
  params: nothing,
  input: roleEndSchema,
  output: nothing,
  refusals: [...SCOPE, "role-not-held", "last-consortium-admin", "last-member-admin"],
  audit: "events",
  prepare: grave,
  run: async (tx, actor, _clock, _params, { personId, role, member }) => {
    await revokeRole(tx, actor, personId, role, member);
    return {};
  },
});

/** A forgotten password. */
const renewPassword = command({
  name: "people.renew-staff-password",
  summary: "Give somebody who works here a password for one sign-in; they are signed out everywhere",
  path: "/staff/:id/one-time-password",
  status: 201,
  who,
  params: z.object({ id: z.string().max(60) }),
  input: nothing,
  output: handedOutSchema,
  secret: true,
  refusals: ["person-unknown", "login-unknown"],
  audit: "events",
  prepare: async (deps, actor) => {
    await grave(deps, actor);
    return await drawOneTimePassword();
  },
  run: (tx, actor, clock, { id }, _input, oneTime) => renewStaffPassword(tx, actor, clock, id, oneTime),
});

/** Who works at a library, or in the office. */
const staffList = query({
  name: "people.staff",
  summary: "Who works at a library, or in the office, and as what",
  path: "/staff",
  who,
  params: nothing,
  filter: staffFilterSchema,
  output: z.object({ items: z.array(staffMemberSchema) }).meta({ id: "StaffList" }),
  refusals: ["member-unknown"],
  run: async ({ db }, actor, _params, { member }) => {
    const memberId = await demandAt(db, actor, member ?? null);
    return { items: await listStaff(db, memberId) };
  },
});

async function demandAt(
  db: Parameters<typeof findMemberByCode>[0],
  actor: Actor,
  member: string | null,
): Promise<number | null> {
  const memberId = member === null ? null : (await findMemberByCode(db, member)).id;
  demandPermission(actor, memberId === null ? "consortium.manage" : "people.manage", memberId);
  return memberId;
}

/** What administrators do with those who work. */
export const staffCommands: readonly AnyCommand[] = [takeOn, giveRole, takeRole, renewPassword];
/** What administrators ask about them. */
export const staffQueries: readonly AnyQuery[] = [staffList];
