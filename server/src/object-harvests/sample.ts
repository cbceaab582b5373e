import type { z } from "zod";
import { demandRole, getCollection, proposeMapping, readRow, readValues } from "../collections/index.ts";
import { type Reach, reachOf } from "../harvesting/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { CommandDeps } from "../kernel/command.ts";
import { manifestsOf, readManifestPage, readOaiPage, type SourceRecord } from "./read.ts";
import type { sampleAskSchema, sampleSchema } from "./schema.ts";
import { demandAddress } from "./sources.ts";

/** Records that are tried. */
const TRIED = 10;

/**
 * The first records of a source, where their columns would go, and which of their values would be wrong; nothing is kept.
 * Refuses `collection-unknown` 404, `forbidden` 403, `source-address-wrong` 400, and what a harvest fails by, 502.
 */
export async function trySource(
  { db, config }: Pick<CommandDeps, "db" | "config">,
  actor: Actor,
  slug: string,
  asked: z.output<typeof sampleAskSchema>,
  given?: Reach,
): Promise<z.output<typeof sampleSchema>> {
  const collection = await getCollection(db, slug);
  await demandRole(db, actor, collection, "curator");
  demandAddress(asked);
  const reach = given ?? reachOf(config.environment, new URL(asked.url));
  const page =
    asked.kind === "iiif"
      ? await readManifestPage((await manifestsOf(asked.url, reach)).slice(0, TRIED), null, reach)
      : await readOaiPage(asked, null, null, reach);
  const records = page.records.filter((one) => one.kind === "record").slice(0, TRIED) as (SourceRecord & {
    cells: Record<string, string>;
  })[];
  const columns = [...new Set(records.flatMap((one) => Object.keys(one.cells)))];
  const mapping = asked.mapping ?? proposeMapping(collection.draft, columns);
  return {
    columns,
    mapping,
    rows: records.map(({ identifier, cells }) => ({
      identifier,
      cells,
      errors: readValues(collection.draft, readRow(collection.draft, mapping, cells).data).errors,
    })),
  };
}
