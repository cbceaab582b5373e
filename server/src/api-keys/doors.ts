import { z } from "zod";
import { todayInRegion } from "../consortium/index.ts";
import { writeAudit } from "../kernel/audit.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { cutPage, pageOf, paging, readCursor } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { staff } from "../people/index.ts";
import { issueKey, listKeys, revokeKey } from "./keys.ts";
import { refusalTable } from "./refusals.ts";
import { apiKeySchema, issuedKeySchema, newKeySchema } from "./schema.ts";

const command = commandsOf(refusalTable);
const who = staff("member.manage", "somewhere");
const subject = (id: string) => ({ kind: "api-key", id });

const issue = command({
  name: "api-keys.issue",
  summary: "Give another system a key: its name, who operates it, the sites it is used on, requests a day",
  path: "/api-keys",
  status: 201,
  who,
  params: z.object({}),
  input: newKeySchema,
  output: issuedKeySchema,
  refusals: ["member-unknown", "api-keys-exhausted"],
  secret: true,
  audit: "events",
  run: async (tx, actor, clock, _params, input) => {
    const { memberId, ...issued } = await issueKey(tx, actor, clock, input);
    const { name, origins, daily } = input;
    await writeAudit(tx, actor, "api-keys.issue", subject(issued.id), memberId, { name, origins, daily });
    return issued;
  },
});

const revoke = command({
  name: "api-keys.revoke",
  summary: "End a key at once",
  path: "/api-keys/:id/revocation",
  status: 204,
  who,
  params: z.object({ id: z.string().max(60) }),
  input: z.strictObject({}),
  output: z.void(),
  refusals: ["api-key-unknown"],
  audit: "events",
  run: async (tx, actor, clock, { id }) => {
    const memberId = await revokeKey(tx, actor, clock, id);
    await writeAudit(tx, actor, "api-keys.revoke", subject(id), memberId);
  },
});

const list = queriesOf(refusalTable)({
  name: "api-keys.list",
  summary:
    "Keys of the libraries one administers, for the consortium office all, with their uses; newest first",
  path: "/api-keys",
  who,
  params: z.object({}),
  filter: z.strictObject(paging),
  output: pageOf(apiKeySchema),
  refusals: [],
  run: async ({ db, clock }, actor, _params, { limit, cursor }) => {
    const before = readCursor(cursor, z.tuple([z.uuid()]))?.[0] ?? null;
    const today = await todayInRegion(db, clock);
    return cutPage(await listKeys(db, actor, { today, before, limit: limit + 1 }), limit, ({ id }) => [id]);
  },
});

/** What this room does and answers. */
export const keyCommands: readonly AnyCommand[] = [issue, revoke];
export const keyQueries: readonly AnyQuery[] = [list];
