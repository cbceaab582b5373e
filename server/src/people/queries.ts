import { z } from "zod";
import { listMembers } from "../consortium/index.ts";
import { listOf } from "../contracts/shapes.ts";
import type { Db } from "../kernel/database.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { person } from "./access.ts";
import { lookUpsOf } from "./look-ups.ts";
import { refusalTable } from "./refusals.ts";
import { lookUpSchema, ownSessionSchema } from "./schema.ts";
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
  output: listOf(ownSessionSchema),
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
  output: listOf(lookUpSchema),
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

/** What people see of their own. */
export const peopleQueries: readonly AnyQuery[] = [sessions, lookUps];
