import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { person } from "../people/index.ts";
import { findEbooks } from "./ebooks.ts";
import { refusalTable } from "./refusals.ts";
import { ebookSchema } from "./schema.ts";

const query = queriesOf(refusalTable);

const list = query({
  name: "ebooks.list",
  summary: "E-books recommended in circles I am in, the latest first",
  path: "/ebooks",
  who: person,
  params: z.object({}),
  filter: z.strictObject({ circleId: uuidSchema.optional() }),
  output: listOf(ebookSchema),
  refusals: [],
  run: async ({ db }, { personId }, _params, { circleId = null }) => ({
    items: await findEbooks(db, personId, { circleId }),
  }),
});

/** What readers ask about recommended e-books. */
export const ebooksQueries: readonly AnyQuery[] = [list];
