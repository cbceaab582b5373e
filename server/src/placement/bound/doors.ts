import { z } from "zod";
import { viewerOf } from "../../audience/index.ts";
import { listOf } from "../../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { staff } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";
import { boundCopySchema, boundRecordsSchema } from "../schema.ts";
import { copiesWithSeveral, setBoundRecords } from "./bound.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
/** Whose copy it is, the rules look at. */
const who = staff("catalogue.edit", "somewhere");
const params = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });

const set = command({
  name: "placement.set-bound-records",
  summary: "Say which other titles of the library are in a copy (bound-with); none: only its own",
  method: "PUT",
  path: "/items/:id/bound-titles",
  status: 200,
  who,
  params,
  input: boundRecordsSchema,
  output: z.object({ copy: boundCopySchema.nullable() }).meta({ id: "TitlesInCopy" }),
  refusals: ["item-unknown", "record-unknown", "record-host"],
  audit: ({ params: { id }, input }) => ({
    subject: { kind: "item", id: String(id) },
    scope: "worked-at",
    detail: { records: input.recordIds.length },
  }),
  run: async (tx, actor, clock, { id }, { recordIds }) => ({
    copy: await setBoundRecords(tx, actor, clock, id, recordIds),
  }),
});

const ofTitle = query({
  name: "placement.bound-copies",
  summary: "Copies that have several titles, this one among them",
  path: "/instances/:id/bound-copies",
  who,
  params,
  filter: z.strictObject({}),
  output: listOf(boundCopySchema),
  refusals: [],
  run: async ({ db }, actor, { id }) => ({ items: await copiesWithSeveral(db, actor, viewerOf(actor), id) }),
});

/** Every write of this room. */
export const boundCommands: readonly AnyCommand[] = [set];
/** Every read of it. */
export const boundQueries: readonly AnyQuery[] = [ofTitle];
