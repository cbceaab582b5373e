import { z } from "zod";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { queriesOf } from "../../kernel/query.ts";
import { uuidSchema } from "../../neighbours/schema.ts";
import { desk } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";
import { libraryCopySchema, libraryShelfSchema, newLibraryCopySchema } from "../schema.ts";
import { libraryCircles, libraryCopies, offerItem, withdrawItem } from "./library-copies.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const noInput = z.strictObject({});
const PATH = "/desk/circle-copies";

const offer = command({
  name: "shelves.offer-item",
  summary: "Offer one of my library's items to circles; it leaves ordinary lending",
  path: PATH,
  status: 201,
  who: desk,
  params: z.object({}),
  input: newLibraryCopySchema,
  output: libraryCopySchema,
  refusals: ["circle-unknown", "item-unknown", "several-items", "item-not-free"],
  audit: "events",
  run: (tx, actor, clock, _params, input) => offerItem(tx, actor, clock, { ...input, memberId: actor.scope }),
});

const withdraw = command({
  name: "shelves.withdraw-item",
  summary: "Take a copy back from the circles into ordinary lending",
  method: "DELETE",
  path: `${PATH}/:id`,
  status: 204,
  who: desk,
  params: z.object({ id: uuidSchema }),
  input: noInput,
  output: z.object({}),
  refusals: ["copy-unknown", "copy-on-loan"],
  audit: "events",
  run: async (tx, actor, clock, { id }) => {
    await withdrawItem(tx, actor, clock, actor.scope, id);
    return {};
  },
});

/** A library's own copies in circles of readers, at the desk of its branch. */
export const libraryCommands: readonly AnyCommand[] = [offer, withdraw];

/** Circles of a library, and its copies offered there. */
export const libraryShelf = query({
  name: "shelves.library-copies",
  summary: "Circles of my library, and its copies offered there",
  path: PATH,
  who: desk,
  params: z.object({}),
  filter: noInput,
  output: libraryShelfSchema,
  refusals: [],
  run: async ({ db }, { scope }) => {
    const [circles, items] = await Promise.all([libraryCircles(db, scope), libraryCopies(db, scope)]);
    return { circles, items };
  },
});
