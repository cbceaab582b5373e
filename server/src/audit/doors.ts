import { z } from "zod";
import { findMemberByCode, listMembers } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { Problem } from "../kernel/problem.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { mayDo, staff } from "../people/index.ts";
import { labelsOf } from "./labels.ts";
import { readAuditLog } from "./log.ts";
import { auditFilterSchema, auditLineSchema } from "./schema.ts";

const query = queriesOf({ "member-unknown": 404, "cursor-invalid": 400 });

/** Who did what: for a member's administrators their own part, for the office all of it. */
const entries = query({
  name: "audit.entries",
  summary: "Who did what, where, when and through which door",
  path: "/audit",
  who: staff("audit.read"),
  params: z.object({}),
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
    const codes = new Map((await listMembers(db)).map((one) => [one.id, one.code]));
    const labels = await labelsOf(db, page.items, filter.memberId);
    return {
      items: page.items.map(({ memberId, subject, ...line }) => ({
        ...line,
        subject: { ...subject, label: labels.get(`${subject.kind} ${subject.id}`) ?? null },
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

/** What administrators read of what was done. */
export const auditQueries: readonly AnyQuery[] = [entries];
