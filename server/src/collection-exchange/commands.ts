import { z } from "zod";
import { listMembers } from "../consortium/index.ts";
import { listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { mayDo, staff } from "../people/index.ts";
import { refusalTable } from "./refusals.ts";
import { takeInSchema } from "./schema.ts";
import { beginTakeIn, takeExport, takeInsOf } from "./take-in.ts";

const nothing = z.object({});
const maker = staff("catalogue.edit", "somewhere");

const takeIn = commandsOf(refusalTable)({
  name: "collection-exchange.take-in",
  summary: "Take in a collection that was exported elsewhere (multipart: member, slug, then file)",
  path: "/collections-taken-in",
  status: 201,
  who: maker,
  params: nothing,
  input: z.strictObject({
    member: z.string().max(16),
    slug: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{1,58}[a-z0-9]$/)
      .optional()
      .describe("Its address here; absent: the one it had"),
  }),
  output: takeInSchema,
  fileBytes: (config) => config.uploadBytes,
  refusals: [
    "member-unknown",
    "collection-slug-taken",
    "export-wrong",
    "export-newer",
    "import-archive-wrong",
    "import-archive-large",
    "import-path-wrong",
  ],
  audit: "events",
  prepare: async ({ config, upload }) => await takeExport(config.dataFolder, upload!),
  run: async (tx, actor, _clock, _params, input, taken) => await beginTakeIn(tx, actor, input, taken),
});

const takenIn = queriesOf(refusalTable)({
  name: "collection-exchange.taken-in",
  summary: "Collections that were taken in, and how far they are",
  path: "/collections-taken-in",
  who: maker,
  params: nothing,
  filter: z.strictObject({}),
  output: listOf(takeInSchema),
  refusals: [],
  run: async ({ db }, actor) => {
    const own = (await listMembers(db)).filter((one) => mayDo(actor, "catalogue.edit", one.id));
    return {
      items: await takeInsOf(
        db,
        own.map((one) => one.id),
      ),
    };
  },
});

/** What is done with whole collections. */
export const exchangeCommands: readonly AnyCommand[] = [takeIn];
export const exchangeQueries: readonly AnyQuery[] = [takenIn];
