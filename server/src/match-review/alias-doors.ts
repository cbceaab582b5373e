import { z } from "zod";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { enqueue } from "../kernel/jobs.ts";
import { cutPage, pageOf, paging, readCursor } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { publisherAliases, statementsOf } from "../matching/index.ts";
import { staff } from "../people/index.ts";
import { refusals, refuse } from "./refusals.ts";
import { publisherAliasSchema, publisherNameSchema } from "./schema.ts";

const command = commandsOf(refusals);
const query = queriesOf(refusals);
const who = staff("catalogue.edit", "somewhere");
const nothing = z.object({});
const noted = (detail: Record<string, unknown>) => ({
  subject: { kind: "region", id: "publisher-aliases" },
  scope: "worked-at" as const,
  detail,
});

const keep = command({
  name: "match-review.keep-publisher-alias",
  summary: "Say that a name of a publisher means another; records of both are matched anew",
  method: "PUT",
  path: "/publisher-aliases",
  status: 200,
  who,
  params: nothing,
  input: publisherAliasSchema,
  output: publisherAliasSchema,
  refusals: ["alias-wordless", "alias-same", "alias-chain"],
  audit: ({ input }) => noted(input),
  run: async (tx, actor, _clock, _params, alias) => {
    const hindrance = await publisherAliases.keepPublisherAlias(statementsOf(tx), alias, actor.personId);
    if (hindrance) throw refuse(hindrance);
    await enqueue(tx, "rematch-publishers", { names: [alias.name, alias.canonical] });
    return alias;
  },
});

const drop = command({
  name: "match-review.drop-publisher-alias",
  summary: "A name of a publisher means itself again; records of both are matched anew",
  path: "/publisher-aliases/removal",
  status: 200,
  who,
  params: nothing,
  input: publisherNameSchema,
  output: publisherAliasSchema,
  refusals: ["alias-unknown"],
  audit: ({ input }) => noted({ removed: input.name }),
  run: async (tx, _actor, _clock, _params, { name }) => {
    const canonical = await publisherAliases.dropPublisherAlias(statementsOf(tx), name);
    if (canonical === undefined) throw refuse("alias-unknown");
    await enqueue(tx, "rematch-publishers", { names: [name, canonical] });
    return { name, canonical };
  },
});

const aliases = query({
  name: "match-review.publisher-aliases",
  summary: "Names of publishers that mean another",
  path: "/publisher-aliases",
  who,
  params: nothing,
  filter: z.strictObject(paging),
  output: pageOf(publisherAliasSchema),
  refusals: [],
  run: async ({ db }, _actor, _params, { limit, cursor }) => {
    const after = readCursor(cursor, z.tuple([z.string(), z.string()]));
    const found = await publisherAliases.publisherAliasesAfter(statementsOf(db), { limit: limit + 1, after });
    return cutPage(found, limit, ({ canonical, name }) => [canonical, name]);
  },
});

/** What cataloguers say of publishers' names. */
export const aliasCommands: readonly AnyCommand[] = [keep, drop];
export const aliasQueries: readonly AnyQuery[] = [aliases];
