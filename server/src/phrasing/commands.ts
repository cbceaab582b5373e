import { z } from "zod";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { staff } from "../people/index.ts";
import { listAliases, removeAlias, setAlias } from "./aliases.ts";
import { refusalTable } from "./refusals.ts";
import { aliasSchema, newAliasSchema, saidSchema, searchUseSchema, zeroSearchSchema } from "./schema.ts";
import { searchUses } from "./search-uses.ts";
import { putAside, zeroSearches } from "./zero-searches.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
/** How readers speak belongs to no library alone. */
const who = staff("catalogue.edit", "somewhere");
const nothing = z.object({});

/** Readers' name for a book. */
const keepAlias = command({
  name: "phrasing.set-alias",
  summary: "Keep a name that readers give to books, and the search it stands for",
  method: "PUT",
  path: "/search-aliases",
  status: 200,
  who,
  params: nothing,
  input: newAliasSchema,
  output: aliasSchema,
  refusals: ["alias-itself"],
  audit: "events",
  run: async (tx, actor, clock, _params, input) => await setAlias(tx, actor, clock, input),
});

/** It stands for nothing any more. */
const dropAlias = command({
  name: "phrasing.remove-alias",
  summary: "Take a name that readers give to books from the list",
  method: "DELETE",
  path: "/search-aliases/:id",
  status: 204,
  who,
  params: z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) }),
  input: nothing,
  output: nothing,
  refusals: ["alias-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, { id }) => {
    await removeAlias(tx, actor, id);
    return {};
  },
});

/** Nothing is to be done about it. */
const lookedAt = command({
  name: "phrasing.put-aside",
  summary: "Put a search that found nothing aside: it is listed no more",
  path: "/zero-searches/aside",
  status: 204,
  who,
  params: nothing,
  input: saidSchema,
  output: nothing,
  refusals: ["zero-search-unknown"],
  audit: ({ input }) => ({ subject: { kind: "zero-search", id: input.said }, scope: null }),
  run: async (tx, _actor, clock, _params, { said }) => {
    await putAside(tx, clock, said);
    return {};
  },
});

const aliases = query({
  name: "phrasing.aliases",
  summary: "Names that readers give to books, those changed last first",
  path: "/search-aliases",
  who,
  params: nothing,
  filter: z.strictObject(paging),
  output: pageOf(aliasSchema),
  refusals: [],
  run: async ({ db }, _actor, _params, filter) => await listAliases(db, filter),
});

const zeros = query({
  name: "phrasing.zero-searches",
  summary: "Searches that found nothing, the most frequent first; without persons",
  path: "/zero-searches",
  who,
  params: nothing,
  filter: z.strictObject(paging),
  output: pageOf(zeroSearchSchema),
  refusals: [],
  run: async ({ db }, _actor, _params, filter) => await zeroSearches(db, filter),
});

const uses = query({
  name: "phrasing.search-uses",
  summary:
    "Searches from which nothing was opened, or whose pages were slow, the most frequent first; without persons",
  path: "/search-uses",
  who,
  params: nothing,
  filter: z.strictObject({
    ...paging,
    by: z.enum(["abandoned", "slow"]),
    library: z.string().max(20).optional().describe("Code of a library: only what its readers searched for"),
  }),
  output: pageOf(searchUseSchema),
  refusals: [],
  run: async ({ db }, _actor, _params, filter) => await searchUses(db, filter),
});

/** What librarians do. */
export const phrasingCommands: readonly AnyCommand[] = [keepAlias, dropAlias, lookedAt];
/** What they ask. */
export const phrasingQueries: readonly AnyQuery[] = [aliases, zeros, uses];
