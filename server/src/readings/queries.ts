import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { anybody } from "../people/index.ts";
import { notesOf } from "./clock-ins.ts";
import { readingParams } from "./commands.ts";
import { fellowsOf, ownDays } from "./fellows.ts";
import { findReadings, getReading, partsOf } from "./reading-views.ts";
import { refusalTable } from "./refusals.ts";
import { fellowSchema, partSchema, readingNoteSchema, readingSchema } from "./schema.ts";

const query = queriesOf(refusalTable);

const list = query({
  name: "readings.list",
  summary: "Reading groups I may see, those I am in first; or those that are over",
  path: "/readings",
  who: anybody,
  params: z.object({}),
  filter: z.strictObject({
    past: z.enum(["true", "false"]).default("false"),
    mine: z.enum(["true", "false"]).default("false"),
    circleId: uuidSchema.optional(),
    instanceId: z.coerce.number().int().positive().optional(),
  }),
  output: listOf(readingSchema),
  refusals: [],
  run: async ({ db, clock }, actor, _params, { past, mine, circleId = null, instanceId = null }) => ({
    items: await findReadings(db, clock, actor?.personId ?? null, {
      past: past === "true",
      mine: mine === "true",
      circleId,
      instanceId,
    }),
  }),
});

const one = query({
  name: "readings.one",
  summary: "One reading group with its plan; who reads, my days and the notes for those who read along",
  path: "/readings/:id",
  who: anybody,
  params: readingParams,
  filter: z.strictObject({}),
  output: z
    .object({
      reading: readingSchema,
      parts: z.array(partSchema),
      fellows: z.array(fellowSchema),
      notes: z.array(readingNoteSchema),
      days: z.array(z.string()),
      streak: z.number().int(),
    })
    .meta({ id: "OpenedReading" }),
  refusals: ["reading-unknown"],
  run: async ({ db, clock }, actor, { id }) => {
    const personId = actor?.personId ?? null;
    const reading = await getReading(db, clock, personId, id);
    const isInside = reading.isIn || reading.mayLead;
    const [parts, fellows, notes, own] = await Promise.all([
      partsOf(db, reading),
      isInside && personId !== null ? fellowsOf(db, personId, id) : [],
      isInside && personId !== null ? notesOf(db, personId, reading) : [],
      ownDays(db, personId, reading),
    ]);
    return { reading, parts, fellows, notes, ...own };
  },
});

/** What readers ask about reading groups. */
export const readingsQueries: readonly AnyQuery[] = [list, one];
