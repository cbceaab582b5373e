import { z } from "zod";
import { cutPage, pageOf, paging, readCursor } from "../../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { findBranch } from "../branches.ts";
import { hoursOf, listClosures } from "../calendar.ts";
import { listDistances } from "../distances.ts";
import { listLocations } from "../locations.ts";
import { findMemberByCode } from "../members.ts";
import { refusalTable } from "../refusals.ts";
import { everybody, memberAdmin } from "./access.ts";
import { closureSchema, distanceSchema, hoursSchema, locationSchema } from "./schema.ts";

const query = queriesOf(refusalTable);
const ofMember = z.object({ code: z.string().max(16) });
const filter = z.strictObject(paging);

/** When a branch opens. */
const hours = query({
  name: "consortium.hours",
  summary: "Opening hours of a branch; none: open every day",
  path: "/members/:code/branches/:branch/hours",
  who: everybody,
  params: ofMember.extend({ branch: z.string().max(60) }),
  filter: z.strictObject({}),
  output: hoursSchema,
  refusals: ["member-unknown", "branch-unknown"],
  run: async ({ db }, _actor, { code, branch }) => {
    const { id } = await findBranch(db, (await findMemberByCode(db, code)).id, branch);
    return { hours: await hoursOf(db, id) };
  },
});

/** When a member is closed. */
const closures = query({
  name: "consortium.closures",
  summary: "Days on which a member is closed, the last first",
  path: "/members/:code/closures",
  who: everybody,
  params: ofMember,
  filter,
  output: pageOf(closureSchema),
  refusals: ["member-unknown", "cursor-invalid"],
  run: async ({ db }, _actor, { code }, { limit, cursor }) => {
    const before = readCursor(cursor, z.tuple([z.iso.date(), z.number().int()]));
    const { id } = await findMemberByCode(db, code);
    const rows = await listClosures(db, id, { before, limit: limit + 1 });
    return cutPage(rows, limit, (row) => [row.firstOn, row.id]);
  },
});

/** Where a member's locations stand. */
const locations = query({
  name: "consortium.locations",
  summary:
    "Shelving locations of a member, what they are called and the branch of each; others stand in the main branch",
  path: "/members/:code/locations",
  who: everybody,
  params: ofMember,
  filter,
  output: pageOf(locationSchema),
  refusals: ["member-unknown", "cursor-invalid"],
  run: async ({ db }, _actor, { code }, { limit, cursor }) => {
    const { id } = await findMemberByCode(db, code);
    const after = readCursor(cursor, z.tuple([z.string()]))?.[0] ?? null;
    const rows = await listLocations(db, id, { after, limit: limit + 1 });
    return cutPage(rows, limit, (row) => [row.code]);
  },
});

/** Measured ways. */
const distances = query({
  name: "consortium.distances",
  summary: "Measured ways between branches, in minutes",
  path: "/distances",
  who: memberAdmin,
  params: z.object({}),
  filter,
  output: pageOf(distanceSchema),
  refusals: ["cursor-invalid"],
  run: async ({ db }, _actor, _params, { limit, cursor }) => {
    const after = readCursor(cursor, z.tuple([z.string(), z.string()]));
    const rows = await listDistances(db, { after, limit: limit + 1 });
    return cutPage(rows, limit, (row) => [row.from, row.to]);
  },
});

/** What is asked about members and what they own. */
export const consortiumQueries: readonly AnyQuery[] = [hours, closures, locations, distances];
