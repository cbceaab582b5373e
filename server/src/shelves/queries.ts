import { z } from "zod";
import { paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { uuidSchema } from "../neighbours/schema.ts";
import { person } from "../people/index.ts";
import { getCopy, myBooks } from "./copies/copy-views.ts";
import { libraryShelf } from "./copies/library-commands.ts";
import { readingStates } from "./copies/offer-options.ts";
import { refusalTable } from "./refusals.ts";
import { scanQueries } from "./scan/scan-commands.ts";
import { myBooksSchema, visibleCopySchema } from "./schema.ts";

const query = queriesOf(refusalTable);

const mine = query({
  name: "shelves.my-copies",
  summary: "My books",
  path: "/sharing/copies",
  who: person,
  params: z.object({}),
  filter: z.strictObject({
    shelf: z.string().max(60).optional(),
    reading: z.enum(readingStates).optional(),
    ...paging,
  }),
  output: myBooksSchema,
  refusals: [],
  run: ({ db }, { personId }, _params, { cursor, ...filter }) =>
    myBooks(db, personId, { ...filter, ...(cursor && { cursor }) }),
});

const copy = query({
  name: "shelves.copy",
  summary: "A copy, for whoever may see it",
  path: "/sharing/copies/:id",
  who: person,
  params: z.object({ id: uuidSchema }),
  filter: z.strictObject({}),
  output: visibleCopySchema,
  refusals: ["copy-unknown"],
  run: ({ db }, { personId }, { id }) => getCopy(db, personId, id),
});

/** What readers ask about copies. */
export const shelvesQueries: readonly AnyQuery[] = [mine, copy, libraryShelf, ...scanQueries];
