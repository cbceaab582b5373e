import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { anybody, person } from "../people/index.ts";
import { guestsOf } from "./check-in.ts";
import { salonParams } from "./commands.ts";
import { notesOf } from "./notes.ts";
import { refusalTable } from "./refusals.ts";
import { findSalons, getSalon } from "./salons.ts";
import { guestSchema, noteSchema, salonSchema } from "./schema.ts";

const query = queriesOf(refusalTable);

const list = query({
  name: "salons.list",
  summary: "Salons to come that I may see, the next first; or those that are over",
  path: "/salons",
  who: anybody,
  params: z.object({}),
  filter: z.strictObject({
    past: z.enum(["true", "false"]).default("false"),
    circleId: uuidSchema.optional(),
  }),
  output: listOf(salonSchema),
  refusals: [],
  run: async ({ db, clock }, actor, _params, { past, circleId = null }) => ({
    items: await findSalons(db, clock, actor?.personId ?? null, { past: past === "true", circleId }),
  }),
});

const one = query({
  name: "salons.one",
  summary: "One salon, and what was written of it",
  path: "/salons/:id",
  who: anybody,
  params: salonParams,
  filter: z.strictObject({}),
  output: z.object({ salon: salonSchema, notes: z.array(noteSchema) }).meta({ id: "OpenedSalon" }),
  refusals: ["salon-unknown"],
  run: async ({ db, clock }, actor, { id }) => ({
    salon: await getSalon(db, clock, actor?.personId ?? null, id),
    notes: await notesOf(db, actor?.personId ?? null, id),
  }),
});

const guests = query({
  name: "salons.guests",
  summary: "Who comes to the salon I host, and who waits",
  path: "/salons/:id/guests",
  who: person,
  params: salonParams,
  filter: z.strictObject({}),
  output: listOf(guestSchema),
  refusals: ["salon-unknown", "salon-host-needed"],
  run: async ({ db, clock }, { personId }, { id }) => ({ items: await guestsOf(db, clock, personId, id) }),
});

/** What readers ask about salons. */
export const salonsQueries: readonly AnyQuery[] = [list, one, guests];
