import { z } from "zod";
import { worker } from "../collections/index.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { arrange, arrangementOf, goBack } from "./arrangements.ts";
import { refusalTable } from "./refusals.ts";
import { type Arrangement, arrangementChangeSchema, arrangementSchema } from "./schema.ts";

const command = commandsOf(refusalTable);
/** Ten thousand pages with their labels. */
const LONGEST_ARRANGEMENT = 4 * 2 ** 20;
const byNumber = z.object({ number: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const audit = ({ params, output }: { params: { number: number }; output: Arrangement }) => ({
  subject: { kind: "collection-object", id: String(params.number) },
  scope: "worked-at" as const,
  detail: { version: output.version, pages: output.pages.length, sections: output.sections.length },
});

const laid = command({
  name: "object-parts.arrange",
  summary:
    "Lay the pages of an object in an order, with labels, sections and the direction they are turned in",
  method: "PUT",
  path: "/collection-objects/:number/arrangement",
  status: 200,
  who: worker,
  params: byNumber,
  input: arrangementChangeSchema,
  output: arrangementSchema,
  bodyBytes: LONGEST_ARRANGEMENT,
  refusals: [
    "object-unknown",
    "object-state",
    "arrangement-changed",
    "sections-wrong",
    "arrangement-unchanged",
  ],
  audit,
  run: async (tx, actor, clock, { number }, input) => await arrange(tx, actor, clock, number, input),
});

const gone = command({
  name: "object-parts.go-back",
  summary: "Lay the pages of an object as they lay before; those taken out since come back",
  path: "/collection-objects/:number/arrangement/restoration",
  status: 200,
  who: worker,
  params: byNumber,
  input: z.strictObject({ version: z.number().int().min(0), to: z.number().int().min(0) }),
  output: arrangementSchema,
  refusals: [
    "object-unknown",
    "object-state",
    "arrangement-changed",
    "arrangement-unknown",
    "arrangement-overtaken",
    "arrangement-unchanged",
  ],
  audit,
  run: async (tx, actor, clock, { number }, input) => await goBack(tx, actor, clock, number, input),
});

const lies = queriesOf(refusalTable)({
  name: "object-parts.arrangement",
  summary: "How the pages of an object lie: order, labels, sections, direction, and how they lay before",
  path: "/collection-objects/:number/arrangement",
  who: worker,
  params: byNumber,
  filter: z.strictObject({}),
  output: arrangementSchema,
  refusals: ["object-unknown"],
  run: async ({ db }, actor, { number }) => await arrangementOf(db, actor, number),
});

/** What is done with the pages and parts of an object. */
export const partCommands: readonly AnyCommand[] = [laid, gone];
export const partQueries: readonly AnyQuery[] = [lies];
