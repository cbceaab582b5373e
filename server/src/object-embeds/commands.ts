import { z } from "zod";
import { todayInRegion } from "../consortium/index.ts";
import { listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { anybody } from "../people/index.ts";
import { matchBooks } from "./match.ts";
import { matchQuestionSchema, objectMatchSchema } from "./schema.ts";

/** Books asked for at once. */
const MOST_BOOKS = 100;

/** Another catalogue asks which of its books are digitised here. It changes nothing. */
const match = commandsOf({})({
  name: "object-embeds.match",
  summary: "Digital objects that are copies of up to a hundred books, with reasons, cover, access and link",
  path: "/match",
  status: 200,
  who: anybody,
  // Pages of other sites ask; it changes nothing, and no session is looked at.
  csrf: "none",
  params: z.object({}),
  input: z.strictObject({ books: z.array(matchQuestionSchema).min(1).max(MOST_BOOKS) }).meta({ id: "Match" }),
  output: listOf(z.object({ matches: z.array(objectMatchSchema) }).meta({ id: "ObjectMatches" })),
  refusals: [],
  audit: "events",
  prepare: async ({ origin = "" }) => origin,
  run: async (tx, _actor, clock, _params, { books }, origin) => ({
    items: await matchBooks(tx, { origin, today: await todayInRegion(tx, clock), books }),
  }),
});

/** What other systems ask. */
export const embedCommands: readonly AnyCommand[] = [match];
