import { z } from "zod";
import { memberWorkedAt } from "../kernel/actor.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { inTransaction } from "../kernel/database.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { noteRead, person, staff } from "../people/index.ts";
import { clearanceList, clearancesOf, isReaderAt } from "./clearance.ts";
import { certify, leaveAsClass } from "./leaving.ts";
import { refusalTable, refuse } from "./refusals.ts";
import {
  certificateSchema,
  certifySchema,
  clearanceSchema,
  leaverLinesSchema,
  leaverListSchema,
  leavingDoneSchema,
  leavingSchema,
} from "./schema.ts";

const query = queriesOf(refusalTable);
const command = commandsOf(refusalTable);
const none = z.object({});

const ofReader = query({
  name: "leavers.clearance",
  summary: "Whether one of the library's readers is clear at all members; titles only of its own books",
  path: "/patrons/:id/clearance",
  who: staff("circulation.desk"),
  params: z.object({ id: z.string().max(60) }),
  filter: z.strictObject({}),
  output: clearanceSchema,
  refusals: ["patron-unknown"],
  run: async ({ db, clock }, actor, { id }) => {
    const memberId = memberWorkedAt(actor);
    if (!(await isReaderAt(db, id, memberId))) throw refuse("patron-unknown");
    await inTransaction(db, (tx) => noteRead(tx, clock, actor, [id], "account"));
    return (await clearancesOf(db, clock, [id], memberId)).get(id)!;
  },
});

const own = query({
  name: "leavers.own-clearance",
  summary: "Whether I am clear at all libraries, and what stands in the way",
  path: "/me/clearance",
  who: person,
  params: none,
  filter: z.strictObject({}),
  output: clearanceSchema,
  refusals: [],
  run: async ({ db, clock }, actor) =>
    (await clearancesOf(db, clock, [actor.personId], null)).get(actor.personId)!,
});

/** A read with a list for its question; it stands in the audit, for it looks at many readers. */
export const clearances = command({
  name: "leavers.clearances",
  summary: "Whether these readers of the library worked at are clear at all members: a class that leaves",
  path: "/patrons/clearances",
  status: 200,
  who: staff("people.manage"),
  params: none,
  input: leaverListSchema,
  output: leaverLinesSchema,
  refusals: [],
  audit: ({ input }) => ({
    subject: { kind: "patron-list", id: "" },
    scope: "worked-at",
    detail: { readers: input.readers.length },
  }),
  run: async (tx, actor, clock, _params, { readers }) => ({
    items: await clearanceList(tx, clock, actor, readers),
  }),
});

/** The certificate of a leaver. */
const certifyOne = command({
  name: "leavers.certify",
  summary:
    "Certify that one of the library's readers is clear at all members, and keep new loans from them; sent as a message and by mail where asked",
  path: "/patrons/:id/clearance-certificates",
  status: 201,
  who: staff("circulation.desk"),
  params: z.object({ id: z.string().max(60) }),
  input: certifySchema,
  output: certificateSchema,
  refusals: ["patron-unknown", "leaver-not-clear"],
  audit: ({ params, input }) => ({
    subject: { kind: "person", id: params.id },
    scope: "worked-at",
    personId: params.id,
    detail: { sent: input.send },
  }),
  run: (tx, actor, clock, { id }, { send }) => certify(tx, actor, clock, id, send),
});

/** A class leaves as one. */
export const leaving = command({
  name: "leavers.leave",
  summary:
    "Keep new loans from a class that leaves, and send those who are clear their certificates where asked",
  path: "/patrons/leavings",
  status: 200,
  who: staff("people.manage"),
  params: none,
  input: leavingSchema,
  output: leavingDoneSchema,
  refusals: [],
  audit: ({ input, output }) => ({
    subject: { kind: "patron-list", id: "" },
    scope: "worked-at",
    detail: { readers: input.readers.length, blocked: output.kept, sent: output.sent },
  }),
  run: (tx, actor, clock, _params, input) => leaveAsClass(tx, actor, clock, input),
});

/** Everything this room answers. */
export const leaverQueries: readonly AnyQuery[] = [ofReader, own];
/** Asked with a list. */
export const leaverCommands: readonly AnyCommand[] = [clearances, certifyOne, leaving];
