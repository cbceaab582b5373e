import { z } from "zod";
import { findMemberByCode, listMembers } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { Problem } from "../kernel/problem.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { person, staff } from "./access.ts";
import { readAuditLog } from "./audit-log.ts";
import { lookUpsOf } from "./look-ups.ts";
import { mayDo } from "./permissions.ts";
import { refusalTable } from "./refusals.ts";
import { auditFilterSchema, auditLineSchema, lookUpSchema, ownSessionSchema } from "./schema.ts";
import { ownSessions } from "./sign-in/own-sessions.ts";

const query = queriesOf(refusalTable);
const nothing = z.object({});

async function memberCodes(db: Db): Promise<Map<number, string>> {
  return new Map((await listMembers(db)).map((member) => [member.id, member.code]));
}

/** Where the person is signed in. */
const sessions = query({
  name: "people.own-sessions",
  summary: "Where I am signed in",
  path: "/me/sessions",
  who: person,
  params: nothing,
  filter: z.strictObject({}),
  output: z.object({ items: z.array(ownSessionSchema) }),
  refusals: [],
  run: async ({ db, clock }, actor) => ({ items: await ownSessions(db, clock, actor) }),
});

/** Which desks have looked the person up. */
const lookUps = query({
  name: "people.own-look-ups",
  summary: "Which desks have looked me up",
  path: "/me/look-ups",
  who: person,
  params: nothing,
  filter: z.strictObject({}),
  output: z.object({ items: z.array(lookUpSchema) }),
  refusals: [],
  run: async ({ db }, { personId }) => {
    const codes = await memberCodes(db);
    const items = await lookUpsOf(db, personId);
    return {
      items: items.map(({ memberId, ...one }) => ({
        ...one,
        member: memberId === null ? null : (codes.get(memberId) ?? null),
      })),
    };
  },
});

/** Who did what: for a member's administrators their own part, for the office all of it. */
const audit = query({
  name: "people.audit",
  summary: "Who did what, where, when and through which door",
  path: "/audit",
  who: staff("audit.read"),
  params: nothing,
  filter: z.strictObject({ ...auditFilterSchema.shape, ...paging }),
  output: pageOf(auditLineSchema),
  refusals: ["member-unknown", "cursor-invalid"],
  run: async ({ db }, actor, _params, { member, from, until, limit, cursor, ...rest }) => {
    const filter = {
      ...rest,
      memberId: member === undefined ? actor.scope : await readableMember(db, actor, member),
      from: from === undefined ? undefined : new Date(from),
      until: until === undefined ? undefined : new Date(until),
    };
    const page = await readAuditLog(db, filter, { limit, cursor });
    const codes = await memberCodes(db);
    return {
      items: page.items.map(({ memberId, ...line }) => ({
        ...line,
        member: memberId === null ? null : (codes.get(memberId) ?? null),
      })),
      next: page.next,
    };
  },
});

async function readableMember(db: Db, actor: Actor, code: string): Promise<number> {
  const { id } = await findMemberByCode(db, code);
  if (!mayDo(actor, "audit.read", id)) throw new Problem("forbidden", 403);
  return id;
}

/** What people see of their own, and administrators of what was done. */
export const peopleQueries: readonly AnyQuery[] = [sessions, lookUps, audit];
