import { z } from "zod";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { person } from "../people/index.ts";
import { partnerIn } from "./partners.ts";
import { refusalTable } from "./refusals.ts";
import { sayRegard } from "./regards.ts";
import { partnerSchema } from "./schema.ts";
import { allReasons, regardKinds } from "./words.ts";

const params = z.object({ id: uuidSchema });

const say = commandsOf(refusalTable)({
  name: "regards.say",
  summary: "Thanks or trouble after a loan, about the other of the two; the latest word about somebody holds",
  method: "PUT",
  path: "/sharing/loans/:id/regard",
  status: 200,
  who: person,
  params,
  input: z
    .strictObject({
      kind: z.enum(regardKinds),
      reasons: z.array(z.enum(allReasons)).max(5).default([]),
    })
    .meta({ id: "Say" }),
  output: z.object({ kind: z.enum(regardKinds) }).meta({ id: "SaidRegard" }),
  refusals: ["loan-unknown", "regard-early", "regard-late", "regard-reason"],
  audit: ({ params: { id } }) => ({ subject: { kind: "sharing-loan", id }, scope: null }),
  run: async (tx, actor, clock, { id }, input) => {
    await sayRegard(tx, actor, clock, id, input);
    return { kind: input.kind };
  },
  forms: [
    {
      path: "/sharing/loans/:id/regard",
      after: ({ id }) => `/sharing/loans/${id}`,
      failed: ({ id }) => `/sharing/loans/${id}`,
      done: ({ kind }) => ({ key: kind === "thanks" ? "regards.done.thanks" : "regards.done.trouble" }),
    },
  ],
});

const partner = queriesOf(refusalTable)({
  name: "regards.partner",
  summary: "The other of my loan: a library's reader, times, on time, thanks, how far away",
  path: "/sharing/loans/:id/partner",
  who: person,
  params,
  filter: z.strictObject({}),
  output: partnerSchema,
  refusals: ["loan-unknown"],
  run: ({ db }, actor, { id }) => partnerIn(db, actor, id),
});

/** The one write of this room, and the one read. */
export const regardsCommands: readonly AnyCommand[] = [say];
export const regardsQueries: readonly AnyQuery[] = [partner];
